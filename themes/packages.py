"""The few files of npm packages that browsers load: served as they are, from themes/node_modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

PREFIX = "npm"
INSTALLED = Path(__file__).parent / "node_modules"
FILES = (
    "blockly/blockly_compressed.js",
    *(f"blockly/msg/{language}.js" for language in ("nl", "en", "de")),
    *(
        f"blockly/media/{name}"
        for name in (
            "1x1.gif",
            "delete-icon.svg",
            "dropdown-arrow.svg",
            "foldout-icon.svg",
            "handclosed.cur",
            "handdelete.cur",
            "handopen.cur",
            "resize-handle.svg",
            "sprites.svg",
        )
    ),
    "three/build/three.core.js",
    "three/build/three.module.js",
)


class PackageFinder(BaseFinder):
    """Finds `npm/<package>/<file>`; nothing where they were not installed, and no other file of theirs."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=INSTALLED)
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix(f"{PREFIX}/")
        if name == path or name not in FILES or not (INSTALLED / name).exists():
            return []
        found = str(INSTALLED / name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in FILES:
            if (INSTALLED / name).exists() and not matches_patterns(name, ignore_patterns or ()):
                yield name, self.storage
