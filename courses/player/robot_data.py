"""What the page of a robot exercise knows: of the exercise, of the learner's work, of each attempt.

Nothing of hidden scenarios, of the trainer's solution and of the programs that must fail leaves the server.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import get_language

from courses.exercises.programs import Program, start_of
from courses.exercises.scenarios import Cell, goals_of, situations_of
from courses.exercises.text_words import problems_in_words
from courses.exercises.words import goal_sentence
from courses.models import Enrolment, LessonVersion, RobotAttempt, RobotExercise, RobotWork
from courses.player.robot_attempts import attempt_data, summary_of, titles_of
from courses.queries import exercise_content, last_attempts
from courses.robotics import drawing
from courses.robotics.reading import TextError, from_text
from courses.robotics.text import to_text
from courses.structure import Exercise, exercises_in

SHOWN_ATTEMPTS = 10
# Stands in an address where the page puts the id of an attempt.
ANY_ATTEMPT = UUID(int=0)


@dataclass(frozen=True)
class ExercisePage:
    """An exercise for one learner; `texts` in the lesson's language, `rules` in the module's own."""

    enrolment: Enrolment
    exercise: RobotExercise
    texts: Exercise
    rules: Exercise
    work: RobotWork | None
    attempts: list[RobotAttempt]
    handed_in: int

    @property
    def cell(self) -> Cell:
        return self.exercise.cells_by_id[self.rules.cell or 0]

    @property
    def goals(self) -> list[dict[str, Any]]:
        labels = self.cell.get("labels", {})
        return [goal | {"text": goal_sentence(goal, labels)} for goal in goals_of(self.rules)]

    @property
    def program(self) -> Program:
        """What the learner has in hand, or what the trainer lets them start from."""
        return self.work.program if self.work and self.work.program else start_of(self.rules.start)

    @property
    def typed(self) -> str:
        """What the learner typed: the same program with its comments, or what is not in the program yet."""
        return self.work.text if self.work else ""

    @cached_property
    def read(self) -> tuple[Program | None, list[dict[str, Any]]]:
        """The program that was typed, none where it can't be read; and what is wrong with it."""
        try:
            return from_text(self.typed), []
        except TextError as error:
            return None, problems_in_words(error)

    @property
    def text(self) -> str:
        """What the learner typed, else the program as text."""
        return self.typed or to_text(self.program)

    @property
    def passed(self) -> bool:
        return any(
            condition["done"]
            for condition in self.enrolment.progress.conditions_of("exercise")
            if condition["id"] == self.rules.id and condition["detail"]["lesson"] == str(self.exercise.lesson)
        )

    @property
    def attempts_left(self) -> int | None:
        return max(self.rules.attempts - self.handed_in, 0) if self.rules.attempts else None

    @property
    def data(self) -> dict[str, Any]:
        """What the browser gets, as JSON."""
        return {
            "urls": urls_of(self.enrolment, self.exercise),
            "exercise": {
                "id": self.rules.id,
                "title": self.texts.title,
                "task": self.texts.task,
                "cell": self.cell,
                "drawing": drawing({**self.cell, "goals": self.goals}),
                "scenarios": visible_scenarios(self),
                "hidden_scenarios": sum(scenario.hidden for scenario in self.rules.scenarios),
                "goals": self.goals,
                "ops": list(self.rules.operations),
                "hints": list(self.texts.hints),
                "engine": self.exercise.engine,
                "views": list(self.rules.views),
                "attempts_left": self.attempts_left,
                "handed_in": self.handed_in,
                "passed": self.passed,
                "closed": not self.enrolment.is_open,
            },
            "program": self.program,
            "typed": {"text": self.typed, "program": self.read[0]} if self.typed else None,
            "saved_at": self.work.saved_at.isoformat() if self.work else None,
            "attempts": [summary_of(attempt) for attempt in self.attempts],
            "language": get_language(),
        }

    def as_it_was(self, attempt: RobotAttempt) -> ExercisePage:
        """The exercise in the version that `attempt` was made in: another may have other goals and words."""
        if attempt.exercise_id == self.exercise.pk:
            return self
        made_in = RobotExercise.objects.select_related("version").get(pk=attempt.exercise_id)
        return exercise_alone(self.enrolment, made_in, self.enrolment.language)

    @property
    def shown(self) -> dict[str, Any]:
        """What the template shows without JavaScript, with `data` for what comes with it."""
        last = self.attempts[0] if self.attempts else None
        return {
            "data": self.data,
            "data_id": f"robot-{self.rules.id}",
            "goals": self.goals,
            "text": self.text,
            "problems": self.read[1],
            "attempt": attempt_data(last, self.as_it_was(last)) if last else None,
            "step": uuid4(),
            "passed": self.passed,
            "attempts_left": self.attempts_left,
            "handed_in": self.handed_in,
            "closed": not self.enrolment.is_open,
            "form": urls_of(self.enrolment, self.exercise)["form"],
        }


def exercise_page(enrolment: Enrolment, exercise: RobotExercise, language: str) -> ExercisePage:
    """The exercise with the work in hand and the last attempts, the newest of them with all that it says."""
    (page,) = _with_work([exercise_alone(enrolment, exercise, language)])
    return page


def exercise_pages(enrolment: Enrolment, lesson: LessonVersion, source: LessonVersion) -> dict[str, ExercisePage]:
    """All exercises of `lesson` by block, in three queries; `source` is it in the module's own language."""
    texts = {exercise.id: exercise for exercise in exercises_in(lesson.content.raw_data)}
    if not texts:
        return {}
    rules = {exercise.id: exercise for exercise in exercises_in(source.content.raw_data)}
    found = RobotExercise.objects.filter(version=lesson.version_id, lesson=lesson.key)
    pages = [
        ExercisePage(enrolment, exercise, texts[block], rules[block], None, [], 0)
        for exercise in found
        if (block := str(exercise.block_id)) in texts and block in rules
    ]
    return {page.rules.id: page for page in _with_work(pages)}


def _with_work(pages: list[ExercisePage]) -> list[ExercisePage]:
    """The pages of one lesson with what the learner made of each, in two queries."""
    if not pages:
        return []
    enrolment, lesson = pages[0].enrolment, pages[0].exercise.lesson
    works = {work.block_id: work for work in RobotWork.objects.filter(enrolment=enrolment, lesson=lesson)}
    attempts: dict[UUID, list[RobotAttempt]] = {}
    for attempt in last_attempts(enrolment, lesson, SHOWN_ATTEMPTS):
        attempts.setdefault(attempt.block_id, []).append(attempt)
    done = []
    for page in pages:
        own = attempts.get(page.exercise.block_id, [])
        handed_in = own[0].handed_in if own else 0  # type: ignore[attr-defined]  # annotated by the query
        done.append(replace(page, work=works.get(page.exercise.block_id), attempts=own, handed_in=handed_in))
    return done


def exercise_alone(enrolment: Enrolment, exercise: RobotExercise, language: str) -> ExercisePage:
    """The exercise without what the learner made of it: one query, two where its version is not there yet."""
    texts = exercise_content(exercise)
    rules = texts[exercise.version.source_language]
    return ExercisePage(enrolment, exercise, texts.get(language, rules), rules, None, [], 0)


def urls_of(enrolment: Enrolment, exercise: RobotExercise) -> dict[str, str]:
    place = [enrolment.pk, exercise.lesson, exercise.block_id]
    return {
        "data": reverse("robot_exercise", args=place),
        "draft": reverse("robot_draft", args=place),
        "try": reverse("robot_try", args=place),
        "hand_in": reverse("robot_hand_in", args=place),
        "text": reverse("robot_text", args=place),
        "form": reverse("robot_form", args=place),
        "attempt": reverse("robot_attempt", args=[*place, ANY_ATTEMPT]),
    }


def visible_scenarios(page: ExercisePage) -> list[dict[str, Any]]:
    """{"id", "title", "cell"} of each, with its "drawing" where that is another one than the exercise's."""
    titles = titles_of(page.texts)
    usual = drawing({**page.cell, "goals": page.goals})
    found = []
    for situation in situations_of(page.rules, page.exercise.cells_by_id):
        scenario = situation.scenario
        if not scenario.hidden:
            drawn = drawing(situation.cell)
            shown = {"id": scenario.id, "title": titles.get(scenario.id, scenario.title), "cell": situation.cell}
            found.append(shown if drawn == usual else {**shown, "drawing": drawn})
    return found
