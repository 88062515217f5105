"""Robot exercises before publishing: the trainer's own solution passes, and what must fail fails as said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from courses.exercises.checking import CheckBroken, check_within, code_of
from courses.exercises.programs import Program, operations_in
from courses.exercises.scenarios import Cell, Situation, Unknown, has_gaps, situations_of, unknown_in
from courses.exercises.text_words import problems_in_words
from courses.exercises.words import failure_label, failure_sentence
from courses.publishing.drafts import ModuleDraft
from courses.publishing.problems import Problem
from courses.robotics import CURRENT
from courses.robotics.reading import TextError, from_text
from courses.structure import Exercise, exercises_in

# What was found is the same as long as exercise, cell and engine are.
REMEMBERED = 60 * 60 * 24 * 30
# That the time was not enough may be the machine's doing: that is not true for long.
LATE_REMEMBERED = 60 * 10
# Of the processor, for all programs of an exercise together: somebody waits for the page.
SECONDS = 25

# Per program the engine's results without what is to be played; None where the time was not enough.
Verdicts = list[list[dict[str, Any]] | None]


def exercise_problems(draft: ModuleDraft, *, run: bool = True) -> list[Problem]:
    """Everything that keeps the robot exercises of `draft` from being published.

    Without `run` nothing is run that was not run before: it is said that it still has to be.
    """
    return [
        Problem(lesson, _("“%(exercise)s”: %(problem)s") % {"exercise": exercise.title, "problem": message})
        for lesson in draft.source.lessons
        for exercise in exercises_in(lesson.content.get_prep_value())
        for message in messages_of(exercise, draft.cells, run=run)
    ]


def messages_of(exercise: Exercise, cells: Mapping[int, Cell], *, run: bool = True) -> list[str]:
    """What is wrong with an exercise, in words that a trainer can act on; `cells` are those of the own library."""
    if exercise.cell is None or not exercise.cells <= cells.keys():
        return [_("Choose a robot cell from your own library.")]
    if not exercise.scenarios or not exercise.solution.strip():
        return []  # The block itself says that these are missing.
    if has_gaps(exercise):
        return [_("A goal, a scenario or a program that must fail is not filled in yet. Fill it in first.")]
    messages = [unknown_words(unknown) for unknown in unknown_in(exercise, cells)]
    if all(scenario.hidden for scenario in exercise.scenarios):
        messages.append(_("Make at least one scenario visible: learners try their program on it."))
    programs, unreadable = programs_of(exercise)
    messages += unreadable
    messages += list(operation_problems(exercise, programs))
    if messages:
        return messages
    return list(verdict_problems(exercise, cells, programs, run=run))


def unknown_words(unknown: Unknown) -> str:
    kinds = {
        "feeder": _("There is no feeder “%(name)s” in the cell."),
        "part": _("There is no part “%(name)s” in the cell."),
        "input": _("There is no input “%(name)s” in the cell."),
        "output": _("There is no output “%(name)s” in the cell."),
        "zone": _("The cell has no zone with people."),
        "place": _("There is no bin or pallet “%(name)s” in the cell."),
    }
    return kinds[unknown.kind] % {"name": unknown.name}


def named_texts(exercise: Exercise) -> list[tuple[str, str]]:
    """(what it is, text) of each program: the solution, those that must fail, and what learners start from."""
    wrong = [
        (_("Program %(number)d that must fail") % {"number": number}, item.program)
        for number, item in enumerate(exercise.wrong, start=1)
    ]
    start = [(_("Program to start from"), exercise.start)] if exercise.start.strip() else []
    return [(_("Your solution"), exercise.solution), *wrong, *start]


def programs_of(exercise: Exercise) -> tuple[dict[str, Program], list[str]]:
    """The programs by what they are, and what can't be read of them, line by line."""
    programs: dict[str, Program] = {}
    unreadable = []
    for name, text in named_texts(exercise):
        try:
            programs[name] = from_text(text)
        except TextError as error:
            unreadable += [
                _("%(program)s, line %(line)s: %(problem)s")
                % {"program": name, "line": problem["line"], "problem": problem["message"]}
                for problem in problems_in_words(error)
            ]
    return programs, unreadable


def operation_problems(exercise: Exercise, programs: dict[str, Program]) -> Iterator[str]:
    """What a program uses that learners may not: then they could not make it."""
    for name, program in programs.items():
        if more := operations_in(program) - set(exercise.operations):
            message = _("%(program)s uses %(blocks)s, which learners may not use. Tick it, or do without.")
            yield message % {"program": name, "blocks": ", ".join(sorted(more))}


def verdict_problems(
    exercise: Exercise, cells: Mapping[int, Cell], programs: dict[str, Program], *, run: bool
) -> Iterator[str]:
    """Run the programs in every scenario, and say which do not do what they must."""
    situations = situations_of(exercise, cells)
    try:
        verdicts = verdicts_on(to_check(exercise, programs), situations, run=run)
    except CheckBroken:
        yield _("It could not be checked. Try again, and tell whoever runs the site if it stays so.")
        return
    if verdicts is None:
        yield not_checked_words()
        return
    solution, *wrong = verdicts
    if solution is None or None in wrong:
        yield _("Checking it takes too long. Make the programs shorter, or leave scenarios out.")
        return
    for situation, result in zip(situations, solution, strict=True):
        if not result["passed"]:
            message = _("Your solution does not pass the scenario “%(scenario)s”. %(why)s")
            yield message % {"scenario": situation.scenario.title, "why": why(result, situation.cell)}
    for number, (item, results) in enumerate(zip(exercise.wrong, wrong, strict=True), start=1):
        found = next((code for result in results or [] if (code := code_of(result))), "")
        if found != item.failure:
            yield wrong_words(number, item.failure, found)


def not_checked_words() -> str:
    return _("As it is now, it was not checked yet. Choose “Check the robot exercises” in its lesson.")


def wrong_words(number: int, wanted: str, found: str) -> str:
    if not found:
        message = _("Program %(number)d that must fail passes everywhere. It should fail like this: %(wanted)s.")
    else:
        message = _("Program %(number)d that must fail should fail like this: %(wanted)s. But it does: %(found)s.")
    return message % {"number": number, "wanted": failure_label(wanted), "found": failure_label(found)}


def why(result: dict[str, Any], cell: Cell) -> str:
    """Why a result has not passed, with the line that was to blame where one was."""
    line = str(result["failure"]["block"] or "").removeprefix("l")
    sentence = failure_sentence(result["failure"], cell.get("labels", {}))
    return _("Line %(line)s: %(what)s") % {"line": line, "what": sentence} if line.isdecimal() else sentence


def known_verdicts(exercise: Exercise, situations: list[Situation]) -> Verdicts | None:
    """What the solution and the programs that must fail did when they were last run, in this order; else None."""
    programs, unreadable = programs_of(exercise)
    if unreadable:
        return None
    return verdicts_on(to_check(exercise, programs), situations, run=False)


def to_check(exercise: Exercise, programs: dict[str, Program]) -> list[Program]:
    """The solution, and the programs that must fail."""
    return [programs[name] for name, _text in named_texts(exercise)[: 1 + len(exercise.wrong)]]


def verdicts_on(programs: list[Program], situations: list[Situation], *, run: bool) -> Verdicts | None:
    """The results of each program in all situations, also from before; none without `run`. Raises CheckBroken."""
    jobs = [(program, situation.cell) for program in programs for situation in situations]
    key = "robot-verdicts:" + sha256(json.dumps([CURRENT, jobs], sort_keys=True).encode()).hexdigest()
    known: Verdicts | None = cache.get(key)
    if known is not None or not run:
        return known
    results = check_within(jobs, engine=CURRENT, seconds=max(SECONDS, settings.ROBOT_CHECK_SECONDS))
    short = [{name: value for name, value in item.items() if name not in {"trace", "log"}} for item in results]
    size = len(situations)
    parts = [short[place * size : (place + 1) * size] for place in range(len(programs))]
    verdicts: Verdicts = [part if len(part) == size else None for part in parts]
    cache.set(key, verdicts, LATE_REMEMBERED if None in verdicts else REMEMBERED)
    return verdicts
