"""Runs inside the site under test: `prepare N` makes completions without credential, `audit` counts."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
django.setup()

from uuid import uuid4  # noqa: E402

from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from courses.models import Completion, Enrolment  # noqa: E402
from credentials.checking.network import check_own  # noqa: E402
from credentials.models import Credential, CredentialIssue, IssueBatch, IssueBatchItem, Signature  # noqa: E402
from credentials.queries import newest_issue  # noqa: E402
from lms.accounts.models import User  # noqa: E402
from lms.lrs.models import Statement  # noqa: E402
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory  # noqa: E402

ROWS_AT_ONCE = 1000


def prepare(count: int) -> None:
    """Print the fieldlab whose module `count` people completed."""
    version = ModuleVersionFactory(lessons=1, questions=1)
    sample = EnrolmentFactory(version=version)
    people = User.objects.bulk_create(
        [User(email=f"worker{number}@example.nl", name=f"Zoë de Vries {number}") for number in range(count)],
        batch_size=ROWS_AT_ONCE,
    )
    fields = {
        field.attname: getattr(sample, field.attname)
        for field in Enrolment._meta.concrete_fields
        if not field.primary_key and field.attname != "user_id"
    }
    key = Enrolment._meta.pk.attname
    enrolments = Enrolment.objects.bulk_create(
        [Enrolment(**fields, **{key: uuid4()}, user=person) for person in people], batch_size=ROWS_AT_ONCE
    )
    Completion.objects.bulk_create(
        [
            Completion(
                enrolment=enrolment,
                version=version,
                fieldlab=version.fieldlab,
                completed_at=timezone.now(),
                with_practical=False,
            )
            for enrolment in enrolments
        ],
        batch_size=ROWS_AT_ONCE,
    )
    print(version.fieldlab.slug)


def audit() -> None:
    """Print how many of everything there are, and whether a few of the credentials verify."""
    rows = Credential.objects.all()
    doubled = rows.values("completion").annotate(rows=Count("pk")).filter(rows__gt=1).count()
    sample = [newest_issue(credential) for credential in rows.order_by("?")[:20]]
    print(
        json.dumps(
            {
                "completions": Completion.objects.count(),
                "credentials": rows.count(),
                "doubled": doubled,
                "issues": CredentialIssue.objects.count(),
                "indexes": rows.values("status_list", "status_index").distinct().count(),
                "signatures": Signature.objects.filter(document_id__contains="/credentials/").count(),
                "statements": Statement.objects.filter(raw__contains="xapi/verbs/earned").count(),
                "items with credential": IssueBatchItem.objects.filter(credential__isnull=False).count(),
                "batches": IssueBatch.objects.count(),
                "running": IssueBatch.objects.filter(finished_at=None).count(),
                "verified": sum(check_own(issue).valid for issue in sample if issue),
            }
        )
    )


if sys.argv[1] == "prepare":
    prepare(int(sys.argv[2]))
else:
    audit()
