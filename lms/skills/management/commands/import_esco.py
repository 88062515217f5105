"""Import ESCO's skills, so that outcomes can refer to all of them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from lms.skills.actions.import_skills import import_skills
from lms.skills.esco import EscoRefused, opened, read_skills


class Command(BaseCommand):
    help = "Import ESCO's skills from its official CSV file (skills_<language>.csv, or the zip that holds it)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV or zip; one for each language")
        parser.add_argument("--language", default="", help="where the file's name does not say it, such as nl")

    def handle(self, *, file: Path, language: str, **options: Any) -> None:
        try:
            with opened(file, language) as (spoken, rows):
                count = import_skills(language=spoken, skills=read_skills(rows), told=self.tell)
        except (EscoRefused, OSError) as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        self.stdout.write(f"\r{count} skills in {spoken}. Run it again at any time: nothing is stored twice.")

    def tell(self, count: int) -> None:
        self.stdout.write(f"\r{count} skills …", ending="")
        self.stdout.flush()
