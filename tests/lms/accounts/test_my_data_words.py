"""Every name in somebody's export is shown to them in words of their language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from lms.accounts.templatetags.personal_data import HEADINGS

ROOT = Path(__file__).parents[3]
EXPORTERS = sorted(
    str(path.relative_to(ROOT))
    for top in ("lms", "courses", "credentials")
    for path in (ROOT / top).rglob("personal_data.py")
)
# How others identify an agent: looked up, not shown.
LOOKED_UP = {"mbox", "mbox_sha1sum"}


@pytest.mark.parametrize("exporter", [path for path in EXPORTERS if "templatetags" not in path])
def test_every_name_in_the_export_has_a_heading(exporter: str) -> None:
    nodes = ast.walk(ast.parse((ROOT / exporter).read_text()))
    keys = {key for node in nodes if isinstance(node, ast.Dict) for key in node.keys}
    names = {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    assert names - set(HEADINGS) - LOOKED_UP == set()
