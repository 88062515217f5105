"""Runs inside the site under test: `prepare N` makes learners one step from the end, `audit` counts."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
django.setup()

from django.conf import settings  # noqa: E402

# Nobody signs in with these passwords.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from uuid import UUID, uuid4  # noqa: E402

from django.db.models import Count  # noqa: E402
from django.urls import reverse  # noqa: E402

from courses.models import Completion, LessonVersion  # noqa: E402
from credentials.models import Credential, CredentialIssue  # noqa: E402
from lms.lrs.models import Statement  # noqa: E402
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all  # noqa: E402
from tests.sessions import session_cookie  # noqa: E402


def prepare(count: int) -> None:
    """Print a list of {url, cookie, step}: posting each completes one enrolment."""
    version = ModuleVersionFactory(lessons=1, questions=1)
    lesson = LessonVersion.objects.filter(version=version).first()
    steps = []
    for _ in range(count):
        enrolment = EnrolmentFactory(version=version)
        answer_all(enrolment)
        steps.append(
            {
                "url": reverse("finish_lesson", args=[enrolment.pk, lesson.key]),
                "cookie": session_cookie(enrolment.user),
                "step": str(uuid4()),
            }
        )
    print(json.dumps(steps))


def audit(steps: list[str]) -> None:
    """Print how many completions and credentials there are, and which of `steps` are stored."""
    doubled = Credential.objects.values("completion").annotate(n=Count("pk")).filter(n__gt=1).count()
    stored = set(Statement.objects.filter(id__in=[UUID(step) for step in steps]).values_list("id", flat=True))
    print(
        json.dumps(
            {
                "completions": Completion.objects.count(),
                "credentials": Credential.objects.count(),
                "issues": CredentialIssue.objects.count(),
                "doubled": doubled,
                "status_indexes": Credential.objects.values("status_list", "status_index").distinct().count(),
                "statements_missing": len(set(steps) - {str(id) for id in stored}),
            }
        )
    )


if sys.argv[1] == "prepare":
    prepare(int(sys.argv[2]))
else:
    audit(json.load(sys.stdin))
