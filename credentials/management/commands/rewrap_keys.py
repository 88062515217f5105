"""Encrypt all signing keys with the present key-encryption key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from credentials.actions.rewrap_keys import rewrap_keys


class Command(BaseCommand):
    help = (
        "Encrypt every signing key with the present key-encryption key or key management service, after that was "
        "changed. The keys themselves stay the same."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rewrap_keys()} keys")
