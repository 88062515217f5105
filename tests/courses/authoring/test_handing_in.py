"""Handing in: nothing is chosen beforehand, the same twice is refused, and the author can look and take back."""

import pytest
from django.urls import reverse

from courses.actions.approve_module import approve_module
from courses.actions.submit_module import submit_module
from courses.actions.take_back_module import take_back_module
from courses.models import LessonPage, ModulePage, ModuleVersion, Submission
from courses.publishing.rules import ModuleNotReady
from tests.factories.authoring import edit, module_of, trainer_of
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


def lesson_of(module: ModulePage) -> LessonPage:
    return LessonPage.objects.child_of(module).order_by("path")[0]


def hand_in_page(module: ModulePage) -> str:
    return reverse("courses_hand_in", args=[module.pk])


def edit_page(module: ModulePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[module.pk])


def test_unchanged_module_is_not_handed_in_again(client, module, author, version) -> None:
    edit(lesson_of(module), author)  # Saved once more, with the same words.
    with pytest.raises(ModuleNotReady, match=r"1\.0"):
        submit_module(page=module, by=author)
    client.force_login(author)
    client.post(hand_in_page(module), {"change": "minor"})
    assert Submission.objects.count() == 1
    for address in (hand_in_page(module), edit_page(module)):
        html = client.get(address).text
        assert "1.0" in html.split('id="main"')[1]
        assert 'name="change"' not in html


@pytest.mark.parametrize("changes", [{"summary": "Anders."}, {"pass_mark": 70}, {"contact_name": "Jo"}])
def test_any_change_of_the_module_may_be_handed_in(module, author, version, changes) -> None:
    edit(module, author, **changes)
    assert submit_module(page=module, by=author).pinned


def test_change_in_one_translation_or_in_the_order_may_be_handed_in(module, author, version) -> None:
    LessonPage.objects.child_of(module).order_by("path")[1].move(module, pos="first-child")
    submission = submit_module(page=module, by=author)
    take_back_module(page=module, by=author)
    LessonPage.objects.child_of(module).order_by("path")[1].move(module, pos="first-child")
    with pytest.raises(ModuleNotReady):
        submit_module(page=module, by=author)
    english = ModulePage.objects.get(translation_key=module.translation_key, locale__language_code="en")
    edit(lesson_of(english), author, title="Lesson one")
    assert submit_module(page=module, by=author) != submission


def test_module_taken_out_of_the_catalogue_may_be_handed_in_unchanged(module, author, version) -> None:
    ModuleVersion.objects.update(withdrawn_at=version.published_at)
    assert submit_module(page=module, by=author).pinned


def test_kind_of_change_has_to_be_chosen(client, module, author, version) -> None:
    edit(lesson_of(module), author, title="Les een")
    client.force_login(author)
    html = client.get(hand_in_page(module)).text
    assert html.count('name="change"') == 2
    assert "checked" not in html.split('name="change"', 1)[1].split("</form>")[0]
    html = client.post(hand_in_page(module), {"change_note": "Beter"}).text
    assert Submission.objects.count() == 1
    assert "Beter" in html
    client.post(hand_in_page(module), {"change": "major", "change_note": "Beter"})
    assert Submission.objects.filter(change="major", change_note="Beter").count() == 1


def test_editor_leads_to_handing_in_and_taking_back(client, module, author) -> None:
    client.force_login(author)
    link = f'class="button button-small" href="{hand_in_page(module)}"'
    assert link in client.get(edit_page(module)).text
    submission = submit_module(page=module, by=author)
    html = client.get(edit_page(module)).text
    assert link not in html
    assert f'class="button button-small button-secondary" href="{hand_in_page(module)}"' in html
    assert reverse("courses_review", args=[submission.uuid]) in client.get(hand_in_page(module)).text


def test_author_reads_what_was_handed_in_and_takes_it_back(client, module, author, fieldlab) -> None:
    submission = submit_module(page=module, by=author)
    review = reverse("courses_review", args=[submission.uuid])
    take_back = reverse("courses_take_back", args=[module.pk])
    client.force_login(author)
    html = client.get(review).text
    assert take_back in html
    assert 'name="decision"' not in html
    lesson = reverse("courses_review_lesson", args=[submission.uuid, lesson_of(module).pk])
    assert lesson in html
    assert client.get(lesson).status_code == 200
    assert client.post(review, {"decision": "approve"}).status_code == 404
    assert not ModuleVersion.objects.exists()

    client.force_login(trainer_of(fieldlab))
    html = client.get(review).text
    assert take_back not in html
    assert 'name="decision"' in html

    client.force_login(author)
    client.post(take_back)
    assert not module.workflow_in_progress
    assert client.get(review).url == reverse("courses_reviews")
