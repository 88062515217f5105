"""Write every signed document to a folder, byte for byte."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from credentials.models import CredentialIssue

ROWS_AT_ONCE = 500


class Command(BaseCommand):
    help = "Write the exact bytes of every issue of every credential to DIR, as <uuid of the issue>.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        issues = CredentialIssue.objects.order_by("pk").values_list("uuid", "document")
        count = 0
        for uuid, document in issues.iterator(chunk_size=ROWS_AT_ONCE):
            (folder / f"{uuid}.json").write_bytes(bytes(document))
            count += 1
        self.stdout.write(f"{count} credentials in {folder}")
