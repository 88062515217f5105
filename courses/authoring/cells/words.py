"""What the engine finds wrong with a cell, in words that lead to the thing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

PLACE = re.compile(r"(\w+)\[(\d+)\]")


def problem_words(problem: Mapping[str, Any], cell: Mapping[str, Any]) -> str:
    """One sentence, with the name of the thing that it is about where there is one."""
    return f"{thing_at(problem['path'], cell)}: {what(problem['code'])}"


def thing_at(path: str, cell: Mapping[str, Any]) -> str:
    if match := PLACE.match(path):
        things = cell.get(match[1]) or []
        if int(match[2]) < len(things):
            return str(things[int(match[2])].get("id", path))
    return path.removeprefix("points.").split(".")[0]


def what(code: str) -> str:
    match code:
        case "same_id_twice":
            return _("this name is there twice.")
        case "unknown_point":
            return _("there is no point with this name.")
        case "out_of_range":
            return _("a number is too large or too small.")
        case "bad_size":
            return _("a size or the number of joints is not right.")
        case "bad_name":
            return _("this is not a good name: use letters, digits and _, and no digit first.")
        case "too_many":
            return _("there are too many of these.")
        case "missing":
            return _("something is missing.")
    return _("this is not right (%(code)s).") % {"code": code}
