"""`manage.py revoke_lrs_key KEY`: a key opens nothing any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.lrs.actions.revoke_key import revoke_key
from lms.lrs.models import RecordStoreKey


class Command(BaseCommand):
    help = "Revoke a record store key at once. What came with it stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", metavar="KEY")

    def handle(self, *args: Any, **options: Any) -> None:
        key = RecordStoreKey.objects.select_related("fieldlab").filter(key=options["key"]).first()
        if key is None:
            raise CommandError(f"There is no key “{options['key']}”.")
        revoke_key(by=None, key=key)
        self.stdout.write(f"{key.key} is revoked")
