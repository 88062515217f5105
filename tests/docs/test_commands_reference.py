"""The page of commands names each of ours, with the arguments that it takes."""

from __future__ import annotations

import re

from django.core.management import get_commands, load_command_class

from tests.docs.pages import DOCS, ROOT

PAGE = DOCS / "reference" / "commands.md"
OWN = ("lms", "courses", "credentials", "themes")


def own_commands() -> dict[str, str]:
    """Name → app, of the commands that are files of this repository."""
    return {name: app for name, app in get_commands().items() if app.partition(".")[0] in OWN}


def sections() -> dict[str, str]:
    """Command → what the page says of it."""
    parts = re.split(r"^## `manage\.py ([a-z_]+)`$", PAGE.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_own_commands_are_found() -> None:
    files = {path.stem for app in OWN for path in (ROOT / app).rglob("management/commands/[a-z]*.py")}
    assert set(own_commands()) == files


def test_every_command_has_a_section_and_no_other() -> None:
    assert set(sections()) == set(own_commands())


def test_every_argument_of_a_command_is_named() -> None:
    missing = []
    common = load_command_class("django.core", "check").create_parser("manage.py", "check")
    for name, app in own_commands().items():
        parser = load_command_class(app, name).create_parser("manage.py", name)
        usual = {option for action in common._actions for option in action.option_strings} | {"--skip-checks"}
        for action in parser._actions:
            if usual & set(action.option_strings):
                continue
            label = action.option_strings[-1] if action.option_strings else str(action.metavar or action.dest)
            if f"`{label}" not in sections().get(name, ""):
                missing.append(f"{name}: {label}")
    assert missing == []
