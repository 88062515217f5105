"""What the engine says, in words: why a program failed, what happened when, what a goal asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.blocks.robot_exercise import FAILURES

Labels = Mapping[str, Mapping[str, str]]


def label_of(name: object, labels: Labels) -> str:
    """What people call a thing of the cell, in the active language."""
    texts = labels.get(str(name), {})
    return texts.get((get_language() or "")[:2]) or texts.get("en") or str(name or "").replace("_", " ")


def colour_name(colour: object) -> str:
    names = {
        "red": _("red"),
        "blue": _("blue"),
        "green": _("green"),
        "yellow": _("yellow"),
        "white": _("white"),
        "black": _("black"),
        "grey": _("grey"),
        "orange": _("orange"),
    }
    return names.get(str(colour), str(colour))


def failure_label(code: str) -> str:
    """A short name for a failure's code."""
    return str(dict(FAILURES).get(code, code))


def failure_sentence(failure: Mapping[str, Any], labels: Labels) -> str:
    """What went wrong, as one sentence for who made the program."""
    return capfirst(_failure(failure, labels))


def _failure(failure: Mapping[str, Any], labels: Labels) -> str:
    detail = failure.get("detail") or {}
    match failure["code"]:
        case "collision":
            what = {"what": body_name(detail.get("what"), labels), "with": body_name(detail.get("with"), labels)}
            return _("%(what)s bumps into %(with)s.") % what
        case "out_of_reach":
            return _("The robot can't reach this place: it is too far away, too near, or turned the wrong way.")
        case "joint_limit":
            return _("A joint of the robot can't turn that far.")
        case "singularity":
            return _("The arm is stretched or folded so that it can't move on in a straight line. Use moveJ here.")
        case "zone_speed":
            return _("The robot goes too fast in the zone where people may be.")
        case "nothing_to_grip":
            return _grip_sentence(detail.get("reason"))
        case "gripper_full":
            return _("The gripper holds a part already.")
        case "dropped":
            return _drop_sentence(detail.get("reason"))
        case "not_reached":
            return _("The program ends, and not all goals are reached.")
        case "wrong_place":
            return _("The part is let go where it does not belong.")
        case "op_not_allowed":
            return _("The program uses a block that this exercise does not allow.")
        case "wait_timeout":
            return _("The robot waits for something that does not happen.")
        case "endless":
            return _("The program goes on forever: a loop does not end.")
        case "too_long":
            return _("The program takes too long.")
        case "unknown_point":
            return _("There is no point “%(name)s” in the cell.") % {"name": label_of(detail.get("name"), labels)}
        case "unknown_name" if detail.get("kind") == "procedure":
            # A name of the learner's own: it has no other words.
            return _("There is no procedure “%(name)s”.") % {"name": detail.get("name", "")}
        case "unknown_name":
            return _("There is no “%(name)s” in the cell.") % {"name": label_of(detail.get("name"), labels)}
        case "pallet_full":
            return _("The pallet is full: there is no free place.")
        case "program_refused":
            return _("This is not a proper program.")
        case "cell_refused":
            return _("The robot can't start: something is wrong in this cell. Tell your trainer.")
    return _("The program fails: %(code)s.") % {"code": failure["code"]}


def _grip_sentence(reason: object) -> str:
    match reason:
        case "too_high":
            return _("The gripper closes too high: the part is below its jaws.")
        case "too_low":
            return _("The gripper closes too low: the part is above its jaws.")
        case "off_centre":
            return _("The gripper closes beside the middle of the part. Move it above the middle.")
        case "askew":
            return _("The gripper is not straight to the part. Turn it along with the sides of the part.")
        case "too_wide":
            return _("The part is wider than the gripper can open. Grip it at another side.")
    return _("The gripper closes, and there is nothing between its jaws.")


def _drop_sentence(reason: object) -> str:
    match reason:
        case "too_high":
            return _("The part falls: it was let go too high.")
        case "tilted":
            return _("The part falls over: it was let go while it was tilted.")
    return _("The part falls: it was let go where nothing is below it.")


def body_name(name: object, labels: Labels) -> str:
    """What of the robot or the cell it is; parts of the robot have names of their own."""
    own = {
        "arm": _("the arm"),
        "tool": _("the gripper"),
        "gripper": _("the gripper"),
        "carried": _("the part in the gripper"),
        "part": _("the part in the gripper"),
    }
    word = str(name or "")
    return own.get(word) or (_("the arm") if word.startswith(("link", "joint")) else label_of(word, labels))


def log_sentence(entry: Mapping[str, Any], labels: Labels) -> str:
    """One line of what happened, with its moment: “3.2 s: red part gripped”."""
    moment = number_format(round(float(entry["at"]), 1), decimal_pos=1)
    return _("%(moment)s s: %(what)s") % {"moment": moment, "what": happening(entry, labels)}


def happening(entry: Mapping[str, Any], labels: Labels) -> str:
    detail = entry.get("detail") or {}
    part = part_name(detail, labels)
    places = (detail[key] for key in ("in", "to", "on", "point", "at") if detail.get(key))
    place = label_of(next(places, ""), labels)
    match entry["code"]:
        case "moved":
            return _("at %(place)s") % {"place": place} if place else _("moved")
        case "fed":
            return _("%(part)s arrives") % {"part": part}
        case "gripped":
            return _("%(part)s gripped") % {"part": part}
        case "released":
            return _("%(part)s let go") % {"part": part}
        case "placed":
            return _("%(part)s placed in %(place)s") % {"part": part, "place": place}
        case "waited":
            return _("waited")
        case "sensor":
            sensor = label_of(detail.get("sensor"), labels)
            seen = detail.get("is", detail.get("value"))
            if isinstance(seen, bool):
                return (_("%(sensor)s is on") if seen else _("%(sensor)s is off")) % {"sensor": sensor}
            return _("%(sensor)s sees %(what)s") % {"sensor": sensor, "what": colour_name(seen or "–")}
        case "output":
            value = detail.get("is", detail.get("to", detail.get("value")))
            output = {"output": label_of(detail.get("output", detail.get("name")), labels)}
            return (_("%(output)s switched on") if value else _("%(output)s switched off")) % output
        case "failed":
            code = detail.get("failure")
            return failure_sentence({"code": code, "detail": detail}, labels) if code else _("it goes wrong")
        case "finished":
            return _("the program has ended")
    return str(entry["code"])


def part_name(detail: Mapping[str, Any], labels: Labels) -> str:
    if detail.get("colour"):
        return _("%(colour)s part") % {"colour": colour_name(detail["colour"])}
    return label_of(detail.get("part") or _("part"), labels)


def goal_sentence(goal: Mapping[str, Any], labels: Labels) -> str:
    """What a goal of the engine's asks, as a learner reads it: a sentence."""
    return capfirst(_goal(goal, labels))


def _goal(goal: Mapping[str, Any], labels: Labels) -> str:
    match goal["kind"]:
        case "placed":
            which = colour_name(goal["colour"]) if goal.get("colour") else ""
            given = {"count": goal["count"], "which": which, "place": label_of(goal["in"], labels)}
            if goal.get("part"):
                return _("%(part)s is in %(place)s.") % {**given, "part": label_of(goal["part"], labels)}
            if which:
                return _("Parts in %(place)s, %(which)s: %(count)d.") % given
            return _("Parts in %(place)s: %(count)d.") % given
        case "cycle_time":
            return _("It takes %(seconds)s seconds at most.") % {"seconds": number_format(f"{goal['at_most']:g}")}
        case "zone_speed":
            return _("The robot goes slowly where people may be.")
        case "at_home":
            return _("The robot ends in its home position.")
    given = {"output": label_of(goal["output"], labels)}
    return (_("At the end %(output)s is on.") if goal["is"] else _("At the end %(output)s is off.")) % given
