"""What a module needs before it can be published, in words that a trainer can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.models import Page

from courses.blocks.captions import CaptionsError, parse
from courses.blocks.errors import words_of
from courses.blocks.media import CAPTION_TYPES
from courses.publishing.contents import text_of, version_of
from courses.publishing.drafts import LanguageDraft, ModuleDraft
from courses.publishing.exercises import exercise_problems
from courses.publishing.problems import Problem
from courses.structure import exercises_in, practicals_in, questions_in, videos_in
from lms.core.registry import module_checks


class ModuleNotReady(Exception):
    """A module was handed in or approved while something is missing."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def problems_of(draft: ModuleDraft, *, run: bool = True) -> list[Problem]:
    """Everything that keeps `draft` from being published; empty where it is ready.

    Without `run` no robot program is run: that takes seconds.
    """
    problems = [Problem(None, message) for message in fieldlab_problems(draft)]
    problems += [Problem(draft.source.module, message) for message in fact_problems(draft.source)]
    for text in draft.texts:
        problems += [Problem(text.module, message) for message in text_problems(text)]
        for lesson in text.lessons:
            content = stream_problems(lesson.content)
            problems += [
                Problem(lesson, message) for message in (*content, *media_problems(lesson, text.language))
            ]
        problems += identifier_problems(text)
    problems += practical_problems(draft.source)
    problems += exercise_problems(draft, run=run)
    for text in draft.texts[1:]:
        problems += translation_problems(draft.source, text)
    # Asked last: with a gap elsewhere the same would be said twice.
    return problems or credential_problems(draft)


def credential_problems(draft: ModuleDraft) -> list[Problem]:
    """What would keep learners who complete the module from getting their credential."""
    version = version_of(draft)
    practical = bool(version.rule["practicals"])
    problems = []
    for text in draft.texts:
        found = module_checks.run(version, text_of(text.module, text.language), practical).values()
        problems += [Problem(text.module, message) for messages in found for message in messages]
    return problems


def fieldlab_problems(draft: ModuleDraft) -> Iterator[str]:
    if not draft.fieldlab.quality_assurance.strip():
        yield _("The fieldlab has not yet said how it watches over quality. Ask your manager to fill this in.")
    if not draft.fieldlab.kvk_number:
        yield _("The KvK number of the fieldlab is missing. Ask your manager to fill this in.")


def fact_problems(source: LanguageDraft) -> Iterator[str]:
    module = source.module
    if not module.topic:
        yield _("Choose a topic.")
    if not module.hours:
        yield _("Say how many hours the module takes.")
    if not module.eqf_level and not module.level_not_applicable.strip():
        yield _("Choose a level, or say why no level applies.")
    if not module.participation:
        yield _("Choose the form of participation.")
    if not source.lessons:
        yield _("Write at least one lesson.")


def text_problems(text: LanguageDraft) -> Iterator[str]:
    module = text.module
    if not module.title.strip():
        yield _("Fill in the title.")
    if not module.summary.strip():
        yield _("Fill in the summary.")
    if not module.description.strip():
        yield _("Fill in the description.")
    if not len(module.outcomes):
        yield _("Write at least one learning outcome.")
    else:
        yield from stream_problems(module.outcomes)


def stream_problems(value: StreamValue) -> list[str]:
    """What the blocks themselves find wrong: drafts may be saved with gaps."""
    try:
        value.stream_block.clean(value)
    except ValidationError as error:
        return words_of(error, value)
    return []


def media_problems(lesson: Any, language: str) -> Iterator[str]:
    for block in lesson.content:
        if block.block_type == "video":
            yield from video_problems(block.value, language)


def video_problems(value: Any, language: str) -> Iterator[str]:
    title = value["title"]
    captions = {item["language"]: item["file"] for item in value["captions"]}
    if language not in captions:
        yield _("The video “%(title)s” has no captions in the language of this page.") % {"title": title}
    for file in filter(None, captions.values()):
        if problem := captions_problem(file):
            yield _("The captions of “%(title)s” can't be read: %(problem)s") % {
                "title": title,
                "problem": problem,
            }


def captions_problem(document: Any) -> str | None:
    """Why `document` can't serve as captions, or none; of another kind of file the block says so."""
    if PurePath(document.filename).suffix.lower() not in CAPTION_TYPES:
        return None
    try:
        with document.open_file() as file:
            parse(file.read().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return _("the file is not text in UTF-8.")
    except CaptionsError as error:
        return _("look at line %(line)s.") % {"line": error.line}
    return None


def identifier_problems(text: LanguageDraft) -> list[Problem]:
    """Ids are what statements and results hang on: within a module each is there once."""
    problems = []
    seen: Counter[str] = Counter()
    for lesson in text.lessons:
        ids = Counter(identifiers_in(lesson.content.get_prep_value()))
        repeated = [id for id, count in ids.items() if count > 1 or id in seen]
        if repeated:
            problems.append(
                Problem(
                    lesson,
                    _("A question, exercise or practical is in this module twice. Remove one and make it again."),
                )
            )
        seen.update(ids)
    return problems


def identifiers_in(content: list[dict[str, Any]]) -> Iterator[str]:
    yield from (block["id"] for block in content)
    for question in questions_in(content):
        yield from (choice.id for choice in question.choices)
    for exercise in exercises_in(content):
        yield from (scenario.id for scenario in exercise.scenarios)
    for practical in practicals_in(content):
        yield from (criterion.id for criterion in practical.criteria)


def practical_problems(source: LanguageDraft) -> list[Problem]:
    problems = []
    outcomes = len(source.module.outcomes)
    for lesson in source.lessons:
        for practical in practicals_in(lesson.content.get_prep_value()):
            problems += [
                Problem(
                    lesson,
                    _("“%(criterion)s” belongs to learning outcome %(number)s, which the module does not have.")
                    % {"criterion": criterion.text, "number": criterion.outcome},
                )
                for criterion in practical.criteria
                if criterion.outcome and criterion.outcome > outcomes
            ]
    return problems


def translation_problems(source: LanguageDraft, text: LanguageDraft) -> list[Problem]:
    """Where a translation has other lessons, questions, answers or criteria than the module's own language."""
    problems = untranslated_problems(source, text)
    if [outcome.id for outcome in source.module.outcomes] != [outcome.id for outcome in text.module.outcomes]:
        problems.append(
            Problem(
                text.module,
                _("The learning outcomes are not the same ones as in the first language. Make them the same."),
            )
        )
    there = {lesson.translation_key: lesson for lesson in text.lessons}
    for lesson in source.lessons:
        translated = there.pop(lesson.translation_key, None)
        if translated is None:
            problems.append(
                Problem(text.module, _("The lesson “%(title)s” is not translated yet.") % {"title": lesson.title})
            )
        elif shape_of(lesson) != shape_of(translated):
            message = _(
                "This lesson has other questions, answers, exercises, criteria or videos than “%(title)s”. "
                "Make them the same: translate that lesson again, or mend this one."
            )
            problems.append(Problem(translated, message % {"title": lesson.title}))
    problems += [
        Problem(lesson, _("This lesson is not in the module's first language. Remove it, or add it there."))
        for lesson in there.values()
    ]
    return problems


def untranslated_problems(source: LanguageDraft, text: LanguageDraft) -> list[Problem]:
    """Pages of a translation that Wagtail copied and nobody has translated yet."""
    message = _("This page has not been translated yet: its text is that of “%(title)s”. Translate or remove it.")
    pairs: list[tuple[Page, Page]] = []
    words = zip(words_on(source.module), words_on(text.module), strict=True)
    if any(original and original == translated for original, translated in words):
        pairs.append((source.module, text.module))
    there = {lesson.translation_key: lesson for lesson in text.lessons}
    for lesson in source.lessons:
        translated = there.get(lesson.translation_key)
        content = lesson.content.get_prep_value()
        if translated and content and content == translated.content.get_prep_value():
            pairs.append((lesson, translated))
    return [Problem(page, message % {"title": original.title}) for original, page in pairs]


def words_on(module: Any) -> tuple[str, str, list[str]]:
    """What of a module's page is never the same in two languages, as a title or a name can be."""
    outcomes = [outcome.value["text"] for outcome in module.outcomes]
    return module.summary.strip(), module.description.strip(), outcomes


def shape_of(lesson: Any) -> tuple[Any, ...]:
    """What must be the same in every language: ids, kinds, right answers, outcomes, scenarios, videos to watch."""
    content = lesson.content.get_prep_value()
    return (
        [
            (question.id, question.multiple, question.choice_ids, question.correct)
            for question in questions_in(content)
        ],
        [
            (practical.id, [(criterion.id, criterion.outcome) for criterion in practical.criteria])
            for practical in practicals_in(content)
        ],
        [video.id for video in videos_in(content) if video.must_watch],
        [
            (exercise.id, exercise.cell, [(scenario.id, scenario.hidden) for scenario in exercise.scenarios])
            for exercise in exercises_in(content)
        ],
    )
