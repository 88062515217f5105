"""What the approver of a module sees of its robot exercises: all that they approve."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from courses.actions.submit_module import submit_module
from courses.models import LessonPage, ModulePage, Submission
from courses.robotics import to_text
from courses.robotics.exercises import exercise
from lms.accounts.models import User
from lms.organisations.models import Fieldlab, Role
from tests.factories.authoring import change_exercise, trainer_of
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db

MARK = "moveJ(A, above=93)"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def submission(module: ModulePage, author: User) -> Submission:
    solution = to_text(exercise("pick-and-place")["solution"]).replace("moveJ(A, above=80)", MARK)
    wrong = [
        {"type": "item", "id": "w1", "value": {"program": "moveL(A)\ngrip()\n", "failure": "collision"}},
        {"type": "item", "id": "w2", "value": {"program": "moveJ(A, above=91)\n", "failure": "not_reached"}},
    ]
    change_exercise(module, author, solution=solution, wrong=wrong, attempts=7, start="wait(3.5)\n")
    return submit_module(page=module, by=author)


def lesson_of(module: ModulePage, language: str) -> LessonPage:
    page = ModulePage.objects.get(translation_key=module.translation_key, locale__language_code=language)
    return LessonPage.objects.child_of(page).get()


def address(submission: Submission, lesson: LessonPage) -> str:
    return reverse("courses_review_lesson", args=[submission.uuid, lesson.pk])


@pytest.mark.parametrize(("language", "hidden"), [("nl", "Hoger blok"), ("en", "Taller block")])
def test_approver_sees_all_of_an_exercise(
    module: ModulePage, submission: Submission, fieldlab: Fieldlab, language: str, hidden: str
) -> None:
    approver = client_of(trainer_of(fieldlab))
    page = approver.get(address(submission, lesson_of(module, language))).content.decode()
    texts = exercise("pick-and-place")
    # The cell is drawn, and again for the scenario in which it is otherwise.
    assert page.count("cell-plan__arm") == 4
    for text in (hidden, texts["hints"][0][language], MARK, "moveJ(A, above=91)", "wait(3.5)"):
        assert text in page
    assert "Verborgen: deelnemers zien dit niet." in page
    assert "moveL: in een rechte lijn bewegen" in page
    assert "Hoogstens 7 keer." in page
    # The solution passes both scenarios; each of the others fails as said, with its sentence.
    assert page.count("gaat goed in") == 2
    assert page.count("Het doet wat het moet:") == 3
    assert "Zo moet het misgaan: <strong>Botst ergens tegenaan</strong>" in page
    assert "Botsing: " in page


def test_approver_has_programs_run_that_were_not_run_as_they_are(
    module: ModulePage, submission: Submission, fieldlab: Fieldlab
) -> None:
    approver, url = client_of(trainer_of(fieldlab)), address(submission, lesson_of(module, "nl"))
    cache.clear()
    page = approver.get(url).content.decode()
    assert "zoals ze nu zijn nog niet gedraaid" in page
    assert "gaat goed in" not in page
    assert approver.post(url)["Location"] == url
    assert "gaat goed in" in approver.get(url).content.decode()


def test_others_neither_see_nor_run_it(module: ModulePage, submission: Submission, fieldlab: Fieldlab) -> None:
    url = address(submission, lesson_of(module, "nl"))
    for user in (trainer_of(fieldlab, Role.ASSESSOR), trainer_of(FieldlabFactory())):
        assert client_of(user).get(url).status_code == 404
        assert client_of(user).post(url).status_code == 404


def test_trainer_sees_the_same_in_the_preview_also_with_gaps(module: ModulePage, author: User) -> None:
    editor = client_of(author)
    lesson = lesson_of(module, "nl")
    url = reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])
    page = editor.get(url).content.decode()
    assert page.count("cell-plan__arm") == 4
    assert "Laat ze nu draaien" not in page
    for gaps in ({"cell": None}, {"solution": "grab()\n"}, {"goals": []}, {"scenarios": []}):
        change_exercise(module, author, **gaps)
        assert editor.get(url).status_code == 200
