"""The example modules: what they promise is observed."""

from __future__ import annotations

import tomllib

import pytest

from lms.demo.fill import HERE

MODULES = sorted(path.stem for path in (HERE / "modules").glob("*.toml"))


@pytest.mark.parametrize("name", MODULES)
def test_practical_observes_every_outcome(name: str) -> None:
    module = tomllib.loads((HERE / "modules" / f"{name}.toml").read_text())
    blocks = [block for lesson in module["lessons"] for block in lesson["blocks"]]
    observed = {item["outcome"] for block in blocks if block["type"] == "practical" for item in block["criteria"]}
    if observed:
        assert observed == {outcome["id"] for outcome in module["outcomes"]}
