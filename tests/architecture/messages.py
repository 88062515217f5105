"""Bring themes/locale up to date with the source; with --check only say what is missing, and fail.

English is the source language: complete by itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = ("nl", "de")
FILES = {language: ROOT / f"themes/locale/{language}/LC_MESSAGES/django.po" for language in LANGUAGES}


def extract() -> None:
    """Run Django's makemessages over the source."""
    languages = [argument for language in LANGUAGES for argument in ("--locale", language)]
    ignored = [
        argument
        for folder in (".venv", "var", "tests", "docs", "node_modules")
        for argument in ("--ignore", folder)
    ]
    subprocess.run(
        [
            sys.executable,
            "manage.py",
            "makemessages",
            *languages,
            *ignored,
            "--no-location",
            "--no-obsolete",
            "--no-wrap",
        ],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.test"},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def incomplete(catalog: Catalog) -> list[str]:
    """The messages without translation, or with one that was only guessed."""
    missing = []
    for message in catalog:
        if message.id:
            texts = message.string if isinstance(message.string, tuple | list) else [message.string]
            if message.fuzzy or not all(texts):
                missing.append(str(message.id))
    return missing


def check() -> int:
    if not shutil.which("xgettext"):
        print("GNU gettext is needed for this check (Debian: gettext).")
        return 1
    before = {language: path.read_bytes() for language, path in FILES.items()}
    problems = []
    try:
        extract()
        for language, path in FILES.items():
            catalog = read(path, language)
            if catalog.fuzzy:
                problems.append(f"{language}: the file is marked as fuzzy, so that nothing of it is compiled")
            problems += [f"{language}: no translation of {id!r}" for id in incomplete(catalog)]
    finally:
        for language, path in FILES.items():
            path.write_bytes(before[language])
    for problem in problems:
        print(problem)
    print(f"Translations: {len(problems)} missing in {', '.join(LANGUAGES)}.")
    return 1 if problems else 0


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(check())
    extract()
