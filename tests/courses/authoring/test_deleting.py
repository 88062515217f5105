"""Deleting lessons and modules: all languages together, what is published stays, and a lesson can come back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import PageLogEntry

from courses.actions.approve_module import approve_module
from courses.actions.delete_page import delete_page
from courses.actions.restore_lesson import restore_lesson
from courses.actions.submit_module import submit_module
from courses.models import LessonPage, ModulePage, ModuleVersion, Submission
from courses.publishing.drafts import latest_draft
from courses.publishing.rules import problems_of
from tests.factories.authoring import module_of, trainer_of
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fieldlab(site_pages):
    return FieldlabFactory()


@pytest.fixture
def author(fieldlab):
    return trainer_of(fieldlab)


@pytest.fixture
def module(fieldlab, author) -> ModulePage:
    return module_of(fieldlab, author)


@pytest.fixture
def version(module, author, fieldlab) -> ModuleVersion:
    return approve_module(submission=submit_module(page=module, by=author), by=trainer_of(fieldlab))


def lessons_in(module: ModulePage, language: str = "nl") -> list[LessonPage]:
    page = ModulePage.objects.get(translation_key=module.translation_key, locale__language_code=language)
    return list(LessonPage.objects.child_of(page).order_by("path"))


def titles(module: ModulePage, language: str = "nl") -> list[str]:
    return [lesson.title for lesson in lessons_in(module, language)]


def address(page) -> str:
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def test_delete_page_says_in_which_languages_and_version_it_is(client, module, author, version) -> None:
    client.force_login(author)
    html = client.get(address(lessons_in(module)[0])).text
    assert "Nederlands, English" in html
    assert "1.0" in html
    assert 'value="one"' not in html
    assert 'value="one"' in client.get(address(lessons_in(module, "en")[0])).text
    assert LessonPage.objects.count() == 4


def test_lesson_is_deleted_in_all_languages_together(client, module, author, version) -> None:
    client.force_login(author)
    lesson = lessons_in(module)[0]
    keys = list(LessonPage.objects.filter(translation_key=lesson.translation_key).values_list("pk", flat=True))
    client.post(address(lesson))
    client.post(address(lesson), {"languages": "one"})
    assert LessonPage.objects.count() == 4
    response = client.post(address(lesson), {"languages": "all"})
    assert response.url == reverse("wagtailadmin_pages:edit", args=[module.pk])
    assert (titles(module), titles(module, "en")) == (["Les l2"], ["Lesson l2"])
    assert problems_of(latest_draft(module)) == []
    assert version.lessons.count() == 4
    logged = PageLogEntry.objects.filter(action="wagtail.delete", user=author)
    assert sorted(logged.values_list("page", flat=True)) == sorted(keys)


def test_translation_may_be_deleted_alone(client, module, author) -> None:
    client.force_login(author)
    client.post(address(lessons_in(module, "en")[0]), {"languages": "one"})
    assert (titles(module), titles(module, "en")) == (["Les l1", "Les l2"], ["Lesson l2"])


def test_draft_module_is_deleted_in_all_languages_with_its_lessons(client, module, author) -> None:
    client.force_login(author)
    english = ModulePage.objects.get(translation_key=module.translation_key, locale__language_code="en")
    assert client.post(address(english), {"languages": "all"}).url == reverse("courses_modules")
    assert (ModulePage.objects.count(), LessonPage.objects.count()) == (0, 0)


def test_module_that_was_published_or_waits_is_not_deleted(client, module, author, fieldlab) -> None:
    submission = submit_module(page=module, by=author)
    for page in (module, lessons_in(module)[0]):
        with pytest.raises(PermissionDenied):
            delete_page(page=page, by=author, all_languages=True)
    approve_module(submission=submission, by=trainer_of(fieldlab))
    with pytest.raises(PermissionDenied):
        delete_page(page=module, by=author, all_languages=True)
    assert LessonPage.objects.count() == 4


def test_lessons_of_another_fieldlab_are_not_deleted(module) -> None:
    with pytest.raises(PermissionDenied):
        delete_page(page=lessons_in(module)[0], by=trainer_of(FieldlabFactory()), all_languages=True)
    assert LessonPage.objects.count() == 4


def test_lessons_ticked_in_a_list_are_not_deleted(client, module, author) -> None:
    client.force_login(author)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{bulk}?id={lessons_in(module)[0].pk}")
    assert LessonPage.objects.count() == 4


@pytest.mark.parametrize("place", [0, 1])
def test_published_lesson_is_put_back_in_its_place_in_every_language(
    client, module, author, version, place
) -> None:
    client.force_login(author)
    hand_in = reverse("courses_hand_in", args=[module.pk])
    lesson = lessons_in(module)[place]
    restore = reverse("courses_restore_lesson", args=[module.pk, lesson.translation_key])
    assert restore not in client.get(hand_in).text
    client.post(address(lesson), {"languages": "all"})
    assert restore in client.get(hand_in).text
    for _press in range(2):
        assert client.post(restore).url == hand_in
    assert titles(module) == ["Les l1", "Les l2"]
    assert titles(module, "en") == ["Lesson l1", "Lesson l2"]
    back = lessons_in(module)[place]
    assert back.content.get_prep_value() == lesson.content.get_prep_value()
    assert back.latest_revision.user == author
    assert problems_of(latest_draft(module)) == []


def test_lesson_is_put_back_where_one_language_lacks_it(module, author, version) -> None:
    lesson = lessons_in(module)[0]
    lesson.delete()
    (back,) = restore_lesson(module=module, key=lesson.translation_key, by=author)
    assert (back.title, titles(module), len(lessons_in(module, "en"))) == ("Les l1", ["Les l1", "Les l2"], 2)


def test_lesson_is_not_put_back_by_others_or_during_review(client, module, author, version) -> None:
    lesson = lessons_in(module)[0]
    delete_page(page=lesson, by=author, all_languages=True)
    with pytest.raises(PermissionDenied):
        restore_lesson(module=module, key=lesson.translation_key, by=trainer_of(FieldlabFactory()))
    submit_module(page=module, by=author)
    client.force_login(author)
    client.post(reverse("courses_restore_lesson", args=[module.pk, lesson.translation_key]))
    assert titles(module) == ["Les l2"]
    assert Submission.objects.count() == 2
