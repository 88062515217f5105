"""What the record store knows of activities: one merged definition each, filled after the fact."""

from __future__ import annotations

from django.db import models

from lms.organisations.models import Fieldlab


class Activity(models.Model):
    """The definition that a fieldlab's statements give an activity, merged in the order of storing.

    Never touched while statements are written (shared rows are why record stores deadlock): a sweep fills it, and
    who reads adds what the sweep did not reach yet (catalogue.py).
    """

    tenant = models.ForeignKey(Fieldlab, models.CASCADE, related_name="+", db_index=False)
    key = models.BinaryField(max_length=16)
    iri = models.TextField()
    # JSON as text: PostgreSQL's JSON takes no \u0000.
    definition = models.TextField()

    class Meta:
        verbose_name_plural = "activities"
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="activity_once")]

    def __str__(self) -> str:
        return self.iri


class CatalogueProgress(models.Model):
    """How far the sweep has read: every statement `stored` until then is in the catalogue. One row."""

    stored = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.stored)
