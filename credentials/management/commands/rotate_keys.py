"""Let the next signing key of a fieldlab take over."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from credentials.actions.rotate_key import rotate_key
from credentials.management.arguments import fieldlab_of
from credentials.models import SigningKey
from lms.organisations.models import Fieldlab


class Command(BaseCommand):
    help = "Retire signing keys and let the next ones sign. What the retired keys signed still verifies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fieldlab", metavar="SLUG", help="of one fieldlab; without it, of all")
        parser.add_argument(
            "--algorithm",
            choices=SigningKey.Algorithm.values,
            action="append",
            help="of one kind (may be repeated); without it, of all",
        )
        parser.add_argument("--reason", required=True, help="stands in the log")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["fieldlab"]
        fieldlabs = [fieldlab_of(slug)] if slug else Fieldlab.objects.order_by("slug")
        for fieldlab in fieldlabs:
            for name in options["algorithm"] or SigningKey.Algorithm.values:
                algorithm = SigningKey.Algorithm(name)
                key = rotate_key(by=None, fieldlab=fieldlab, algorithm=algorithm, reason=options["reason"])
                self.stdout.write(f"{fieldlab.slug} {algorithm}: {key.uuid} signs")
