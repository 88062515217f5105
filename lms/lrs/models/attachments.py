"""The bytes that came with statements."""

from __future__ import annotations

from django.db import models

from lms.lrs.models.statements import Statement
from lms.organisations.models import Fieldlab


class StatementAttachment(models.Model):
    """That the bytes of an attachment came with a statement. `file` is its name in the storage.

    Equal bytes of one fieldlab are one file: its name is made of their SHA-2.
    """

    pk = models.CompositePrimaryKey("statement", "sha2")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="attachments", db_column="seq")
    tenant = models.ForeignKey(Fieldlab, models.PROTECT, null=True, related_name="+", db_index=False)
    sha2 = models.CharField(max_length=128)
    content_type = models.TextField()
    size = models.BigIntegerField()
    file = models.CharField(max_length=255, db_index=True)

    def __str__(self) -> str:
        return f"{self.sha2} of {self.statement_id}"
