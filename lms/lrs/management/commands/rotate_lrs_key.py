"""`manage.py rotate_lrs_key KEY`: a new secret for a key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.lrs.actions.rotate_key import rotate_key
from lms.lrs.models import RecordStoreKey


class Command(BaseCommand):
    help = "Give a record store key a new secret and print one line: KEY SECRET. The old one works a while longer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", metavar="KEY")
        parser.add_argument("--overlap", metavar="HOURS", type=float, default=168, help="168 is a week, 0 is none")

    def handle(self, *args: Any, **options: Any) -> None:
        key = RecordStoreKey.objects.select_related("fieldlab").filter(key=options["key"]).first()
        if key is None:
            raise CommandError(f"There is no key “{options['key']}”.")
        try:
            new = rotate_key(by=None, key=key, overlap=timedelta(hours=options["overlap"]))
        except (ValidationError, OverflowError) as refused:
            raise CommandError(" ".join(getattr(refused, "messages", [str(refused)]))) from refused
        self.stdout.write(f"{new.key.key} {new.secret}")
