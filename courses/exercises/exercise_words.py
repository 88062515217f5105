"""What a robot exercise asks and allows, in words: for who makes it and for who approves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.blocks.robot_exercise import OPERATIONS, VIEWS
from courses.exercises.scenarios import colours_in
from courses.exercises.words import Labels, colour_name, label_of
from courses.structure import Exercise

MOVES = {
    "dx": gettext_lazy("moved %(by)s mm in x"),
    "dy": gettext_lazy("moved %(by)s mm in y"),
    "dz": gettext_lazy("moved %(by)s mm in z"),
    "drz": gettext_lazy("turned %(by)s degrees"),
}


def operations_in_words(exercise: Exercise) -> list[str]:
    return [str(label) for name, label in OPERATIONS if name in exercise.operations]


def views_in_words(exercise: Exercise) -> list[str]:
    return [str(label) for name, label in VIEWS if name in exercise.views]


def attempts_in_words(exercise: Exercise) -> str:
    if not exercise.attempts:
        return _("As often as one likes.")
    return _("%(count)d times at most.") % {"count": exercise.attempts}


def change_in_words(change: Mapping[str, Any], labels: Labels) -> str:
    """What is otherwise in a scenario, from the raw data of one change; a draft's may have gaps."""
    value = change["value"] or {}
    what = label_of(value.get(change["type"]) or "?", labels)
    match change["type"]:
        case "feeder":
            colours = [colour_name(colour) for colour in colours_in(value.get("colours") or "")]
            return f"{what}: {', '.join(colours)}"
        case "input":
            return (_("%(input)s is on.") if value.get("on") else _("%(input)s is off.")) % {"input": what}
    if value.get("gone"):
        return _("%(part)s is not there.") % {"part": what}
    said = [text % {"by": number_format(value[name])} for name, text in MOVES.items() if value.get(name)]
    if colour := value.get("colour"):
        said.append(colour_name(colour))
    return f"{what}: {', '.join(said) or '–'}"
