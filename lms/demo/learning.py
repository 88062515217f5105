"""How the example workers learn: every step through the same actions as in the player."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import time_machine

from courses.actions.answer_question import answer_question
from courses.actions.confirm_practical import confirm_practical
from courses.actions.enrol import enrol
from courses.actions.finish_lesson import finish_lesson
from courses.actions.hand_in_program import hand_in_program
from courses.actions.launch_module import launch_module
from courses.actions.leave_module import leave_module
from courses.actions.mark_attendance import mark_attendance
from courses.actions.open_lesson import open_lesson
from courses.actions.run_attempt import run_attempt
from courses.actions.sign_practical import sign_practical
from courses.actions.sign_up import sign_up
from courses.actions.start_practical import start_practical
from courses.models import Enrolment, ModuleVersion
from courses.models.assessments import IdentityCheck
from courses.progress_rules import Rule
from courses.robotics import from_text
from courses.structure import Exercise, Practical, Question, exercises_in, practicals_in, questions_in
from credentials.actions.issue import issue
from credentials.models import Credential
from lms.accounts.models import User
from lms.demo.sessions import next_session


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let what happens inside happen at `moment`."""
    with time_machine.travel(moment, tick=False):
        yield


@dataclass
class Learner:
    """One worker in one module, with a clock of their own that runs on with every step."""

    user: User
    module_key: UUID
    clock: datetime
    enrolment: Enrolment = field(init=False)

    def __post_init__(self) -> None:
        with at(self.clock):
            self.enrolment = enrol(by=self.user, module_key=self.module_key, language=self.user.language)

    @property
    def version(self) -> ModuleVersion:
        return self.enrolment.version

    def pause(self, **time: float) -> None:
        self.clock += timedelta(**time)

    def learn(self, *, lessons: int | None = None, wrong_every: int = 0, stop_wrong: bool = False) -> None:
        """Follow the first `lessons` lessons (all where left out): answer questions, hand in robot programs.

        Every `wrong_every`-th question gets a wrong answer first; with `stop_wrong` it is left at that.
        """
        with at(self.clock):
            launch_module(by=self.user, enrolment_id=self.enrolment.pk, step=uuid4())
        asked = 0
        contents = list(self.version.lessons.filter(language=self.version.source_language).order_by("position"))
        for lesson in contents[:lessons]:
            self.pause(minutes=1)
            with at(self.clock):
                open_lesson(by=self.user, enrolment_id=self.enrolment.pk, lesson_key=lesson.key, step=uuid4())
            self.pause(minutes=lesson.minutes)
            for question in questions_in(lesson.content.raw_data):
                asked += 1
                wrong = bool(wrong_every) and asked % wrong_every == 0
                if wrong:
                    self.answer(lesson.key, question, right=False)
                if not (wrong and stop_wrong):
                    self.answer(lesson.key, question, right=True)
            for exercise in exercises_in(lesson.content.raw_data):
                if wrong_every and exercise.wrong:
                    self.hand_in(lesson.key, exercise, exercise.wrong[0].program)
                if not (wrong_every and exercise.wrong and stop_wrong):
                    self.hand_in(lesson.key, exercise, exercise.solution)
            with at(self.clock):
                finish_lesson(by=self.user, enrolment_id=self.enrolment.pk, lesson_key=lesson.key, step=uuid4())
        self.pause(minutes=1)
        self.enrolment.refresh_from_db()
        if not hasattr(self.enrolment, "completion"):
            with at(self.clock):
                leave_module(by=self.user, enrolment_id=self.enrolment.pk, step=uuid4())

    def answer(self, lesson_key: UUID, question: Question, *, right: bool) -> None:
        chosen = question.correct if right else [sorted(question.choice_ids - question.correct)[0]]
        self.pause(seconds=40)
        with at(self.clock):
            answer_question(
                by=self.user,
                enrolment_id=self.enrolment.pk,
                lesson_key=lesson_key,
                block_id=question.id,
                chosen=chosen,
                step=uuid4(),
            )

    def hand_in(self, lesson_key: UUID, exercise: Exercise, text: str) -> None:
        self.pause(minutes=6)
        with at(self.clock):
            attempt = hand_in_program(
                by=self.user,
                enrolment_id=self.enrolment.pk,
                lesson_key=lesson_key,
                block_id=UUID(exercise.id),
                program=from_text(text),
                step=uuid4(),
            )
            run_attempt(attempt_id=attempt.pk)

    def practical(self) -> Practical | None:
        for lesson in self.version.lessons.filter(language=self.version.source_language):
            for practical in practicals_in(lesson.content.raw_data):
                return practical
        return None

    def attend(self, trainer: User) -> None:
        """Come to a session, where the module asks for one, and show the trainer an identity document."""
        if not Rule.from_json(self.version.rule).sessions:
            return
        self.pause(days=1)
        with at(self.clock):
            session = next_session(trainer, self.version.module_key, self.clock)
            sign_up(by=self.user, enrolment_id=self.enrolment.pk, session_id=session.pk)
        self.clock = session.starts_at + timedelta(minutes=5)
        with at(self.clock):
            mark_attendance(
                by=trainer,
                session_id=session.pk,
                enrolment_id=self.enrolment.pk,
                present=True,
                identity_name=self.user.name,
            )

    def be_observed(self, assessor: User, *, met: bool = True) -> None:
        """Do the practical under the eyes of `assessor`, where the module has one."""
        practical = self.practical()
        if practical is None:
            return
        self.pause(days=3)
        with at(self.clock):
            assessment = start_practical(
                by=assessor,
                enrolment_id=self.enrolment.pk,
                block_id=practical.id,
                identity_check=IdentityCheck.DOCUMENT,
                identity_name=self.user.name,
            )
        self.pause(minutes=50)
        last = practical.criteria[-1].id
        marks = [
            {
                "criterion": criterion.id,
                "met": met or criterion.id != last,
                "note": "" if met or criterion.id != last else "Nog een keer oefenen, daarna lukt het.",
            }
            for criterion in practical.criteria
        ]
        with at(self.clock):
            sign_practical(by=assessor, assessment_id=assessment.pk, marks=marks)
        self.pause(minutes=2)
        with at(self.clock):
            confirm_practical(by=assessor, assessment_id=assessment.pk)

    def receive(self) -> Credential:
        self.pause(seconds=5)
        with at(self.clock):
            return issue(completion_id=self.enrolment.pk)
