"""Delete the drafts of a module or a lesson; what was published stays with its versions."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.actions.delete_page import DeletePageAction

from courses.models import LessonPage, ModulePage
from courses.publishing.drafts import is_a_translation
from lms.accounts.models import User


def delete_page(*, page: ModulePage | LessonPage, by: User, all_languages: bool) -> None:
    """Delete `page` in all its languages together, or a translation by itself.

    A lesson in the module's first language does not go alone: its translations would keep the module from being
    handed in. Wagtail writes an audit line per page. Raises PermissionDenied, and then deletes nothing.
    """
    with transaction.atomic():
        module = page if isinstance(page, ModulePage) else page.get_parent().specific
        # Who hands the module in at this moment goes first, or waits.
        list(ModulePage.objects.select_for_update(of=("self",)).filter(pk=module.source.pk).values_list("pk"))
        pages = type(page).objects.filter(translation_key=page.translation_key)
        if not all_languages:
            if not is_a_translation(page):
                raise PermissionDenied
            pages = pages.filter(pk=page.pk)
        for one in pages:
            DeletePageAction(one, user=by).execute()
