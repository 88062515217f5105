"""Each house rule finds what it is there for, in a small tree of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage

from lms.core import checks

Write = Callable[[str, str], None]


@pytest.fixture
def write(settings: Any, tmp_path: Path) -> Write:
    settings.BASE_DIR = tmp_path

    def write_file(name: str, source: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)

    return write_file


def ids(found: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in found]


@pytest.mark.parametrize(
    "address", ["http://skillslab.example", "https://", "skillslab.example", "https://skillslab.example/site"]
)
def test_site_url_that_can_be_no_did_is_an_error(settings: Any, address: str) -> None:
    settings.SITE_URL = address
    assert ids(checks.site_url_is_a_base(None)) == ["house.E001"]


def test_site_url_with_or_without_a_port_is_fine(settings: Any) -> None:
    for address in ("https://skillslab.example", "https://skillslab.example:8443"):
        settings.SITE_URL = address
        assert checks.site_url_is_a_base(None) == []


@pytest.mark.parametrize("name", ["utils", "helpers", "misc", "common"])
def test_file_named_after_nothing_is_found(write: Write, name: str) -> None:
    write(f"courses/{name}.py", "")
    (found,) = checks.files_say_what_is_in_them(None)
    assert found.id == "house.W002"
    assert f"courses/{name}.py" in found.msg


def test_long_file_is_found_unless_it_says_why(write: Write) -> None:
    lines = "x = 1\n" * 301
    write("lms/long.py", lines)
    write("lms/argued.py", '"""Long because the standard lists them all."""\n' + lines)
    write("lms/short.py", "x = 1\n" * 300)
    write("lms/migrations/0001_initial.py", lines)
    (found,) = checks.files_say_what_is_in_them(None)
    assert found.id == "house.W003"
    assert "lms/long.py" in found.msg


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("def something_else(): ...", "house.W004"),
        ('def enrol(by):\n    """Enrol."""', "house.W005"),
        ('def enrol(by, /):\n    """Enrol."""', "house.W005"),
        ("def enrol(*, by): ...", "house.W006"),
    ],
)
def test_action_that_breaks_the_form_is_found(write: Write, source: str, rule: str) -> None:
    write("courses/actions/enrol.py", source)
    assert ids(checks.actions_are_verbs_with_named_arguments(None)) == [rule]


def test_action_as_it_should_be_is_fine(write: Write) -> None:
    write("courses/actions/__init__.py", "")
    write("courses/actions/enrol.py", 'def enrol(*, by):\n    """Enrol."""\n\ndef helper(x): ...\n')
    assert checks.actions_are_verbs_with_named_arguments(None) == []


@pytest.mark.parametrize(
    "name", ["courses/public/views.py", "credentials/wallet/views.py", "lms/lrs/views/about.py"]
)
def test_view_that_takes_all_rows_is_found(write: Write, name: str) -> None:
    write(name, "rows = 1\nrows = Module.objects.all()\n")
    (found,) = checks.views_ask_scoped_queries(None)
    assert found.id == "house.W007"
    assert f"{name}:2" in found.msg


def test_all_rows_are_found_wherever_requests_are_answered(write: Write) -> None:
    write("courses/player/lesson.py", "from django.http import HttpRequest\nrows = Module.objects.all()\n")
    assert ids(checks.views_ask_scoped_queries(None)) == ["house.W007"]


def test_everybody_else_may_take_all_rows(write: Write) -> None:
    write("courses/queries.py", "rows = Module.objects.all()\n")
    assert checks.views_ask_scoped_queries(None) == []


def test_our_own_tree_keeps_the_house_rules() -> None:
    for rule in (
        checks.site_url_is_a_base,
        checks.files_say_what_is_in_them,
        checks.actions_are_verbs_with_named_arguments,
        checks.views_ask_scoped_queries,
    ):
        assert rule(None) == []
