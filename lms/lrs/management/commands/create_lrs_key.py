"""`manage.py create_lrs_key --fieldlab SLUG`: a key to the record store, for scripts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from lms.lrs.actions.create_key import create_key
from lms.lrs.keys.scopes import ALL, OF_DEVICES, SCOPES
from lms.organisations.models import Fieldlab


class Command(BaseCommand):
    help = "Make a record store key for a fieldlab and print one line: KEY SECRET. The secret is shown only now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fieldlab", required=True, metavar="SLUG")
        parser.add_argument("--label", "--name", dest="label", metavar="NAME", default="command line")
        parser.add_argument("--scope", action="append", choices=SCOPES, help="may be given more than once")
        parser.add_argument("--expires", metavar="DATE", help="2027-01-31, or with a time and its zone")
        parser.add_argument("--prefix", metavar="ADDRESS", default="", help="for a machine: its own activities")

    def handle(self, *args: Any, **options: Any) -> None:
        fieldlab = Fieldlab.objects.filter(slug=options["fieldlab"]).first()
        if fieldlab is None:
            raise CommandError(f"There is no fieldlab “{options['fieldlab']}”.")
        prefix = options["prefix"]
        try:
            new = create_key(
                by=None,
                fieldlab=fieldlab,
                label=options["label"],
                scopes=options["scope"] or (list(OF_DEVICES) if prefix else [ALL]),
                expires_at=moment_of(options["expires"]) if options["expires"] else None,
                activity_prefix=prefix,
            )
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(f"{new.key.key} {new.secret}")


def moment_of(text: str) -> datetime:
    """A date is until its beginning, here; a moment without a zone is here, too."""
    try:
        moment, day = parse_datetime(text), parse_date(text)
    except ValueError:
        moment = day = None
    if moment is None and day is not None:
        moment = datetime(day.year, day.month, day.day)
    if moment is None:
        raise CommandError(f"“{text}” is not a date such as 2027-01-31.")
    moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    if moment <= timezone.now():
        raise CommandError(f"“{text}” is over already.")
    return moment
