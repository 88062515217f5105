"""What browsers get of others' packages, and nothing else of them."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from themes.packages import FILES, INSTALLED, PREFIX, PackageFinder

THEMES = Path("themes")


def test_packages_are_pinned_to_exact_versions_in_the_lock() -> None:
    wanted = json.loads((THEMES / "package.json").read_text())["dependencies"]
    locked = json.loads((THEMES / "package-lock.json").read_text())["packages"]
    assert wanted == {name: locked[f"node_modules/{name}"]["version"] for name in ("blockly", "three")}


@pytest.mark.skipif(not INSTALLED.exists(), reason="make browser-packages has not been run")
def test_finder_serves_the_named_files_only() -> None:
    assert [name for name, _storage in PackageFinder().list([])] == list(FILES)
    assert finders.find(f"{PREFIX}/three/build/three.module.js") == str(INSTALLED / "three/build/three.module.js")
    assert finders.find(f"{PREFIX}/three/package.json") is None
    assert finders.find(f"{PREFIX}/three/build/../package.json") is None
    assert finders.find("three/build/three.module.js") is None


def test_finder_has_nothing_where_packages_are_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("themes.packages.INSTALLED", tmp_path)
    assert list(PackageFinder().list([])) == []
    assert PackageFinder().find(f"{PREFIX}/three/build/three.module.js") == []
