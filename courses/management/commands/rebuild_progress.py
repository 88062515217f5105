"""Compute all progress anew from the statements; normally nothing changes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.forms.models import model_to_dict

from courses.actions.record_progress import record_progress
from courses.models import Enrolment, Progress


class Command(BaseCommand):
    help = "Compute all progress anew from the statements and print how many rows changed (normally 0)."

    def handle(self, *args: Any, **options: Any) -> None:
        total = changed = 0
        for enrolment_id in Enrolment.objects.order_by("pk").values_list("pk", flat=True).iterator():
            before = row_of(Progress.objects.filter(enrolment=enrolment_id).first())
            after = row_of(record_progress(enrolment_id=enrolment_id))
            total += 1
            if before != after:
                changed += 1
                self.stdout.write(f"changed: {enrolment_id}")
        self.stdout.write(self.style.SUCCESS(f"{total} enrolments, {changed} changed"))


def row_of(progress: Progress | None) -> dict[str, Any] | None:
    return model_to_dict(progress) if progress else None
