"""Put a lesson that was deleted back into the drafts of its module, as it was published last."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from courses.models import LessonPage, LessonVersion, ModulePage
from courses.publishing.drafts import latest_draft, left_out, module_pages
from lms.accounts.models import User


def restore_lesson(*, module: ModulePage, key: UUID, by: User) -> list[LessonPage]:
    """Write the lesson `key` of the newest version again, in each language where the drafts lack it, in its place.

    Wagtail writes an audit line per page. Raises PermissionDenied for who may not write the module, and while it
    is with a colleague; a lesson that is there, or never was, gives an empty list.
    """
    with transaction.atomic():
        source = ModulePage.objects.select_for_update(of=("self",)).get(pk=module.source.pk)
        if not source.permissions_for_user(by).can_edit() or source.workflow_in_progress:
            raise PermissionDenied
        parents = {page.locale.language_code: page for page in module_pages(source.translation_key)}
        missing = [lesson for lesson in left_out(latest_draft(source)) if lesson.key == key]
        return [_write_again(lesson, parents[lesson.language], by) for lesson in missing]


def _write_again(lesson: LessonVersion, module: ModulePage, by: User) -> LessonPage:
    page = LessonPage(
        title=lesson.title,
        minutes=lesson.minutes,
        content=lesson.content.get_prep_value(),
        translation_key=lesson.key,
        locale=module.locale,
        owner=by,
        live=False,
    )
    there = {sibling.translation_key: sibling for sibling in LessonPage.objects.child_of(module)}
    others = LessonVersion.objects.filter(version=lesson.version, language=lesson.language)
    before = others.filter(position__lt=lesson.position).order_by("-position").values_list("key", flat=True)
    if earlier := next((there[key] for key in before if key in there), None):
        earlier.add_sibling("right", instance=page)
    elif first := LessonPage.objects.child_of(module).order_by("path").first():
        first.add_sibling("left", instance=page)
    else:
        module.add_child(instance=page)
    page.save_revision(user=by, log_action="wagtail.create")
    return page
