"""Give a copied lesson ids of its own: results hang on them, and within a module each is there once."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from courses.models import LessonPage
from courses.publishing.rules import identifiers_in
from courses.structure import with_new_ids
from lms.accounts.models import User


def renew_identifiers(*, lesson: LessonPage, by: User) -> None:
    """Save a draft with new ids where another lesson of the module has the same. Raises PermissionDenied."""
    if not lesson.permissions_for_user(by).can_edit():
        raise PermissionDenied
    with transaction.atomic():
        draft = lesson.get_latest_revision_as_object()
        content = draft.content.get_prep_value()
        others = LessonPage.objects.child_of(lesson.get_parent()).exclude(pk=lesson.pk).filter(alias_of=None)
        taken = {
            id
            for other in others
            for id in identifiers_in(other.get_latest_revision_as_object().content.get_prep_value())
        }
        if taken.isdisjoint(identifiers_in(content)):
            return
        draft.content = with_new_ids(content)
        revision = draft.save_revision(user=by, clean=False)
        log(lesson, "wagtail.edit", user=by, revision=revision)
