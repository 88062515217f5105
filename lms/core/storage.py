"""Where files are kept: static ones under names that change with them, uploaded ones under secret names."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from datetime import timedelta
from os import PathLike
from pathlib import Path, PurePosixPath

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

ORIGINAL_PICTURES = "original_images"
# Wagtail keeps 100 characters of a picture's address.
MOST_LETTERS = 50


class StaticStorage(CompressedManifestStaticFilesStorage):
    """A browser never gets a script of this release with a module of the last one."""

    support_js_module_import_aggregation = True
    # Packages name source maps, larger than they are themselves, which nobody is served.
    patterns = tuple(rules for rules in CompressedManifestStaticFilesStorage.patterns if rules[0] != "*.js")


class MediaStorage(FileSystemStorage):
    """A folder in which nobody guesses the address of a picture: unpublished modules have pictures, too.

    Where STORAGE_URL names another place, every address is signed instead. Renditions take over the name of the
    picture they are made of, and its end is cut off there: so the secret stands at the front.
    """

    def generate_filename(self, filename: str | PathLike[str]) -> str:
        name = PurePosixPath(super().generate_filename(filename))
        if name.parts[0] == ORIGINAL_PICTURES:
            name = name.with_name(f"{secrets.token_hex(10)}_{name.stem[:MOST_LETTERS]}{name.suffix}")
        return str(name)

    def put(self, name: str, content: File[bytes]) -> None:
        """Write a file whole or not at all, in place of the one that has its name.

        Who is killed meanwhile leaves a part of it in a folder that `remove_unfinished` clears.
        """
        part = str(_unfinished(PurePosixPath(name).parts[0]) / secrets.token_hex(16))
        target = Path(self.path(name))
        try:
            self._save(part, content)  # type: ignore[attr-defined]
            _flush(self.path(part))
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.path(part), target)
        except BaseException:
            self.delete(part)
            raise
        # A folder that is new stands in the one above it.
        for folder in (target.parent, target.parent.parent):
            _flush(folder)

    def remove_unfinished(self, top: str, *, older_than: timedelta) -> int:
        """Remove what `put` did not finish below the folder `top`, a while ago; returns how many files."""
        folder, until = Path(self.path(str(_unfinished(top)))), time.time() - older_than.total_seconds()
        removed = 0
        for file in folder.iterdir() if folder.is_dir() else ():
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < until:
                    file.unlink()
                    removed += 1
        return removed


def _unfinished(top: str) -> PurePosixPath:
    return PurePosixPath(top) / "unfinished"


def _flush(path: str | Path) -> None:
    """Wait until a file's bytes, or a folder's names, would outlive a power cut."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
