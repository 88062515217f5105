"""Publish what was approved: exactly the pinned revisions, as a version that never changes."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from courses.actions.move_to_version import move_to_version
from courses.models import (
    Change,
    LessonVersion,
    ModuleVersion,
    RobotExercise,
    Submission,
    VersionMedia,
)
from courses.publishing.contents import text_of, version_of
from courses.publishing.drafts import LanguageDraft, ModuleDraft, RevisionsMissing, pinned_draft
from courses.publishing.media import media_of
from courses.publishing.problems import Problem
from courses.publishing.rules import ModuleNotReady, problems_of
from courses.robotics import CURRENT
from courses.structure import exercises_in
from lms.accounts.models import User


def publish_version(*, submission: Submission, by: User) -> ModuleVersion:
    """Make the next version of the module from the pinned revisions, and show these in the catalogue.

    A minor version takes open enrolments of the same major along. Raises PermissionDenied for who worked on it,
    and ModuleNotReady where something that was pinned has been lost.
    """
    if by.pk in submission.writers() or ModuleVersion.objects.filter(submission=submission).exists():
        raise PermissionDenied
    try:
        draft = pinned_draft(submission)
    except RevisionsMissing:
        message = _("A page was deleted after the module was handed in. Ask for changes and hand it in again.")
        raise ModuleNotReady([Problem(None, message)]) from None
    # This runs in a transaction of Wagtail's, where no robot program is run: approve_module did before.
    if problems := problems_of(draft, run=False):
        raise ModuleNotReady(problems)
    with transaction.atomic():
        previous = _supersede(submission)
        version = _make_version(submission, draft, previous, by)
        for text in draft.texts:
            _write_text(version, text)
        _keep_media(version, draft)
        _keep_cells(version, draft)
        _show_in_catalogue(submission, draft, by)
        log(
            draft.source.module,
            "courses.publish_version",
            user=by,
            data={"number": version.number, "submission": str(submission.uuid)},
        )
        if previous and previous.major == version.major:
            move_to_version(version=version, by=by)
    return version


def next_number(previous: tuple[int, int] | None, change: str) -> tuple[int, int]:
    """Major and minor of the version after `previous`; the first one is 1.0."""
    if previous is None:
        return 1, 0
    major, minor = previous
    return (major + 1, 0) if change == Change.MAJOR else (major, minor + 1)


def _supersede(submission: Submission) -> ModuleVersion | None:
    # Without their keys: who completes meanwhile refers to a version, and may hold what we are going to wait for.
    versions = ModuleVersion.objects.select_for_update(no_key=True).filter(module_key=submission.module_key)
    previous = versions.order_by("-major", "-minor").first()
    versions.filter(superseded_at=None).update(superseded_at=timezone.now())
    return previous


def _make_version(
    submission: Submission, draft: ModuleDraft, previous: ModuleVersion | None, by: User
) -> ModuleVersion:
    version = version_of(draft)
    number = (previous.major, previous.minor) if previous else None
    version.major, version.minor = next_number(number, submission.change)
    version.submission, version.approved_by = submission, by
    version.change, version.change_note = submission.change, submission.change_note
    version.save()
    return version


def _write_text(version: ModuleVersion, text: LanguageDraft) -> None:
    texts = text_of(text.module, text.language)
    texts.version, texts.page = version, text.module
    texts.save()
    for position, lesson in enumerate(text.lessons, 1):
        LessonVersion.objects.create(
            version=version,
            language=text.language,
            key=lesson.translation_key,
            position=position,
            title=lesson.title,
            minutes=lesson.minutes,
            content=lesson.content.get_prep_value(),
        )


def _keep_media(version: ModuleVersion, draft: ModuleDraft) -> None:
    """Hold on to every image and document of the version, so that none of them can be deleted."""
    # One by one: saving puts them in Wagtail's reference index, by which the admin knows that they are in use.
    for file in media_of(draft):
        VersionMedia.objects.create(version=version, **file)


def _keep_cells(version: ModuleVersion, draft: ModuleDraft) -> None:
    """Keep each robot exercise's cell and engine: a change of the library changes nothing here."""
    RobotExercise.objects.bulk_create(
        RobotExercise(
            version=version,
            lesson=lesson.translation_key,
            block_id=exercise.id,
            cells={str(cell): draft.cells[cell] for cell in exercise.cells},
            engine=CURRENT,
        )
        for lesson in draft.source.lessons
        for exercise in exercises_in(lesson.content.get_prep_value())
    )


def _show_in_catalogue(submission: Submission, draft: ModuleDraft, by: User) -> None:
    """Publish the pinned revisions of the pages, not their newest ones."""
    revisions = Revision.objects.in_bulk(submission.revisions.values())
    for page in draft.pages:
        revisions[submission.revisions[page.pk]].publish(user=by, skip_permission_checks=True)
