"""What the commands of this app are told on the command line."""

from __future__ import annotations

from django.core.management.base import CommandError

from lms.organisations.models import Fieldlab


def fieldlab_of(slug: str) -> Fieldlab:
    """The fieldlab with this short name; raises CommandError."""
    fieldlab = Fieldlab.objects.filter(slug=slug).first()
    if fieldlab is None:
        raise CommandError(f"There is no fieldlab “{slug}”.")
    return fieldlab
