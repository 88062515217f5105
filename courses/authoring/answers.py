"""How participants answered the questions of a module: per person, and per question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Enrolment, LessonVersion, ModuleText
from courses.structure import Question, questions_in

# With fewer answers than this, chance decides whether a question looks difficult.
ENOUGH_ANSWERS = 5


@dataclass(frozen=True)
class AskedQuestion:
    """A question of a version; `number` counts through the whole module."""

    number: int
    lesson_key: str
    lesson: str
    question: Question

    def texts_of(self, choices: Iterable[str]) -> list[str]:
        """The texts of choices in the order of the question."""
        wanted = set(choices)
        return [choice.text for choice in self.question.choices if choice.id in wanted]

    @property
    def right_texts(self) -> list[str]:
        return self.texts_of(self.question.correct)


@dataclass(frozen=True)
class GivenAnswer:
    """A learner's right answer, or else their last one; `right` is None as long as there is none."""

    asked: AskedQuestion
    right: bool | None
    attempts: int
    chosen: tuple[str, ...]
    at: datetime | None

    @property
    def texts(self) -> list[str]:
        return self.asked.texts_of(self.chosen)

    @property
    def words(self) -> str:
        """Right or wrong, and after how many attempts; empty where nothing was answered."""
        if self.right is None:
            return ""
        if self.right:
            words = ngettext("Right at once", "Right after %(count)d attempts", self.attempts)
        else:
            words = ngettext("Wrong, %(count)d attempt", "Wrong, %(count)d attempts", self.attempts)
        return words % {"count": self.attempts}


@dataclass(frozen=True)
class QuestionFigures:
    """What people made of a question: how many `answered`, have it `right`, and had it right `at_once`.

    `attempts` are those of all together; `wrong` are the answers of who has it wrong now, most chosen first.
    """

    asked: AskedQuestion
    answered: int
    right: int
    at_once: int
    attempts: int
    wrong: tuple[tuple[str, int], ...]

    @property
    def percent_at_once(self) -> int:
        return round(100 * self.at_once / self.answered) if self.answered else 0

    @property
    def mean_attempts(self) -> float:
        return self.attempts / self.answered if self.answered else 0.0

    @property
    def is_difficult(self) -> bool:
        """Whether most people had it wrong at first: the question or the lesson may not be clear."""
        return self.answered >= ENOUGH_ANSWERS and 2 * self.at_once < self.answered


def lessons_to_read(language: str) -> QuerySet[LessonVersion]:
    """Lessons in `language` and in their module's own, in order, each with its `module_title`."""
    texts = ModuleText.objects.filter(version=OuterRef("version"))
    title = Coalesce(
        Subquery(texts.filter(language=language).values("title")),
        Subquery(texts.filter(language=OuterRef("version__source_language")).values("title")),
    )
    return (
        LessonVersion.objects.filter(Q(language=language) | Q(language=F("version__source_language")))
        .annotate(module_title=title)
        .order_by("position")
    )


def asked_in(lessons: Iterable[LessonVersion], language: str) -> list[AskedQuestion]:
    """The questions of lessons of one version, in order, in `language` where they are in it."""
    chosen: dict[str, LessonVersion] = {}
    for lesson in lessons:
        if str(lesson.key) not in chosen or lesson.language == language:
            chosen[str(lesson.key)] = lesson
    questions = [
        (key, lesson.title, question)
        for key, lesson in chosen.items()
        for question in questions_in(lesson.content.raw_data)
    ]
    return [AskedQuestion(number, *question) for number, question in enumerate(questions, start=1)]


def answers_of(enrolment: Enrolment, asked: Sequence[AskedQuestion]) -> list[GivenAnswer]:
    """What a learner answered to each of `asked`."""
    conditions = {
        (condition["detail"]["lesson"], condition["id"]): condition
        for condition in enrolment.progress.conditions_of("question")
    }
    return [given(item, conditions.get((item.lesson_key, item.question.id))) for item in asked]


def given(asked: AskedQuestion, condition: Mapping[str, Any] | None) -> GivenAnswer:
    detail = condition["detail"] if condition else {}
    if condition is None or not detail["attempts"]:
        return GivenAnswer(asked, None, 0, (), None)
    return GivenAnswer(
        asked=asked,
        right=condition["done"],
        attempts=detail["attempts"],
        chosen=tuple(detail["chosen"]),
        at=datetime.fromisoformat(detail["answered_at"]),
    )


def figures_of(asked: Sequence[AskedQuestion], enrolments: Iterable[Enrolment]) -> list[QuestionFigures]:
    """Per question what all `enrolments` made of it."""
    answers: list[list[GivenAnswer]] = [[] for _question in asked]
    for enrolment in enrolments:
        for place, answer in enumerate(answers_of(enrolment, asked)):
            if answer.right is not None:
                answers[place].append(answer)
    return [figures(item, found) for item, found in zip(asked, answers, strict=True)]


def figures(asked: AskedQuestion, answers: Sequence[GivenAnswer]) -> QuestionFigures:
    wrong = Counter("; ".join(answer.texts) for answer in answers if not answer.right)
    return QuestionFigures(
        asked=asked,
        answered=len(answers),
        right=sum(answer.right is True for answer in answers),
        at_once=sum(answer.right is True and answer.attempts == 1 for answer in answers),
        attempts=sum(answer.attempts for answer in answers),
        wrong=tuple(wrong.most_common()),
    )


def heading_of(asked: AskedQuestion) -> str:
    """A question as the head of a column."""
    return _("Question %(number)d: %(text)s") % {"number": asked.number, "text": asked.question.text}
