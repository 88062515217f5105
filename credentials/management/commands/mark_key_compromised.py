"""Say that a signing key is in the wrong hands."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from credentials.actions.mark_key_compromised import mark_key_compromised
from credentials.models import SigningKey
from credentials.queries import credentials_of_compromised_keys


class Command(BaseCommand):
    help = (
        "Mark a signing key as compromised: nothing that it signed verifies any longer. The next key takes over; "
        "the sweep signs again what the key signed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", metavar="UUID", help="the key: what stands after # in the DID document")
        parser.add_argument("--reason", required=True, help="stands in the log")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            key = SigningKey.objects.get(uuid=options["key"])
        except (SigningKey.DoesNotExist, ValidationError) as error:
            raise CommandError(f"There is no signing key “{options['key']}”.") from error
        mark_key_compromised(by=None, key=key, reason=options["reason"])
        waiting = credentials_of_compromised_keys().filter(fieldlab=key.fieldlab_id).count()
        self.stdout.write(f"{key.uuid}: compromised; {waiting} credentials to sign again")
