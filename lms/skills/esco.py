"""Reads ESCO's official CSV files of skills, also inside the zip as it is downloaded. Pure."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# Languages in which ESCO is published (ISO 639-1), as the files' names say them.
_FILE = re.compile(r"(?:^|/)skills_(?P<language>[a-z]{2})\.csv$")
_ZIP = re.compile(r"-(?P<language>[a-z]{2})-csv\.zip$")
_URI = re.compile(r"http://data\.europa\.eu/esco/skill/[0-9a-f-]{36}")
NEEDED = ("conceptUri", "preferredLabel")
# A row of ESCO is some kilobytes.
LONGEST_FIELD = 1_000_000
MOST_BYTES = 200_000_000


class EscoRefused(ValueError):
    """The file is not one of ESCO's; the message says what was looked for."""


@dataclass(frozen=True)
class EscoSkill:
    """One row: its address, name, other names and description, in the file's language."""

    uri: str
    label: str
    alternatives: tuple[str, ...]
    description: str


@contextmanager
def opened(path: Path, language: str = "") -> Iterator[tuple[str, IO[str]]]:
    """Give the language and the open CSV file of `path`, which is such a file or a zip that holds one.

    The language comes from the file's name (`skills_en.csv`), unless given. Raises EscoRefused and OSError.
    """
    try:
        if not zipfile.is_zipfile(path):
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield _language(path.name, language), file
            return
        with zipfile.ZipFile(path) as archive:
            found = [name for name in archive.namelist() if _FILE.search(name)]
            if not found:
                raise EscoRefused(f"There is no skills_<language>.csv in {path.name}.")
            if archive.getinfo(found[0]).file_size > MOST_BYTES:
                raise EscoRefused(f"{found[0]} is larger than {MOST_BYTES} bytes: that is not ESCO's.")
            with archive.open(found[0]) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as file:
                yield _language(found[0], language), file
    except (UnicodeDecodeError, zipfile.BadZipFile, csv.Error) as error:
        raise EscoRefused(f"{path.name} can't be read: {error}.") from error


def _language(name: str, given: str) -> str:
    found = _FILE.search(name) or _ZIP.search(name)
    language = given or (found["language"] if found else "")
    if not re.fullmatch(r"[a-z]{2}", language):
        raise EscoRefused(f"The name {name} does not say the language: give it with --language.")
    return language


def read_skills(file: IO[str]) -> Iterator[EscoSkill]:
    """Read the rows of an open CSV file; rows of anything else than skills are left out. Raises EscoRefused."""
    csv.field_size_limit(LONGEST_FIELD)
    rows = csv.DictReader(file)
    missing = [name for name in NEEDED if name not in (rows.fieldnames or [])]
    if missing:
        raise EscoRefused(f"Not ESCO's file of skills: there is no column {', '.join(missing)}.")
    for row in rows:
        uri, label = (row["conceptUri"] or "").strip(), (row["preferredLabel"] or "").strip()
        if not _URI.fullmatch(uri) or not label or row.get("status", "released") not in ("released", "", None):
            continue
        names = re.split(r"\n| \| ", row.get("altLabels") or "")
        alternatives = dict.fromkeys(name.strip() for name in names if name.strip() and name.strip() != label)
        yield EscoSkill(uri, label, tuple(alternatives), (row.get("description") or "").strip())
