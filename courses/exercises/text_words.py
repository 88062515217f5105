"""What is wrong with a program in the text form, in words, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.robotics.reading import TextError


def problems_in_words(error: TextError) -> list[dict[str, Any]]:
    """[{"line": from 1, "message"}] in the active language."""
    return [
        {"line": problem["line"], "message": sentence(problem["code"], problem["detail"])}
        for problem in error.problems
    ]


def sentence(code: str, detail: Mapping[str, Any]) -> str:
    """One problem in words; for a code that nobody has words for, that the line can't be read."""
    given = {name: detail.get(name, "") for name in ("expected", "found", "text", "word", "name", "high", "low")}
    match code:
        case "expected" if given["found"] == "":
            return _("“%(expected)s” is missing.") % given
        case "expected":
            return _("Here “%(expected)s” should stand, not “%(found)s”.") % given
        case "expected_name":
            return _("Here a name is missing.")
        case "expected_number" | "not_a_number":
            return _("Here a number is missing.")
        case "unknown_word" | "unknown_op" | "unknown_condition":
            return _("The robot does not know “%(word)s”. Check how it is written.") % given
        case "unreadable":
            return _("The robot can't read “%(text)s”.") % given
        case "too_much":
            return _("“%(found)s” does not belong here. Remove it.") % given
        case "bad_indent":
            return _("This line does not start below one of the lines above it. Use four spaces a level.")
        case "empty_body":
            return _("Nothing stands below this line. Write at least one line, with four spaces before it.")
        case "else_without_if":
            return _("This else has no if above it.")
        case "procedure_inside":
            return _("A procedure starts at the beginning of a line.")
        case "same_procedure_twice":
            return _("There is a procedure “%(name)s” already.") % given
        case "too_deep":
            return _("There are more than %(high)s levels within each other.") % given
        case "too_many_instructions":
            return _("The program has more than %(high)s steps. Use repeat or a procedure.") % given
        case "too_long":
            return _("The program is too long.")
        case "out_of_range":
            return _("This number must lie between %(low)s and %(high)s.") % given
        case "not_whole":
            return _("This must be a whole number.")
        case "bad_name":
            return _("This is not a good name: use letters, digits and _, and no digit first.")
    return _("The robot can't read this line.")
