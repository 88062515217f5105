"""Where files are kept: static ones under names that change with them, uploaded ones under secret names."""

from __future__ import annotations

import os
import secrets
from os import PathLike
from pathlib import PurePosixPath

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

ORIGINAL_PICTURES = "original_images"
# Wagtail keeps 100 characters of a picture's address.
MOST_LETTERS = 50


class StaticStorage(CompressedManifestStaticFilesStorage):
    """A browser never gets a script of this release with a module of the last one."""

    support_js_module_import_aggregation = True


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
        """Write a file whole or not at all, in place of the one that has its name."""
        part = f"{name}.{secrets.token_hex(8)}.part"
        try:
            self._save(part, content)  # type: ignore[attr-defined]
            _flush(self.path(part))
            os.replace(self.path(part), self.path(name))
        except BaseException:
            self.delete(part)
            raise
        _flush(os.path.dirname(self.path(name)))


def _flush(path: str) -> None:
    """Wait until a file's bytes, or a folder's names, would outlive a power cut."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
