"""`manage.py list_lrs_keys`: the keys to the record store and their state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lms.lrs.models import RecordStoreKey
from lms.organisations.models import Fieldlab


class Command(BaseCommand):
    help = "Print a line for each record store key: key, fieldlab, kind, state, last use, scopes and name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fieldlab", metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = RecordStoreKey.objects.select_related("fieldlab").order_by("fieldlab__slug", "created_at")
        if slug := options["fieldlab"]:
            if not Fieldlab.objects.filter(slug=slug).exists():
                raise CommandError(f"There is no fieldlab “{slug}”.")
            keys = keys.filter(fieldlab__slug=slug)
        for key in keys:
            columns = [
                key.key,
                key.fieldlab.slug,
                key.kind,
                _state_of(key),
                _written(key.used_at) if key.used_at else "never used",
                ",".join(key.scopes),
                key.label,
            ]
            self.stdout.write("\t".join(columns))


def _state_of(key: RecordStoreKey) -> str:
    if key.revoked_at:
        return "revoked"
    if key.expires_at and key.expires_at <= timezone.now():
        return "expired"
    return f"until {_written(key.expires_at)}" if key.expires_at else "works"


def _written(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
