"""Deleting a module or a lesson in the Wagtail admin, with what goes and what stays; and putting a lesson back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from courses.actions.delete_page import delete_page
from courses.actions.restore_lesson import restore_lesson
from courses.authoring.module_views import own_module
from courses.models import LessonPage, LessonVersion, ModulePage
from courses.publishing.drafts import is_a_translation

if TYPE_CHECKING:
    from lms.accounts.models import User


def delete(request: HttpRequest, page: ModulePage | LessonPage) -> HttpResponse:
    """Ask what to delete: all languages together, or of a translation this one. Wagtail asked who may."""
    translation = is_a_translation(page)
    module = page if isinstance(page, ModulePage) else page.get_parent().specific
    if request.method == "POST" and request.POST.get("languages") in ("all", "one"):
        title = page.get_admin_display_title()
        delete_page(page=page, by=cast("User", request.user), all_languages=request.POST["languages"] == "all")
        messages.success(request, _("“%(title)s” has been deleted.") % {"title": title})
        if isinstance(page, ModulePage):
            return redirect("courses_modules")
        return redirect("wagtailadmin_pages:edit", module.pk)
    context = {
        "page_title": _("Delete"),
        "page_subtitle": page.get_admin_display_title(),
        "header_icon": "bin",
        "page": page,
        "is_lesson": isinstance(page, LessonPage),
        "languages": list(languages_of(page)),
        "is_translation": translation,
        "lessons": LessonPage.objects.child_of(page).count() if isinstance(page, ModulePage) else 0,
        "published": newest_with(page),
        "back": module,
    }
    return render(request, "courses/authoring/delete.html", context)


def languages_of(page: ModulePage | LessonPage) -> list[str]:
    """The codes of the languages that `page` was written in, the first one first."""
    pages = type(page).objects.filter(translation_key=page.translation_key, alias_of=None)
    return list(pages.order_by("pk").values_list("locale__language_code", flat=True))


def newest_with(page: ModulePage | LessonPage) -> LessonVersion | None:
    """The lesson as it is in the newest version of the module; none where that does not have it."""
    if isinstance(page, ModulePage):
        return None
    published = LessonVersion.objects.filter(key=page.translation_key, version__superseded_at=None)
    return published.select_related("version").first()


@require_POST
def restore(request: HttpRequest, page_id: int, lesson_key: UUID) -> HttpResponse:
    """Put a lesson back that a version has and the drafts do not."""
    module = own_module(request, page_id)
    try:
        lessons = restore_lesson(module=module, key=lesson_key, by=cast("User", request.user))
    except PermissionDenied:  # Handed in since the page was opened: the next page says so.
        lessons = []
    if lessons:
        messages.success(request, _("“%(title)s” is back, as it was published.") % {"title": lessons[0].title})
    return redirect("courses_hand_in", module.pk)
