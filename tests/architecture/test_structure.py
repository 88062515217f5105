"""The shape of the repository that import-linter and the house rules don't see."""

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.tenancy.walker import routes

ROOT = Path(settings.BASE_DIR)
APPS = ("lms", "courses", "credentials", "themes")
TEMPLATES = ROOT / "themes" / "templates"
# Of DESIGN.md and issue 2; whoever adds to it says why in a decision record.
TOP_LEVEL = {
    ".ci",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "courses",
    "credentials",
    "deploy",
    "docs",
    "lms",
    "manage.py",
    "pyproject.toml",
    "requirements",
    "tests",
    "themes",
}


def actions() -> list[Path]:
    return [path for app in APPS for path in sorted((ROOT / app).rglob("actions/*.py")) if path.stem != "__init__"]


def sources(*suffixes: str) -> Iterator[str]:
    for app in APPS:
        for path in (ROOT / app).rglob("*"):
            if path.suffix in suffixes and not {"node_modules", "migrations"} & set(path.parts):
                yield path.read_text()


def modules_imported_by_tests() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
            elif isinstance(node, ast.Import):
                found.update(name.name for name in node.names)
    return found


def test_top_level_holds_what_the_design_names_and_nothing_else() -> None:
    if not (ROOT / ".git").exists():
        pytest.fail("What belongs to the repository is asked of git: run this in a clone.")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.split("/")[0] for line in listed.stdout.splitlines()} == TOP_LEVEL


def test_every_action_is_imported_by_a_test() -> None:
    imported = modules_imported_by_tests()
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in actions()}
    assert len(names) > 40
    assert names - imported == CALLED_BY_ANOTHER_ACTION


# Parts of a larger action or registry step, through which they are tested.
CALLED_BY_ANOTHER_ACTION = {
    "credentials.actions.publish_definition",
    "credentials.actions.store_awards",
    "courses.actions.rename_fieldlab",
    "courses.actions.renew_identifiers",
    "courses.actions.set_up_fieldlab",
    "courses.actions.take_lesson_step",
    "credentials.actions.define_achievement",
    "credentials.actions.free_indexes",
    "credentials.actions.lock_active_key",
    "credentials.actions.make_status_list",
    "credentials.actions.record_looks",
    "credentials.actions.sign_again",
    "credentials.actions.sign_status_list",
}


OWN_TEMPLATES = {"accounts", "core", "courses", "credentials", "lrs", "organisations"}


def test_every_template_is_used() -> None:
    text = "\n".join(sources(".py", ".html", ".txt"))
    unused = []
    for path in sorted(TEMPLATES.rglob("*")):
        name = str(path.relative_to(TEMPLATES))
        # Those of Wagtail, allauth and Django are found by the name that these give them.
        own = path.relative_to(TEMPLATES).parts[0] in OWN_TEMPLATES
        if path.is_file() and own and f'"{name}"' not in text and f"'{name}'" not in text:
            base = re.sub(r"(_subject)?\.txt$", "", name)
            if base == name or f'"{base}"' not in text:
                unused.append(name)
    assert unused == []


def test_tests_have_no_empty_body() -> None:
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                checks = [
                    item
                    for item in ast.walk(node)
                    if isinstance(item, ast.Assert | ast.Raise | ast.With | ast.Call)
                ]
                assert checks, f"{path.relative_to(ROOT)}: {node.name} checks nothing"


def test_addresses_with_the_same_arguments_have_names_of_their_own() -> None:
    """Of two with one name the later one hides the other from reverse()."""
    named = Counter((route.name, frozenset(route.arguments)) for route in routes() if route.name)
    twice = {name for (name, _arguments), times in named.items() if times > 1}
    # Of Wagtail, whose arguments have no names.
    assert twice <= {"wagtaildocs_serve"}
