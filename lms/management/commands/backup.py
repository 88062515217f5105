"""`manage.py backup DIR`: database and uploaded files in one folder, while the site runs."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from lms.management.copies import copy_database
from lms.management.manifest import Manifest


class Command(BaseCommand):
    help = "Write database and uploaded files to a new folder. The environment with its keys is not in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="a folder that is empty or not there yet")

    def handle(self, *, folder: Path, **options: Any) -> None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(f"{folder} is not empty.")
        # Everything about everybody: for nobody else's eyes.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        rows = copy_database(folder)
        # After the database, so that no row lacks its file.
        media = {} if settings.STORAGE_URL else copy_media(settings.MEDIA_ROOT, folder / "media")
        Manifest.of_this_site(rows, media).write(folder)
        self.stdout.write(
            f"{folder}: {sum(rows.values())} rows of {len(rows)} tables, {len(media)} uploaded files."
        )
        if settings.STORAGE_URL:
            self.stdout.write("Not in it: uploaded files. They are in the bucket of STORAGE_URL.")
        self.stdout.write(
            "Not in it: the environment. Keep CREDENTIALS_KEY_ENCRYPTION_KEY, too, but elsewhere than this folder:"
            " without it no fieldlab can sign any more, and who has both can sign for all of them."
        )


def copy_media(source: Path, target: Path) -> dict[str, int]:
    """Copy all files; return their sizes by name. One that is removed meanwhile is left out."""
    sizes = {}
    for path in sorted(source.rglob("*")) if source.exists() else []:
        name = str(path.relative_to(source))
        copy = target / name
        try:
            if path.is_file():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, copy)
                sizes[name] = copy.stat().st_size
        except FileNotFoundError:
            continue
    return sizes
