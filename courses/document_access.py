"""Who may open an uploaded document: a video, its captions, something to download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.documents.models import Document
from wagtail.models import TaskState

from courses.models import Submission, VersionMedia
from courses.publishing.drafts import RevisionsMissing, pinned_draft
from lms.organisations.models import Fieldlab
from lms.organisations.own_references import references_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User


def may_open(user: User | AnonymousUser, document: Document) -> bool:
    """Learners of a version that uses it, people who work for its fieldlab, and who has to approve it."""
    if not user.is_authenticated:
        return False
    return (
        VersionMedia.objects.filter(document=document, version__enrolments__user=user).exists()
        or Fieldlab.objects.visible_to(user).filter(collection=document.collection_id).exists()
        or _is_to_approve(user, document)
    )


def _is_to_approve(user: User, document: Document) -> bool:
    """Whether it stands in a module that waits for this person, who may be from outside the fieldlab."""
    waiting = Submission.objects.filter(
        task_state__in=TaskState.objects.reviewable_by(user), fieldlab__collection=document.collection_id
    )
    return any(_uses(submission, document) for submission in waiting)


def _uses(submission: Submission, document: Document) -> bool:
    try:
        pages = pinned_draft(submission).pages
    except RevisionsMissing:
        return False
    return any((Document, str(document.pk)) in references_of(page) for page in pages)
