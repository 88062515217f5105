"""A robot exercise with all that is approved of it: also what learners never see, and what its programs do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.exercises.exercise_words import (
    attempts_in_words,
    change_in_words,
    operations_in_words,
    views_in_words,
)
from courses.exercises.plan import plan
from courses.exercises.scenarios import Cell, Situation, goals_of, has_gaps, situations_of
from courses.exercises.words import failure_label, goal_sentence
from courses.publishing.exercises import known_verdicts, messages_of, not_checked_words, why
from courses.robotics import CellError, drawing
from courses.structure import Exercise


@dataclass(frozen=True)
class ShownScenario:
    """`plan` is empty where the cell stands as the exercise's own does."""

    title: str
    hidden: bool
    changes: list[str]
    plan: SafeString


@dataclass(frozen=True)
class ShownResult:
    """What a program did in one scenario."""

    scenario: str
    passed: bool
    text: str


@dataclass(frozen=True)
class ShownProgram:
    """A program line by line. `wanted` says how it must fail, `right` whether it does what it must.

    None where that was not checked yet; then `results` is empty.
    """

    title: str
    lines: list[str]
    wanted: str
    right: bool | None
    results: list[ShownResult]


@dataclass(frozen=True)
class ExerciseInFull:
    plan: SafeString
    goals: list[str]
    operations: list[str]
    views: list[str]
    attempts: str
    hints: list[str]
    scenarios: list[ShownScenario]
    programs: list[ShownProgram]
    start: list[str]
    problems: list[str]
    checked: bool


def exercise_in_full(texts: Exercise, rules: Exercise, cells: Mapping[int, Cell]) -> ExerciseInFull:
    """All of an exercise; `texts` in the lesson's language, `rules` in the module's own. Nothing is run."""
    can_be_shown = rules.cell is not None and rules.cells <= cells.keys() and not has_gaps(rules)
    cell = cells[rules.cell] if can_be_shown and rules.cell else {}
    labels = cell.get("labels", {})
    usual = plan_of({**cell, "goals": goals_of(rules)}) if cell else SafeString()
    situations = situations_of(rules, cells) if cell else []
    verdicts = known_verdicts(rules, situations) if situations else None
    return ExerciseInFull(
        plan=usual,
        goals=[goal_sentence(goal, labels) for goal in goals_of(rules)] if cell else [],
        operations=operations_in_words(rules),
        views=views_in_words(rules),
        attempts=attempts_in_words(rules),
        hints=list(texts.hints),
        scenarios=list(_scenarios(texts, situations, labels, usual)),
        programs=_programs(rules, situations, verdicts),
        start=rules.start.splitlines(),
        problems=[text for text in messages_of(rules, cells, run=False) if text != not_checked_words()],
        checked=verdicts is not None,
    )


def plan_of(cell: Cell) -> SafeString:
    """The cell from above and from the side; nothing where it can't be drawn."""
    try:
        drawn = drawing(cell)
    except CellError:
        return SafeString()
    # Every name in it is escaped where it is drawn.
    return mark_safe(plan(drawn, (_("From above"), _("From the side"))))  # noqa: S308


def _scenarios(
    texts: Exercise, situations: list[Situation], labels: Mapping[str, Any], usual: SafeString
) -> list[ShownScenario]:
    titles = {scenario.id: scenario.title for scenario in texts.scenarios}
    shown = []
    for situation in situations:
        scenario, drawn = situation.scenario, plan_of(situation.cell)
        shown.append(
            ShownScenario(
                title=titles.get(scenario.id, scenario.title),
                hidden=scenario.hidden,
                changes=[change_in_words(change, labels) for change in scenario.changes],
                plan=SafeString() if drawn == usual else drawn,
            )
        )
    return shown


def _programs(
    rules: Exercise, situations: list[Situation], verdicts: list[list[dict[str, Any]] | None] | None
) -> list[ShownProgram]:
    """The solution, and each program that must fail, with what it did in every scenario."""
    named = [(_("The trainer's solution"), rules.solution, "")]
    for number, item in enumerate(rules.wrong, start=1):
        named.append((_("Program %(number)d that must fail") % {"number": number}, item.program, item.failure))
    shown = []
    for at, (title, text, failure) in enumerate(named):
        found = verdicts[at] if verdicts else None
        codes = [result["failure"]["code"] for result in found or [] if result["failure"]]
        right = None if found is None else (codes[:1] == [failure] if failure else not codes)
        results = [_result(situation, result) for situation, result in zip(situations, found or [], strict=False)]
        wanted = failure_label(failure) if failure else ""
        shown.append(ShownProgram(title, text.splitlines(), wanted, right, results))
    return shown


def _result(situation: Situation, result: dict[str, Any]) -> ShownResult:
    if result["passed"]:
        text = _("passes in %(seconds)s s") % {"seconds": number_format(round(result["cycle_time"], 1), 1)}
    else:
        text = why(result, situation.cell)
    return ShownResult(situation.scenario.title, result["passed"], text)
