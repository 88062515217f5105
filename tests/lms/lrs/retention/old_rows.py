"""Statements, attachments and documents of long ago."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from courses.models import Enrolment
from lms.lrs.actions.apply_retention import apply_retention
from lms.lrs.actions.order_retention import order_retention
from lms.lrs.content.relations import agent_key
from lms.lrs.documents.rules import Kind
from lms.lrs.models import Document, RecordStoreKey, RetentionRun, Statement, StatementAttachment
from lms.lrs.storing.attachment_files import file_name
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all

NOW = timezone.now()
BEFORE = NOW - timedelta(days=365)


OLD = BEFORE - timedelta(days=1)
SANNE = {"mbox": "mailto:sanne@voorbeeld.nl"}


def aged(*rows: Statement, to: datetime = OLD) -> None:
    Statement.objects.filter(pk__in=[row.pk for row in rows]).update(stored=to)


def attach(row: Statement, content: bytes = b"photo") -> str:
    sha2 = sha256(content).hexdigest()
    name = file_name(row.tenant, sha2)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    StatementAttachment.objects.create(
        statement=row, tenant=row.tenant, sha2=sha2, content_type="image/png", size=len(content), file=name
    )
    return name


def document(key: RecordStoreKey, agent: dict[str, Any] | None, moment: datetime = OLD, **fields: Any) -> Document:
    return Document.objects.create(
        identity=uuid4().bytes,
        tenant=key.fieldlab,
        kind=Kind.STATE if agent else Kind.ACTIVITY_PROFILE,
        place_key=b"0" * 16,
        agent=json.dumps(agent) if agent else "",
        agent_key=agent_key(agent) if agent else None,
        name="where",
        content_type="text/plain",
        content=b"page 7",
        etag="0" * 40,
        updated_at=moment,
        **fields,
    )


def removed(before: datetime = BEFORE, **arguments: Any) -> RetentionRun:
    run = order_retention(by=None, before=before, **arguments)
    assert apply_retention(run_id=run.pk) is False
    run.refresh_from_db()
    assert run.finished_at
    return run


def learner_of_long_ago(**arguments: Any) -> Enrolment:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=2), **arguments)
    answer_all(enrolment)
    Statement.objects.filter(registration=enrolment.pk).update(stored=OLD)
    return enrolment
