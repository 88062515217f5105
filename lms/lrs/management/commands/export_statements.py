"""`manage.py export_statements FILE`: the statements of a fieldlab, or of all, as JSON lines."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.lrs.moving.attachment_folder import folder_of
from lms.lrs.moving.exporting import ExportPosition, FileIsThere, export_statements
from lms.organisations.models import Fieldlab

SECONDS_BETWEEN_LINES = 2


class Command(BaseCommand):
    help = "Write statements to FILE, one per line; gzip where it ends in .gz. Stopped, it goes on when run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--fieldlab", metavar="SLUG")
        which.add_argument("--all", action="store_true", help="of every fieldlab")
        parser.add_argument(
            "--attachments", action="store_true", help="also the bytes of attachments, into FILE.attachments"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        fieldlab = None
        if slug := options["fieldlab"]:
            fieldlab = Fieldlab.objects.filter(slug=slug).first()
            if fieldlab is None:
                raise CommandError(f"There is no fieldlab “{slug}”.")
        started, last = time.monotonic(), 0.0

        def progress(position: ExportPosition) -> None:
            nonlocal last
            if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
                last = time.monotonic()
                self.stderr.write(f"{position.count:,} statements ({position.seq / position.highest:.0%})")

        try:
            done = export_statements(
                options["file"], fieldlab=fieldlab, progress=progress, with_attachments=options["attachments"]
            )
        except FileIsThere as error:
            raise CommandError(f"{options['file']} is there already, and no such export stopped.") from error
        except OSError as error:
            raise CommandError(str(error)) from error
        seconds = time.monotonic() - started
        self.stdout.write(f"{done.count} statements in {options['file']} ({seconds:.1f} s)")
        if done.with_attachments:
            self.stdout.write(f"Their attachments: {folder_of(options['file'])}")
