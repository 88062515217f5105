"""Answers to questions: scored by the server, and refused where they can't be."""

from uuid import uuid4

import pytest

from courses.actions.answer_question import answer_question
from courses.models import LessonVersion
from courses.steps import AnswerMissing, StepRefused
from courses.structure import questions_in
from lms.lrs.vocabulary import ANSWERED, REGISTERED
from tests.courses.actions.steps import answer_first, first_question, question_condition, verbs_of
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory

pytestmark = pytest.mark.django_db


def test_answer_right_and_wrong_are_scored_by_the_server() -> None:
    enrolment = EnrolmentFactory()
    progress = answer_first(enrolment, right=False)
    assert (question_condition(progress)["done"], progress.score) == (False, 0)
    progress = answer_first(enrolment, right=True)
    assert question_condition(progress)["done"] is True
    assert question_condition(progress)["detail"]["attempts"] == 2


def test_answer_sent_twice_is_one_answer_and_gives_the_first_result() -> None:
    enrolment = EnrolmentFactory()
    step = uuid4()
    first = answer_first(enrolment, right=False, step=step)
    again = answer_first(enrolment, right=True, step=step)
    assert again.conditions == first.conditions
    assert verbs_of(enrolment).count(ANSWERED.iri) == 1


def test_answer_of_several_choices_must_be_all_of_them() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, questions=2))
    lesson = enrolment.version.lessons.get(language="nl")
    question = questions_in(lesson.content.raw_data)[1]
    assert (question.multiple, len(question.correct)) == (True, 2)

    def success(chosen: set[str]) -> bool:
        progress = answer_question(
            by=enrolment.user,
            enrolment_id=enrolment.pk,
            lesson_key=lesson.key,
            block_id=question.id,
            chosen=chosen,
            step=uuid4(),
        )
        return progress.conditions_of("question")[1]["done"]

    assert success({min(question.correct)}) is False
    assert success(set(question.choice_ids)) is False
    assert success(set(question.correct)) is True


@pytest.mark.parametrize("chosen", [{"x"}, {"x", "y"}])
def test_answer_that_is_no_choice_is_refused(chosen: set[str]) -> None:
    enrolment = EnrolmentFactory()
    lesson, question = first_question(enrolment)
    with pytest.raises(StepRefused):
        answer_question(
            by=enrolment.user,
            enrolment_id=enrolment.pk,
            lesson_key=lesson.key,
            block_id=question.id,
            chosen=chosen,
            step=uuid4(),
        )
    assert verbs_of(enrolment) == [REGISTERED.iri]


def test_answer_with_two_choices_where_one_can_be_right_is_refused() -> None:
    enrolment = EnrolmentFactory()
    lesson, question = first_question(enrolment)
    with pytest.raises(StepRefused):
        answer_question(
            by=enrolment.user,
            enrolment_id=enrolment.pk,
            lesson_key=lesson.key,
            block_id=question.id,
            chosen=question.choice_ids,
            step=uuid4(),
        )


def test_answer_without_a_choice_is_refused_as_missing() -> None:
    enrolment = EnrolmentFactory()
    lesson, question = first_question(enrolment)
    with pytest.raises(AnswerMissing):
        answer_question(
            by=enrolment.user,
            enrolment_id=enrolment.pk,
            lesson_key=lesson.key,
            block_id=question.id,
            chosen=[],
            step=uuid4(),
        )


def test_answer_after_the_last_attempt_is_refused() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(attempts=2))
    answer_first(enrolment, right=False)
    answer_first(enrolment, right=False)
    with pytest.raises(StepRefused, match="pogingen"):
        answer_first(enrolment, right=True)
    assert verbs_of(enrolment).count(ANSWERED.iri) == 2


def test_answer_to_a_question_that_is_right_already_is_refused() -> None:
    enrolment = EnrolmentFactory()
    answer_first(enrolment, right=True)
    with pytest.raises(StepRefused):
        answer_first(enrolment, right=False)


def test_answer_to_an_unknown_question_does_not_exist() -> None:
    enrolment = EnrolmentFactory()
    lesson, question = first_question(enrolment)
    for lesson_key, block_id in [(lesson.key, uuid4()), (uuid4(), question.id)]:
        with pytest.raises(LessonVersion.DoesNotExist):
            answer_question(
                by=enrolment.user,
                enrolment_id=enrolment.pk,
                lesson_key=lesson_key,
                block_id=block_id,
                chosen=question.correct,
                step=uuid4(),
            )
