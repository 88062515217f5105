"""Documents that clients keep: state, activity profiles and agent profiles."""

from __future__ import annotations

from django.db import models

from lms.lrs.documents.rules import Body, Kind, Place
from lms.organisations.models import Fieldlab


class DocumentQuerySet(models.QuerySet["Document"]):
    def at(self, tenant: Fieldlab, place: Place) -> DocumentQuerySet:
        """The documents of `tenant` at a place; of every registration where it names none."""
        found = self.filter(tenant=tenant, place_key=place.key)
        return found if place.registration is None else found.filter(registration=place.registration)


class Document(models.Model):
    """What a client stored under an id; belongs to one fieldlab, so that no other one ever reads it."""

    # Fieldlab, kind, activity, agent, registration and id in one: a unique constraint over columns would let two
    # rows without a registration pass. 128-bit BLAKE2b, as in relations.py.
    identity = models.BinaryField(max_length=16, unique=True)
    tenant = models.ForeignKey(Fieldlab, models.PROTECT, related_name="+", db_index=False)
    kind = models.SmallIntegerField(choices=[(kind.value, kind.name) for kind in Kind])
    # Kind, activity and agent in one: what a list of ids is asked for by.
    place_key = models.BinaryField(max_length=16)
    activity = models.TextField(blank=True)
    # JSON as text: PostgreSQL's JSON takes no \u0000.
    agent = models.TextField(blank=True)
    agent_key = models.BinaryField(max_length=16, null=True)
    registration = models.UUIDField(null=True)
    name = models.TextField()
    content_type = models.TextField()
    content = models.BinaryField()
    # SHA-1 of the content in hexadecimal digits: that is what the specification asks for (1.0.3, part 3, 3.1).
    etag = models.CharField(max_length=40)
    updated_at = models.DateTimeField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["tenant", "place_key", "updated_at"], name="document_place"),
            models.Index(fields=["agent_key"], name="document_agent", condition=models.Q(agent_key__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def body(self) -> Body:
        return Body(self.content_type, bytes(self.content))
