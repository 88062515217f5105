"""`manage.py apply_retention --before DATE`: remove old statements, documents and attachments."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from lms.lrs.actions.apply_retention import apply_retention
from lms.lrs.actions.order_retention import order_retention
from lms.lrs.retention import Scope, destinations_waited_for, removal_of
from lms.organisations.models import Fieldlab


class Command(BaseCommand):
    help = "Remove statements, documents and attachments from before a day; progress made by them is sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--before", required=True, metavar="DATE", help="as 2024-12-31; that day itself stays")
        parser.add_argument("--fieldlab", metavar="SLUG", help="of one fieldlab instead of the network")
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        before = moment_of(options["before"])
        fieldlab = fieldlab_of(options["fieldlab"])
        if options["dry_run"]:
            found = removal_of(Scope(before, fieldlab))
            self.stdout.write(
                f"would remove {found.statements} statements of {found.registrations} enrolments,"
                f" {found.documents} documents, {found.attachments} attachments ({found.attachment_bytes} bytes);"
                f" {found.kept} old statements stay, and {found.to_send} until they are forwarded"
            )
            return
        try:
            run = order_retention(by=None, before=before, fieldlab=fieldlab)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        apply_retention(run_id=run.pk)
        run.refresh_from_db()
        if run.finished_at is None:
            names = ", ".join(one.name for one in destinations_waited_for(Scope(before, fieldlab)))
            self.stdout.write(
                f"Some wait until they are forwarded to {names}: the worker removes them afterwards."
                " A destination that is paused is not waited for."
            )
        self.stdout.write(
            self.style.SUCCESS(
                f"removed {run.statements} statements, {run.documents} documents, {run.attachments} attachments;"
                f" sealed {run.sealed} enrolments"
            )
        )


def moment_of(text: str) -> datetime:
    """The first moment of a day."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"“{text}” is not a day as 2024-12-31.")
    return timezone.make_aware(datetime.combine(day, time.min))


def fieldlab_of(slug: str | None) -> Fieldlab | None:
    if slug is None:
        return None
    fieldlab = Fieldlab.objects.filter(slug=slug).first()
    if fieldlab is None:
        raise CommandError(f"There is no fieldlab “{slug}”.")
    return fieldlab
