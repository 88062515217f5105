"""Every name in somebody's export is shown to them in words of their language."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from lms.accounts.templatetags.personal_data import HEADINGS, data_title
from lms.core.words import Word

ROOT = Path(__file__).parents[3]
EXPORTERS = sorted(
    str(path.relative_to(ROOT))
    for top in ("lms", "courses", "credentials")
    for pattern in ("personal_data.py", "personal_data/*.py")
    for path in (ROOT / top).rglob(pattern)
)
# How others identify an agent: looked up, not shown.
LOOKED_UP = {"mbox", "mbox_sha1sum"}


@pytest.mark.parametrize("exporter", [path for path in EXPORTERS if "templatetags" not in path])
def test_every_name_in_the_export_has_a_heading(exporter: str) -> None:
    nodes = ast.walk(ast.parse((ROOT / exporter).read_text()))
    keys = {key for node in nodes if isinstance(node, ast.Dict) for key in node.keys}
    names = {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    assert names - set(HEADINGS) - LOOKED_UP == set()


def test_code_is_shown_in_words_and_stays_a_code_in_the_file() -> None:
    item = {"kind": Word("listed", "saw it in the list"), "evidence": [Word("score", "My score")]}
    page = render_to_string("accounts/data.html", {"value": item})
    assert ">saw it in the list<" in page.replace("\n", "").replace("  ", "")
    assert "My score" in page
    assert data_title(item) == "saw it in the list"
    assert json.loads(json.dumps(item)) == {"kind": "listed", "evidence": ["score"]}


def test_score_is_shown_as_a_percentage_and_nothing_as_such() -> None:
    page = render_to_string("accounts/data.html", {"value": {"score": "0.4000", "detail": {}}})
    assert "40 %" in page
    assert page.count('<span class="muted">') == 1
