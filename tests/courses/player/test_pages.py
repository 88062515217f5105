"""The learner's pages and forms, as a browser without JavaScript uses them."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions.answer_question import answer_question
from courses.actions.enrol import enrol
from courses.actions.finish_lesson import finish_lesson
from courses.actions.withdraw import withdraw
from courses.models import Completion, Enrolment, LessonVersion, ModuleVersion
from courses.structure import Question, questions_in
from lms.lrs.models import Statement
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.courses import (
    EXPLANATION,
    RIGHT_FEEDBACK,
    WRONG_FEEDBACK,
    EnrolmentFactory,
    ModuleVersionFactory,
    answer_all,
    finish_all,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory()


@pytest.fixture
def learner(client: Client, enrolment: Enrolment) -> Client:
    client.force_login(enrolment.user)
    return client


def lesson_at(enrolment: Enrolment, position: int = 0, language: str = "nl") -> LessonVersion:
    return enrolment.version.lessons.get(language=language, position=position)


def question_of(lesson: LessonVersion) -> Question:
    return questions_in(lesson.content.raw_data)[0]


def lesson_address(enrolment: Enrolment, lesson: LessonVersion) -> str:
    return reverse("lesson", args=[enrolment.pk, lesson.key])


def answer_address(enrolment: Enrolment, lesson: LessonVersion, question: Question) -> str:
    return reverse("answer_question", args=[enrolment.pk, lesson.key, question.id])


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- enrolling


def test_enrolling_signed_in_leads_to_the_module(client: Client) -> None:
    version = ModuleVersionFactory()
    client.force_login(UserFactory())
    response = client.post(reverse("enrol", args=[version.module_key]))
    assert response["Location"] == reverse("learn", args=[Enrolment.objects.get().pk])
    again = client.post(reverse("enrol", args=[version.module_key]))
    assert again["Location"] == response["Location"]
    assert Enrolment.objects.count() == 1


def test_enrolling_on_the_way_keeps_the_intent_through_sign_in(client: Client) -> None:
    version = ModuleVersionFactory()
    user = UserFactory()
    address = reverse("enrol", args=[version.module_key])
    response = client.post(address)
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={address}")
    response = client.post(response["Location"], {"login": user.email, "password": PASSWORD})
    assert response["Location"] == address
    assert Enrolment.objects.count() == 0
    assert 'method="post"' in page_of(client, address)
    client.post(address)
    assert Enrolment.objects.get().user == user


def test_enrolling_by_get_changes_nothing_and_leads_the_enrolled_to_the_module(learner: Client) -> None:
    enrolment = Enrolment.objects.get()
    before = Statement.objects.count()
    response = learner.get(reverse("enrol", args=[enrolment.module_key]))
    assert response["Location"] == reverse("learn", args=[enrolment.pk])
    assert Statement.objects.count() == before


def test_enrolling_in_what_is_withdrawn_or_unknown_says_so(client: Client) -> None:
    client.force_login(UserFactory())
    gone = ModuleVersionFactory(withdrawn_at=timezone.now())
    for act in (client.get, client.post):
        assert act(reverse("enrol", args=[gone.module_key])).status_code == 409
        assert act(reverse("enrol", args=[uuid4()])).status_code == 404
    assert Enrolment.objects.count() == 0


# --- reading


def test_lesson_shows_its_content_outline_and_place(learner: Client, enrolment: Enrolment) -> None:
    page = page_of(learner, lesson_address(enrolment, lesson_at(enrolment, 1)))
    assert "Tekst van les 2." in page
    for position in range(3):
        assert lesson_address(enrolment, lesson_at(enrolment, position)) in page
    assert page.count('aria-current="page"') == 1


def test_reading_writes_nothing(learner: Client, enrolment: Enrolment) -> None:
    before = Statement.objects.count()
    for address in (
        reverse("my_learning"),
        reverse("learn", args=[enrolment.pk]),
        reverse("why_not_complete", args=[enrolment.pk]),
        lesson_address(enrolment, lesson_at(enrolment)),
    ):
        page_of(learner, address)
    assert Statement.objects.count() == before


def test_lesson_before_answering_holds_no_answer_key(learner: Client, enrolment: Enrolment) -> None:
    page = page_of(learner, lesson_address(enrolment, lesson_at(enrolment)))
    for text in (RIGHT_FEEDBACK["nl"], WRONG_FEEDBACK["nl"], EXPLANATION["nl"], "correct"):
        assert text not in page


def test_steps_need_a_step_id(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    addresses = [
        answer_address(enrolment, lesson, question_of(lesson)),
        reverse("finish_lesson", args=[enrolment.pk, lesson.key]),
        reverse("open_lesson", args=[enrolment.pk, lesson.key]),
        reverse("launch", args=[enrolment.pk]),
        reverse("leave", args=[enrolment.pk]),
    ]
    for address in addresses:
        assert learner.post(address, {"step": "x"}).status_code == 400
        assert learner.get(address).status_code == 405


# --- answering


def test_wrong_answer_gets_its_own_feedback_and_another_try(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    wrong = min(question.choice_ids - question.correct)
    response = learner.post(
        answer_address(enrolment, lesson, question), {"step": uuid4(), "choice": wrong}, follow=True
    )
    page = response.content.decode()
    assert response.redirect_chain == [(f"{lesson_address(enrolment, lesson)}#q-{question.id}", 302)]
    assert page.count(WRONG_FEEDBACK["nl"]) == 1
    assert RIGHT_FEEDBACK["nl"] not in page
    assert EXPLANATION["nl"] not in page
    assert answer_address(enrolment, lesson, question) in page


def test_right_answer_gets_feedback_and_explanation(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    response = learner.post(
        answer_address(enrolment, lesson, question),
        {"step": uuid4(), "choice": min(question.correct)},
        follow=True,
    )
    page = response.content.decode()
    assert RIGHT_FEEDBACK["nl"] in page
    assert EXPLANATION["nl"] in page
    assert WRONG_FEEDBACK["nl"] not in page
    assert answer_address(enrolment, lesson, question) not in page


def test_answer_survives_another_device(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    learner.post(answer_address(enrolment, lesson, question), {"step": uuid4(), "choice": min(question.correct)})
    other = Client()
    other.force_login(enrolment.user)
    assert EXPLANATION["nl"] in page_of(other, lesson_address(enrolment, lesson))


def test_answer_sent_twice_shows_the_first_result(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    address = answer_address(enrolment, lesson, question)
    step = uuid4()
    wrong = min(question.choice_ids - question.correct)
    learner.post(address, {"step": step, "choice": wrong})
    response = learner.post(address, {"step": step, "choice": min(question.correct)}, follow=True)
    assert WRONG_FEEDBACK["nl"] in response.content.decode()
    assert Statement.objects.filter(id=step).count() == 1


def test_step_id_of_somebody_else_is_refused(learner: Client, enrolment: Enrolment) -> None:
    other = EnrolmentFactory(version=enrolment.version)
    lesson = lesson_at(enrolment)
    step = uuid4()
    finish_lesson(by=other.user, enrolment_id=other.pk, lesson_key=lesson.key, step=step)
    response = learner.post(reverse("finish_lesson", args=[enrolment.pk, lesson.key]), {"step": step})
    assert response.status_code == 409
    enrolment.progress.refresh_from_db()
    assert enrolment.progress.done == 0


def test_answer_without_a_choice_goes_back_with_a_message(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    before = Statement.objects.count()
    response = learner.post(answer_address(enrolment, lesson, question_of(lesson)), {"step": uuid4()}, follow=True)
    assert "notice--error" in response.content.decode()
    assert Statement.objects.count() == before


def test_last_attempt_used_up_says_so(client: Client) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(attempts=1))
    client.force_login(enrolment.user)
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    wrong = min(question.choice_ids - question.correct)
    address = answer_address(enrolment, lesson, question)
    page = client.post(address, {"step": uuid4(), "choice": wrong}, follow=True).content.decode()
    assert EXPLANATION["nl"] in page
    assert address not in page
    response = client.post(address, {"step": uuid4(), "choice": min(question.correct)})
    assert response.status_code == 409


# --- going on


def test_finishing_leads_to_the_next_lesson_and_at_last_to_the_module(
    learner: Client, enrolment: Enrolment
) -> None:
    lessons = [lesson_at(enrolment, position) for position in range(3)]
    expected = [lesson_address(enrolment, lesson) for lesson in lessons[1:]]
    expected.append(reverse("learn", args=[enrolment.pk]))
    for lesson, address in zip(lessons, expected, strict=True):
        response = learner.post(reverse("finish_lesson", args=[enrolment.pk, lesson.key]), {"step": uuid4()})
        assert response["Location"] == address
    assert enrolment.version.lessons.count() == 6


def test_saved_time_is_told(learner: Client, enrolment: Enrolment) -> None:
    address = lesson_address(enrolment, lesson_at(enrolment))
    assert "<time" not in page_of(learner, address)
    learner.post(reverse("open_lesson", args=[enrolment.pk, lesson_at(enrolment).key]), {"step": uuid4()})
    enrolment.progress.refresh_from_db()
    stored = timezone.localtime(enrolment.progress.last_step_at)
    assert f">{stored:%H:%M}</time>" in page_of(learner, address)


def test_step_made_offline_keeps_its_own_time(learner: Client, enrolment: Enrolment) -> None:
    Enrolment.objects.update(enrolled_at=timezone.now() - timezone.timedelta(days=2))
    step = uuid4()
    made_at = timezone.now() - timezone.timedelta(hours=3)
    response = learner.post(
        reverse("finish_lesson", args=[enrolment.pk, lesson_at(enrolment).key]),
        {"step": step, "made_at": made_at.isoformat().replace("+00:00", "Z")},
    )
    assert response.status_code == 302
    assert abs(Statement.objects.get(id=step).timestamp - made_at) < timezone.timedelta(seconds=1)


def test_go_on_leads_to_where_the_learner_was(learner: Client, enrolment: Enrolment) -> None:
    learner.post(reverse("open_lesson", args=[enrolment.pk, lesson_at(enrolment, 2).key]), {"step": uuid4()})
    page = page_of(learner, reverse("my_learning"))
    assert reverse("launch", args=[enrolment.pk]) in page
    response = learner.post(reverse("launch", args=[enrolment.pk]), {"step": uuid4()})
    assert response["Location"] == lesson_address(enrolment, lesson_at(enrolment, 2))


def test_leaving_and_stopping(learner: Client, enrolment: Enrolment) -> None:
    response = learner.post(reverse("leave", args=[enrolment.pk]), {"step": uuid4()})
    assert response["Location"] == reverse("my_learning")
    page_of(learner, reverse("stop", args=[enrolment.pk]))
    enrolment.refresh_from_db()
    assert enrolment.is_open
    learner.post(reverse("stop", args=[enrolment.pk]))
    enrolment.refresh_from_db()
    assert not enrolment.is_open


def test_language_of_the_lessons_changes_and_answers_stay(learner: Client, enrolment: Enrolment) -> None:
    answer_all(enrolment)
    lesson = lesson_at(enrolment)
    response = learner.post(
        reverse("lesson_language", args=[enrolment.pk, lesson.key]), {"language": "en"}, follow=True
    )
    page = response.content.decode()
    assert "Text of lesson 1." in page
    assert EXPLANATION["en"] in page
    bad = learner.post(reverse("lesson_language", args=[enrolment.pk, lesson.key]), {"language": "fr"})
    assert bad.status_code == 409


# --- not theirs, closed


def test_pages_and_steps_of_somebody_else_are_not_there(client: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    client.force_login(UserFactory())
    get = ["learn", "why_not_complete", "stop"]
    for address in [reverse(name, args=[enrolment.pk]) for name in get] + [lesson_address(enrolment, lesson)]:
        assert client.get(address).status_code == 404
    data = {"step": uuid4(), "choice": min(question.correct), "language": "en"}
    for address in (
        answer_address(enrolment, lesson, question),
        *(
            reverse(name, args=[enrolment.pk, lesson.key])
            for name in ("finish_lesson", "open_lesson", "lesson_language")
        ),
        *(reverse(name, args=[enrolment.pk]) for name in ("launch", "leave", "stop")),
    ):
        assert client.post(address, data).status_code == 404
    assert Statement.objects.filter(registration=enrolment.pk).count() == 1


def test_unknown_ids_are_not_there(learner: Client, enrolment: Enrolment) -> None:
    assert learner.get(reverse("learn", args=[uuid4()])).status_code == 404
    assert learner.get(reverse("lesson", args=[enrolment.pk, uuid4()])).status_code == 404
    lesson = lesson_at(enrolment)
    address = reverse("answer_question", args=[enrolment.pk, lesson.key, uuid4()])
    assert learner.post(address, {"step": uuid4(), "choice": "x"}).status_code == 404
    address = reverse("finish_lesson", args=[enrolment.pk, uuid4()])
    assert learner.post(address, {"step": uuid4()}).status_code == 404


def test_pages_ask_to_sign_in(client: Client, enrolment: Enrolment) -> None:
    for address in (reverse("my_learning"), reverse("learn", args=[enrolment.pk])):
        assert client.get(address).status_code == 302


def test_form_sent_after_the_session_ended_says_so_and_leads_back(client: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    for address, back in (
        (answer_address(enrolment, lesson, question_of(lesson)), lesson_address(enrolment, lesson)),
        (reverse("launch", args=[enrolment.pk]), reverse("learn", args=[enrolment.pk])),
    ):
        response = client.post(address, {"step": uuid4()})
        assert response.status_code == 401
        assert f"{reverse('account_login')}?next={back}" in response.content.decode()


@pytest.mark.parametrize("close", ["complete", "withdraw"])
def test_closed_enrolment_can_be_read_and_takes_no_steps(client: Client, close: str) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=2, pass_mark=50))
    lesson, other = lesson_at(enrolment, 0), lesson_at(enrolment, 1)
    question = question_of(other)
    if close == "complete":
        first = question_of(lesson)
        answer_question(
            by=enrolment.user,
            enrolment_id=enrolment.pk,
            lesson_key=lesson.key,
            block_id=first.id,
            chosen=first.correct,
            step=uuid4(),
        )
        finish_all(enrolment)
        assert Completion.objects.count() == 1
    else:
        withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    client.force_login(enrolment.user)
    before = Statement.objects.count()
    for address in (
        reverse("learn", args=[enrolment.pk]),
        reverse("why_not_complete", args=[enrolment.pk]),
        reverse("my_learning"),
    ):
        page_of(client, address)
    page = page_of(client, lesson_address(enrolment, other))
    assert answer_address(enrolment, other, question) not in page
    assert EXPLANATION["nl"] not in page
    data = {"step": uuid4(), "choice": min(question.correct)}
    for address in (
        answer_address(enrolment, other, question),
        reverse("finish_lesson", args=[enrolment.pk, other.key]),
        reverse("launch", args=[enrolment.pk]),
    ):
        assert client.post(address, data).status_code == 409
    assert Statement.objects.count() == before


# --- why not complete


def test_why_not_complete_names_each_condition_and_where_to_go(client: Client) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=2, practical=True))
    client.force_login(enrolment.user)
    address = reverse("why_not_complete", args=[enrolment.pk])
    page = page_of(client, address)
    assert page.count("check-row--unknown") == 4
    assert lesson_address(enrolment, lesson_at(enrolment, 0)) in page
    assert f"#q-{question_of(lesson_at(enrolment)).id}" in page
    answer_all(enrolment)
    finish_all(enrolment)
    page = page_of(client, address)
    assert (page.count("check-row--yes"), page.count("check-row--unknown")) == (3, 1)
    assert enrolment.version.fieldlab.name in page


def test_why_not_complete_says_when_the_pass_mark_is_out_of_reach(client: Client) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, attempts=1))
    client.force_login(enrolment.user)
    answer_all(enrolment, right=False)
    page = page_of(client, reverse("why_not_complete", args=[enrolment.pk]))
    assert f'href="{reverse("stop", args=[enrolment.pk])}"' in page
    assert "#q-" not in page


# --- my learning


def test_my_learning_sorts_by_what_it_asks_of_the_learner(client: Client) -> None:
    user = UserFactory()
    busy, ready, done, stopped = (
        EnrolmentFactory(user=user, version=ModuleVersionFactory(lessons=1, title=title, practical=practical))
        for title, practical in (
            ("Bezig", False),
            ("Klaar om te laten zien", True),
            ("Afgerond", False),
            ("Gestopt", False),
        )
    )
    for enrolment in (ready, done):
        answer_all(enrolment)
        finish_all(enrolment)
    withdraw(by=user, enrolment_id=stopped.pk)
    client.force_login(user)
    response = client.get(reverse("my_learning"))
    context = response.context
    assert context["current"].enrolment == busy
    assert [card.enrolment for card in context["waiting"]] == [ready]
    assert [card.enrolment for card in context["completed"]] == [done]
    assert [card.enrolment for card in context["withdrawn"]] == [stopped]
    EnrolmentFactory()
    assert response.content.decode().count("Klaar om te laten zien") >= 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Je hebt 1 van de 2 vragen goed."),
        ("de", "Du hast 1 von 2 Fragen richtig."),
        ("en", "You have 1 of 2 questions right."),
    ],
)
def test_why_not_complete_counts_in_good_words(client: Client, language: str, words: str) -> None:
    enrolment = EnrolmentFactory(user__language=language, version=ModuleVersionFactory(lessons=2))
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    answer_question(
        by=enrolment.user,
        enrolment_id=enrolment.pk,
        lesson_key=lesson.key,
        block_id=question.id,
        chosen=question.correct,
        step=uuid4(),
    )
    client.force_login(enrolment.user)
    client.cookies["django_language"] = language
    assert words in page_of(client, reverse("why_not_complete", args=[enrolment.pk]))


def test_my_learning_without_anything_leads_to_the_catalogue(client: Client) -> None:
    client.force_login(UserFactory())
    assert "empty" in page_of(client, reverse("my_learning"))


def test_my_learning_offers_a_new_major_version(learner: Client, enrolment: Enrolment) -> None:
    old = enrolment.version
    ModuleVersion.objects.filter(pk=old.pk).update(superseded_at=timezone.now())
    version = ModuleVersionFactory(
        module_key=old.module_key, fieldlab=old.fieldlab, keys_of=old, major=2, change_note="Nieuwe robot"
    )
    address = reverse("enrol", args=[version.module_key])
    page = page_of(learner, reverse("my_learning"))
    assert address in page
    assert "Nieuwe robot" in page
    enrol(by=enrolment.user, module_key=version.module_key)
    assert address not in page_of(learner, reverse("my_learning"))


# --- cost


def test_my_learning_costs_the_same_for_many_rows(client: Client, django_assert_max_num_queries: Any) -> None:
    user = UserFactory()
    versions = [ModuleVersionFactory(lessons=1)]
    versions += [ModuleVersionFactory(lessons=1, fieldlab=versions[0].fieldlab) for _number in range(30)]
    EnrolmentFactory(user=user, version=versions[0])
    client.force_login(user)
    with django_assert_max_num_queries(8):
        page_of(client, reverse("my_learning"))
    for version in versions[1:]:
        enrolment = EnrolmentFactory(user=user, version=version)
        answer_all(enrolment)
        finish_all(enrolment)
    with django_assert_max_num_queries(8):
        page_of(client, reverse("my_learning"))


def test_pages_have_no_inline_script_or_style(learner: Client, enrolment: Enrolment) -> None:
    for address in (
        reverse("my_learning"),
        reverse("learn", args=[enrolment.pk]),
        reverse("why_not_complete", args=[enrolment.pk]),
        lesson_address(enrolment, lesson_at(enrolment)),
    ):
        page = page_of(learner, address)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
        assert not re.search(r"<script(?![^>]*\ssrc=)", page)


def test_steps_in_forms_are_new_each_time(learner: Client, enrolment: Enrolment) -> None:
    address = lesson_address(enrolment, lesson_at(enrolment))
    steps = re.findall(r'name="step" value="([^"]+)"', page_of(learner, address) + page_of(learner, address))
    assert len(steps) == len(set(steps)) == 8
    assert all(UUID(step).version == 4 for step in steps)
