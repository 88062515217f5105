"""E-mail to colleagues about modules. Wagtail itself tells who handed in a module how it was decided."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from courses.models import Submission
from courses.queries import submissions_to_tell
from lms.accounts.mail import send_to_each
from lms.accounts.models import User
from lms.organisations.queries import approvers_of


def reviewers_of(submission: Submission) -> list[User]:
    """Who may decide: the approvers of its fieldlab, without those who worked on it."""
    return list(approvers_of(submission.fieldlab).exclude(pk__in=submission.writers()))


def notify_reviewers(submission_id: int) -> int:
    """Write to everybody who may decide on the submission, each in their own language; returns to how many.

    At least once: it is claimed, sent outside of any transaction, and then noted. An address that the mail server
    refuses does not keep the others from being told; where all fail, the last SMTPException or OSError is raised,
    and the sweep tries again.
    """
    submission = _claim(submission_id)
    if submission is None or submission.task_state is None:
        return 0
    context = {
        "submission": submission,
        "title": submission.task_state.revision.object_str,
        "address": settings.WAGTAILADMIN_BASE_URL + reverse("courses_review", args=[submission.uuid]),
    }
    row = Submission.objects.filter(pk=submission_id)
    try:
        sent = send_to_each(reviewers_of(submission), "courses/authoring/review_mail", context)
    except (SMTPException, OSError):
        row.update(telling_since=None)
        raise
    row.update(reviewers_told_at=timezone.now())
    return sent


def _claim(submission_id: int) -> Submission | None:
    """The submission, if it is for us to tell of it; who comes at the same time finds nothing to do."""
    with transaction.atomic():
        submission = (
            submissions_to_tell()
            .select_for_update(of=("self",))
            .select_related("fieldlab", "submitted_by", "task_state__revision")
            .filter(pk=submission_id)
            .first()
        )
        if submission:
            submission.telling_since = timezone.now()
            submission.save(update_fields=["telling_since"])
    return submission
