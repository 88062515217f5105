"""The record store's tables: keys, statements with attachments, documents, activities, forwarding."""

from lms.lrs.models.activities import Activity, CatalogueProgress
from lms.lrs.models.attachments import StatementAttachment
from lms.lrs.models.documents import Document
from lms.lrs.models.forwarding import ForwardingDestination, ForwardingRefusal
from lms.lrs.models.keys import LaunchCredential, RecordStoreKey, RecordStoreKeyQuerySet, RequestAllowance
from lms.lrs.models.monitoring import (
    CountProgress,
    RefusedRequest,
    RetentionRun,
    StatementCount,
)
from lms.lrs.models.statements import Relation, Statement, StatementLink

__all__ = [
    "Activity",
    "CatalogueProgress",
    "CountProgress",
    "Document",
    "ForwardingDestination",
    "ForwardingRefusal",
    "LaunchCredential",
    "RecordStoreKey",
    "RecordStoreKeyQuerySet",
    "RefusedRequest",
    "Relation",
    "RequestAllowance",
    "RetentionRun",
    "Statement",
    "StatementAttachment",
    "StatementCount",
    "StatementLink",
]
