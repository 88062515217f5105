"""Lessons and modules that were copied."""

import pytest
from django.urls import reverse

from courses.models import LessonPage, ModulePage
from courses.publishing.rules import identifiers_in
from tests.courses.publishing.changes import lesson_of, messages_of
from tests.factories.authoring import module_of

pytestmark = pytest.mark.django_db


def copy_lesson(client, lesson: LessonPage, to: ModulePage) -> LessonPage:
    form = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": to.pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[lesson.pk]), form)
    return LessonPage.objects.child_of(to).get(slug="kopie")


def ids_of(lesson: LessonPage) -> set[str]:
    return set(identifiers_in(lesson.get_latest_revision_as_object().content.get_prep_value()))


def test_lesson_copied_within_its_module_can_be_handed_in(fieldlab, author, client) -> None:
    module = module_of(fieldlab, author, title={"nl": "Alleen in het Nederlands"})
    client.force_login(author)
    lesson = lesson_of(module, 2)
    copy = copy_lesson(client, lesson, module)
    assert messages_of(module) == []
    assert len(ids_of(copy)) == len(ids_of(lesson))
    assert ids_of(copy).isdisjoint(ids_of(lesson))


def test_alias_made_a_lesson_within_its_module_can_be_handed_in(fieldlab, author, client) -> None:
    module = module_of(fieldlab, author, title={"nl": "Alleen in het Nederlands"})
    client.force_login(author)
    alias = lesson_of(module).create_alias(parent=module, update_slug="alias")
    client.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    assert LessonPage.objects.get(slug="alias").alias_of is None
    assert messages_of(module) == []


def test_module_copied_as_a_whole_keeps_its_ids(module, author, client) -> None:
    client.force_login(author)
    form = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": module.get_parent().pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[module.pk]), form | {"copy_subpages": "on"})
    copy = ModulePage.objects.get(slug="kopie")
    assert ids_of(lesson_of(copy, 2)) == ids_of(lesson_of(module, 2))
