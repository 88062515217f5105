"""`manage.py import_statements FILE --key KEY`: statements from JSON lines, on the word of a key."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from wagtail.log_actions import log

from lms.lrs.keys.scopes import ALL, WRITE
from lms.lrs.management.importing import ImportPosition, OtherImport, import_file, refused_of
from lms.lrs.models import RecordStoreKey

SECONDS_BETWEEN_LINES = 2


class Command(BaseCommand):
    help = "Store the statements of FILE (JSON lines, also .gz) with a key. Stopped, it goes on when run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--key", required=True, metavar="KEY", help="who vouches for them, and their fieldlab")

    def handle(self, *args: Any, **options: Any) -> None:
        key = RecordStoreKey.objects.valid().select_related("fieldlab").filter(key=options["key"]).first()
        if key is None or {WRITE, ALL}.isdisjoint(key.scopes) or key.kind == RecordStoreKey.Kind.SESSIONS:
            raise CommandError(f"There is no key “{options['key']}” that works and may write statements.")
        started, last, first = time.monotonic(), 0.0, None

        def progress(position: ImportPosition) -> None:
            nonlocal last, first
            now = time.monotonic()
            if first is None:
                first = position.lines
            if now - last >= SECONDS_BETWEEN_LINES:
                last = now
                rate = (position.lines - first) / max(now - started, 0.001)
                self.stderr.write(f"{position.lines:,} lines ({position.part:.0%}), {rate:,.0f} a second")

        try:
            done = import_file(options["file"], key=key, progress=progress)
        except OtherImport as error:
            raise CommandError("An import of this file with another key stopped: finish that first.") from error
        except (OSError, EOFError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        counts = {"stored": done.stored, "known": done.known, "refused": done.refused}
        with transaction.atomic():
            log(instance=key, action="lrs.statements.import", user=None, data=counts)
        self.stdout.write(
            f"{done.stored} stored, {done.known} known already, {done.refused} refused"
            f" ({time.monotonic() - started:.1f} s)"
        )
        if done.refused:
            self.stdout.write(f"Which and why: {refused_of(options['file'])}")
        if done.stored:
            self.stdout.write("Now run rebuild_progress: what was imported was not announced.")
