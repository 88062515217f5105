"""What a learner answers, and what it says about them."""

from uuid import UUID, uuid4

from courses.actions.answer_question import answer_question
from courses.models import Enrolment, LessonVersion, Progress
from courses.structure import Question, questions_in
from lms.lrs.queries import statements_of_registration


def verbs_of(enrolment: Enrolment) -> list[str]:
    return [record.data["verb"]["id"] for record in statements_of_registration(enrolment.pk)]


def first_question(enrolment: Enrolment, lesson: int = 0) -> tuple[LessonVersion, Question]:
    shown = enrolment.version.lessons.filter(language="nl")[lesson]
    return shown, questions_in(shown.content.raw_data)[0]


def answer_first(enrolment: Enrolment, *, right: bool, step: UUID | None = None) -> Progress:
    lesson, question = first_question(enrolment)
    wrong = min(question.choice_ids - question.correct)
    return answer_question(
        by=enrolment.user,
        enrolment_id=enrolment.pk,
        lesson_key=lesson.key,
        block_id=question.id,
        chosen=question.correct if right else {wrong},
        step=step or uuid4(),
    )


def question_condition(progress: Progress) -> dict:
    return progress.conditions_of("question")[0]
