"""What a module says to its learners: the version that a draft would become, and whether that differs."""

from __future__ import annotations

from typing import Any

from courses.models import LessonPage, LessonVersion, ModulePage, ModuleText, ModuleVersion
from courses.progress_rules import Rule, build_rule
from courses.publishing.drafts import LanguageDraft, ModuleDraft
from courses.robotics import CURRENT
from courses.structure import exercises_in

FACTS = (
    "topic",
    "hours",
    "eqf_level",
    "level_not_applicable",
    "participation",
    "image_id",
    "contact_name",
    "contact_email",
    "validity_months",
)
TEXTS = ("title", "summary", "description", "prerequisites")


def version_of(draft: ModuleDraft, facts: ModulePage | None = None) -> ModuleVersion:
    """The version that `draft` would become, numbered 1.0 and not saved; `facts` instead of the draft's own."""
    source = facts or draft.source.module
    return ModuleVersion(
        module_key=draft.source.module.translation_key,
        fieldlab=draft.fieldlab,
        major=1,
        minor=0,
        source_language=draft.source.language,
        rule=rule_of(draft.source, source).to_json(),
        **{name.removesuffix("_id"): getattr(source, name.removesuffix("_id")) for name in FACTS},
    )


def text_of(module: ModulePage, language: str) -> ModuleText:
    """The texts of the version that a module's page would become, not saved."""
    texts = {name: getattr(module, name) for name in TEXTS}
    return ModuleText(language=language, outcomes=module.outcomes, **texts)


def rule_of(source: LanguageDraft, facts: ModulePage) -> Rule:
    lessons = [
        (str(lesson.translation_key), lesson.title, lesson.content.get_prep_value()) for lesson in source.lessons
    ]
    return build_rule(lessons, pass_mark=facts.pass_mark, attempts=facts.attempts, sessions=facts.sessions)


def unchanged_version(draft: ModuleDraft) -> ModuleVersion | None:
    """The version that is offered now, where publishing `draft` would give the same once more."""
    offered = ModuleVersion.objects.newest().filter(module_key=draft.source.module.translation_key).first()
    if offered is None or _of_version(offered) != _of_draft(draft):
        return None
    return offered


def _of_draft(draft: ModuleDraft) -> tuple[Any, ...]:
    module = draft.source.module
    texts = {
        text.language: (
            _words(text.module),
            [_lesson(lesson, str(lesson.translation_key)) for lesson in text.lessons],
        )
        for text in draft.texts
    }
    cells = {
        (str(lesson.translation_key), exercise.id): (
            CURRENT,
            {str(cell): draft.cells.get(cell) for cell in exercise.cells},
        )
        for lesson in draft.source.lessons
        for exercise in exercises_in(lesson.content.get_prep_value())
    }
    asked = [module.pass_mark, module.attempts, module.sessions]
    return draft.source.language, _facts(module), asked, texts, cells


def _of_version(version: ModuleVersion) -> tuple[Any, ...]:
    lessons: dict[str, list[Any]] = {}
    for lesson in version.lessons.order_by("language", "position"):
        lessons.setdefault(lesson.language, []).append(_lesson(lesson, str(lesson.key)))
    texts = {text.language: (_words(text), lessons.get(text.language, [])) for text in version.texts.all()}
    rule = Rule.from_json(version.rule)
    asked = [rule.pass_mark, rule.attempts, rule.sessions]
    cells = {
        (str(exercise.lesson), str(exercise.block_id)): (exercise.engine, exercise.cells)
        for exercise in version.robot_exercises.all()
    }
    return version.source_language, _facts(version), asked, texts, cells


def _facts(source: ModulePage | ModuleVersion) -> list[Any]:
    return [getattr(source, name) for name in FACTS]


def _words(source: ModulePage | ModuleText) -> list[Any]:
    return [*(getattr(source, name) for name in TEXTS), source.outcomes.get_prep_value()]


def _lesson(source: LessonPage | LessonVersion, key: str) -> list[Any]:
    return [key, source.title, source.minutes, source.content.get_prep_value()]
