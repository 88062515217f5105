"""The table of settings names every environment variable that is read, with its default."""

from __future__ import annotations

import ast
import shlex
from pathlib import PurePosixPath

from tests.docs.pages import DOCS, ROOT, code_in, table

PAGE = DOCS / "reference" / "settings.md"
SETTINGS = ROOT / "lms" / "settings"
NAMES = {
    "str": str,
    "BASE_DIR": PurePosixPath(),
    "VAR_DIR": PurePosixPath("VAR_DIR"),
    "SITE_URL": "SITE_URL",
}


def default_of(call: ast.Call) -> str:
    """The default as the table writes it: lists with commas, true and false as 1 and 0, other settings by name."""
    expression = next(keyword.value for keyword in call.keywords if keyword.arg == "default")
    value = eval(compile(ast.Expression(expression), "default", "eval"), {"__builtins__": {}}, NAMES)
    if isinstance(value, list):
        return ",".join(value)
    if isinstance(value, bool):
        return str(int(value))
    return str(value)


def variables_read() -> dict[str, str]:
    """Name → default of every `env.<type>("NAME", default=…)`; `… or kept_secret("file")` gives that file."""
    found: dict[str, str] = {}
    for path in sorted(SETTINGS.glob("*.py")):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and ast.unparse(node.func.value) == "env"
            ):
                name = ast.literal_eval(node.args[0])
                found.setdefault(name, default_of(node))
            if isinstance(node, ast.BoolOp) and "kept_secret" in ast.unparse(node.values[-1]):
                call, secret = node.values
                assert isinstance(call, ast.Call)
                assert isinstance(secret, ast.Call)
                found[ast.literal_eval(call.args[0])] = f"VAR_DIR/{ast.literal_eval(secret.args[0])}"
    return found


def required_in_production() -> set[str]:
    for node in ast.parse((SETTINGS / "production.py").read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REQUIRED":
            return set(ast.literal_eval(node.value))
    raise AssertionError("production.py has no REQUIRED")


def test_table_names_every_variable_with_its_default() -> None:
    rows = {code_in(name): code_in(default) for name, _what, default, *_rest in table(PAGE, "## All of them")}
    assert rows == variables_read()


def test_table_marks_what_production_needs() -> None:
    rows = table(PAGE, "## All of them")
    assert {code_in(row[0]) for row in rows if row[4] == "yes"} == required_in_production()


def test_every_row_says_what_it_does_and_gives_an_example() -> None:
    assert [row[0] for row in table(PAGE, "## All of them") if not row[1] or not code_in(row[3])] == []


def test_environment_example_has_known_names_and_all_that_production_needs() -> None:
    lines = (ROOT / "deploy" / "environment.example").read_text().splitlines()
    given = {word.partition("=")[0] for line in lines for word in shlex.split(line, comments=True)}
    assert required_in_production() <= given
    assert given - set(variables_read()) == {"DJANGO_SETTINGS_MODULE"}
