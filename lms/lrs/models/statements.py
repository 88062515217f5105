"""The record store's rows: statements as received, and one narrow table to find them by.

No shared row is touched when statements are written (shared rows are why record stores deadlock).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lms.lrs.content import relations
from lms.lrs.database import CurrentTransaction
from lms.lrs.models.keys import RecordStoreKey
from lms.organisations.models import Fieldlab


class Statement(models.Model):
    """One xAPI record, immutable. `raw` is the text as accepted.

    Whether it was voided is not kept here: it follows from StatementLink, so that nothing is ever updated and a
    void may come before its target (queries.unvoided).
    """

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    # Orders rows of transactions that overlap: readers stay before the oldest open one (DESIGN.md, rule 5).
    transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    stored = models.DateTimeField(db_index=True)
    timestamp = models.DateTimeField()
    version = models.CharField(max_length=10)
    verb_key = models.BinaryField(max_length=16)
    registration = models.UUIDField(null=True)
    tenant = models.ForeignKey(Fieldlab, models.PROTECT, null=True, related_name="+", db_index=False)
    # The client that vouches for it; none: the site itself.
    record_store_key = models.ForeignKey(
        RecordStoreKey, models.PROTECT, null=True, related_name="+", db_index=False
    )
    authority = models.TextField()
    raw = models.TextField()

    class Meta:
        ordering = ["-seq"]
        indexes = [
            # The order in which forwarding reads: of a transaction that has ended, everything is there.
            models.Index(fields=["transaction", "seq"], name="statement_transaction"),
            models.Index(fields=["tenant", "seq"], name="statement_tenant"),
            models.Index(fields=["tenant", "verb_key", "seq"], name="statement_verb"),
            models.Index(
                fields=["registration", "seq"],
                name="statement_registration",
                condition=Q(registration__isnull=False),
            ),
            models.Index(
                fields=["record_store_key", "seq"],
                name="statement_key",
                condition=Q(record_store_key__isnull=False),
            ),
            # For who looks whether anything came in from outside since.
            models.Index(
                fields=["registration", "stored"],
                name="statement_outside",
                condition=Q(record_store_key__isnull=False, registration__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Relation(models.Model):
    """That a statement names an agent or activity (`key`: 128-bit BLAKE2b of its identifier) in a role."""

    pk = models.CompositePrimaryKey("key", "role", "statement")
    key = models.BinaryField(max_length=16)
    role = models.SmallIntegerField(choices=[(role.value, role.name) for role in relations.Role])
    # No constraint in the database, so that writing checks nothing.
    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="relations", db_column="seq", db_constraint=False
    )

    def __str__(self) -> str:
        return f"{self.role} of {self.statement_id}"


class StatementLink(models.Model):
    """That a statement refers to another by its id (StatementRef or voiding), also before that one arrives.

    References are followed: where A refers to B and B to C, there is a row from A to C with `direct` false.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="links", db_index=False)
    target_id = models.UUIDField(db_index=True)
    direct = models.BooleanField(default=True)
    voids = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "target_id"], name="link_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} → {self.target_id}"
