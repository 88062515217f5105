"""Published module versions and enrolments, without going through pages."""

from __future__ import annotations

import copy
import json
from typing import Any
from uuid import UUID, uuid4, uuid5

import factory
from factory.django import DjangoModelFactory

from courses.actions.answer_question import answer_question
from courses.actions.enrol import enrol
from courses.actions.finish_lesson import finish_lesson
from courses.models import Enrolment, LessonVersion, ModuleText, ModuleVersion, RobotExercise, Submission
from courses.progress_rules import build_rule
from courses.robotics import CURRENT
from courses.structure import questions_in
from tests.factories.accounts import UserFactory
from tests.factories.organisations import FieldlabFactory
from tests.factories.robots import CELL, exercise_block

LANGUAGES = ("nl", "en")
# What stands where, in each language, so that tests can look for it.
RIGHT = {"nl": "Het goede antwoord", "en": "The right answer"}
WRONG = {"nl": "Het verkeerde antwoord", "en": "The wrong answer"}
RIGHT_FEEDBACK = {"nl": "Goed gezien.", "en": "Well spotted."}
WRONG_FEEDBACK = {"nl": "Kijk nog eens naar de tekening.", "en": "Look at the drawing again."}
EXPLANATION = {"nl": "Omdat de robot anders stopt.", "en": "Because the robot stops otherwise."}


def list_of(*values: dict[str, Any], ids: list[str]) -> list[dict[str, Any]]:
    return [{"type": "item", "id": id, "value": value} for id, value in zip(ids, values, strict=True)]


def text_block(id: str, language: str, number: int = 1) -> dict[str, Any]:
    html = {"nl": f"<p>Tekst van les {number}.</p>", "en": f"<p>Text of lesson {number}.</p>"}[language]
    return {"type": "text", "id": id, "value": html}


def question_block(ids: list[str], language: str, *, multiple: bool = False) -> dict[str, Any]:
    """A question; the first choice is right, with `multiple` the first two. `ids`: block, then choices."""
    right = {"text": RIGHT[language], "correct": True, "feedback": RIGHT_FEEDBACK[language]}
    wrong = {"text": WRONG[language], "correct": False, "feedback": WRONG_FEEDBACK[language]}
    choices = [right, right, wrong] if multiple else [right, wrong, wrong]
    return {
        "type": "multiple_choice" if multiple else "single_choice",
        "id": ids[0],
        "value": {
            "question": {"nl": "Wat klopt?", "en": "What is right?"}[language],
            "choices": list_of(*choices, ids=ids[1:4]),
            "explanation": EXPLANATION[language],
        },
    }


def practical_block(ids: list[str], language: str) -> dict[str, Any]:
    """A practical with three criteria. `ids`: block, then criteria."""
    words = {"nl": "Laat zien: stap", "en": "Show: step"}[language]
    criteria = [{"text": f"{words} {number}", "outcome": number} for number in (1, 2, 3)]
    return {
        "type": "practical",
        "id": ids[0],
        "value": {
            "title": {"nl": "Praktijk: pick-and-place", "en": "Practical: pick and place"}[language],
            "task": {"nl": "Pak een blokje en zet het neer.", "en": "Pick a block and place it."}[language],
            "criteria": list_of(*criteria, ids=ids[1:4]),
        },
    }


class SubmissionFactory(DjangoModelFactory[Submission]):
    class Meta:
        model = Submission

    module_key = factory.LazyFunction(uuid4)
    fieldlab = factory.SubFactory(FieldlabFactory)
    submitted_by = factory.SubFactory(UserFactory)


class ModuleVersionFactory(DjangoModelFactory[ModuleVersion]):
    """A published version: each lesson has a text and questions, the last one a practical where asked for.

    The shape is given by `lessons`, `questions` (per lesson; every second one has several answers), `practical`,
    `exercise` (a robot exercise in the last lesson: true, or what of its block is otherwise), `pass_mark`,
    `attempts`, `sessions` (to attend), `languages` and `title`. `keys_of` is an earlier version of which lessons
    and blocks keep their keys.
    """

    class Meta:
        model = ModuleVersion

    module_key = factory.LazyFunction(uuid4)
    fieldlab = factory.SubFactory(FieldlabFactory)
    major = 1
    minor = 0
    source_language = "nl"
    topic = "robotics"
    hours = 4
    eqf_level = 3
    participation = "online"
    change = "minor"
    approved_by = factory.SubFactory(UserFactory)
    submission = factory.SubFactory(
        SubmissionFactory,
        module_key=factory.SelfAttribute("..module_key"),
        fieldlab=factory.SelfAttribute("..fieldlab"),
    )
    lessons = 3
    questions = 1
    practical = False
    exercise: bool | dict[str, Any] = False
    pass_mark = 80
    attempts = 0
    sessions = 0
    languages = LANGUAGES
    title = "Robots veilig bedienen"
    keys_of = None

    @classmethod
    def _create(cls, model_class: type[ModuleVersion], *args: Any, **kwargs: Any) -> ModuleVersion:
        keys_of = kwargs.pop("keys_of")
        names = ["lessons", "questions", "practical", "exercise", "pass_mark", "attempts", "sessions"]
        shape = {name: kwargs.pop(name) for name in (*names, "languages", "title")}
        seed = keys_of.module_key if keys_of else kwargs["module_key"]
        contents = lesson_contents(seed, shape)
        rule = build_rule(
            [(str(key), title, content) for key, title, content in contents[kwargs["source_language"]]],
            pass_mark=shape["pass_mark"],
            attempts=shape["attempts"],
            sessions=shape["sessions"],
        )
        version = super()._create(model_class, *args, rule=rule.to_json(), **kwargs)
        for language in shape["languages"]:
            ModuleText.objects.create(
                version=version,
                language=language,
                title=shape["title"] if language == "nl" else f"{shape['title']} ({language})",
                summary="Je leert een robot veilig te bedienen.",
                description="Voor iedereen die met robots werkt.",
                outcomes=[
                    {"type": "outcome", "id": key(seed, f"outcome {number}"), "value": {"text": text}}
                    for number, text in enumerate(["Je start een robot.", "Je stopt een robot."])
                ],
            )
            if shape["exercise"] and language == kwargs["source_language"]:
                RobotExercise.objects.create(
                    version=version,
                    lesson=contents[language][-1][0],
                    block_id=key(seed, "exercise"),
                    cells={"1": copy.deepcopy(CELL)},
                    engine=CURRENT,
                )
            LessonVersion.objects.bulk_create(
                LessonVersion(
                    version=version,
                    language=language,
                    key=lesson_key,
                    position=position,
                    title=title,
                    minutes=10,
                    content=json.dumps(content),
                )
                for position, (lesson_key, title, content) in enumerate(contents[language])
            )
        return version


def key(seed: UUID, name: str) -> str:
    """A key that depends on the module and the place only: the same in every language and version."""
    return str(uuid5(seed, name))


def lesson_contents(seed: UUID, shape: dict[str, Any]) -> dict[str, list[tuple[UUID, str, list[dict[str, Any]]]]]:
    """Lessons as (key, title, raw content) per language."""
    contents: dict[str, list[tuple[UUID, str, list[dict[str, Any]]]]] = {}
    for language in shape["languages"]:
        contents[language] = []
        for number in range(1, shape["lessons"] + 1):
            blocks = [text_block(key(seed, f"{number} text"), language, number)]
            for question in range(shape["questions"]):
                ids = [key(seed, f"{number} question {question} {part}") for part in range(4)]
                blocks.append(question_block(ids, language, multiple=question % 2 == 1))
            if shape["practical"] and number == shape["lessons"]:
                blocks.append(practical_block([key(seed, f"practical {part}") for part in range(4)], language))
            if shape["exercise"] and number == shape["lessons"]:
                changes = shape["exercise"] if isinstance(shape["exercise"], dict) else {}
                blocks.append(exercise_block(key(seed, "exercise"), language, 1, **changes))
            title = f"Les {number}" if language == "nl" else f"Lesson {number}"
            contents[language].append((UUID(key(seed, f"lesson {number}")), title, blocks))
    return contents


class EnrolmentFactory(factory.Factory[Enrolment]):
    """An enrolment made by the real action; `version` is the newest version of its module."""

    class Meta:
        model = Enrolment

    user = factory.SubFactory(UserFactory)
    version = factory.SubFactory(ModuleVersionFactory)
    language = "nl"

    @classmethod
    def _create(cls, model_class: type[Enrolment], *args: Any, **kwargs: Any) -> Enrolment:
        return enrol(by=kwargs["user"], module_key=kwargs["version"].module_key, language=kwargs["language"])


def answer_all(enrolment: Enrolment, *, right: bool = True) -> None:
    """Answer every question of the enrolment's version, as the learner."""
    for lesson in enrolment.version.lessons.filter(language=enrolment.version.source_language):
        for question in questions_in(lesson.content.raw_data):
            wrong = question.choice_ids - question.correct
            answer_question(
                by=enrolment.user,
                enrolment_id=enrolment.pk,
                lesson_key=lesson.key,
                block_id=question.id,
                chosen=sorted(question.correct if right else {min(wrong)}),
                step=uuid4(),
            )


def finish_all(enrolment: Enrolment) -> None:
    """Finish every lesson of the enrolment's version, as the learner."""
    for lesson in enrolment.version.lessons.filter(language=enrolment.version.source_language):
        finish_lesson(by=enrolment.user, enrolment_id=enrolment.pk, lesson_key=lesson.key, step=uuid4())
