"""E-mail to colleagues about modules. Wagtail itself tells who handed in a module how it was decided."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from courses.models import Submission
from courses.queries import submissions_to_tell
from lms.accounts.mail import send_to_each
from lms.accounts.models import User
from lms.organisations.models import Membership, Role


def reviewers_of(submission: Submission) -> list[User]:
    """Who may decide: trainers, managers and the outside approver, without those who worked on it."""
    colleagues = Membership.objects.current().filter(
        fieldlab=submission.fieldlab, role__in=[Role.TRAINER, Role.MANAGER]
    )
    people = User.objects.filter(
        Q(pk__in=colleagues.values("user")) | Q(pk=submission.fieldlab.outside_approver_id), is_active=True
    )
    return list(people.exclude(pk__in=submission.writers()).order_by("pk"))


def notify_reviewers(submission_id: int) -> int:
    """Write once to everybody who may decide on the submission, each in their own language; returns to how many.

    Sending and noting it are one transaction. An address that the mail server refuses does not keep the others
    from being told; where all fail, the last SMTPException or OSError is raised, and the sweep tries again.
    """
    with transaction.atomic():
        submission = (
            submissions_to_tell()
            .select_for_update(of=("self",))
            .select_related("fieldlab", "submitted_by", "task_state__revision")
            .filter(pk=submission_id)
            .first()
        )
        if submission is None or submission.task_state is None:
            return 0
        submission.reviewers_told_at = timezone.now()
        submission.save(update_fields=["reviewers_told_at"])
        context = {
            "submission": submission,
            "title": submission.task_state.revision.object_str,
            "address": settings.WAGTAILADMIN_BASE_URL + reverse("courses_review", args=[submission.uuid]),
        }
        return send_to_each(reviewers_of(submission), "courses/authoring/review_mail", context)
