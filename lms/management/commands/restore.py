"""`manage.py restore DIR`: fill an empty site with what `manage.py backup` wrote."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from lms.lrs.actions.settle_transactions import settle_transactions
from lms.management.commands.backup import copy_media
from lms.management.copies import is_empty, put_back_database
from lms.management.manifest import Manifest, key_fingerprint


class Command(BaseCommand):
    help = "Fill an empty database and an empty media folder from a backup. Stop the site before."
    # There is nothing to check yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="what `manage.py backup` wrote")
        parser.add_argument(
            "--other-key",
            action="store_true",
            help="go on though CREDENTIALS_KEY_ENCRYPTION_KEY is another one: no fieldlab will be able to sign",
        )

    def handle(self, *, folder: Path, other_key: bool, **options: Any) -> None:
        manifest = Manifest.read(folder)
        refuse_what_does_not_fit(manifest, other_key=other_key)
        rows = put_back_database(folder)
        if rows != manifest.rows:
            wrong = sorted(name for name in {*rows, *manifest.rows} if rows.get(name) != manifest.rows.get(name))
            raise CommandError(f"Not every row came back; these tables differ: {', '.join(wrong)}.")
        if manifest.media and copy_media(folder / "media", settings.MEDIA_ROOT) != manifest.media:
            raise CommandError("Not every uploaded file came back: see the sizes in the manifest.")
        # A backup may be older than this version.
        call_command("migrate", verbosity=0, interactive=False)
        settle_transactions()
        self.stdout.write(
            f"Restored the backup of {manifest.made_at}: {sum(rows.values())} rows of {len(rows)} tables,"
            f" {len(manifest.media)} uploaded files."
        )
        if settings.STORAGE_URL:
            self.stdout.write("Uploaded files are in the bucket of STORAGE_URL; they were not touched.")


def refuse_what_does_not_fit(manifest: Manifest, *, other_key: bool) -> None:
    """Raise CommandError where restoring would lose something or could not work."""
    if manifest.site_url != settings.SITE_URL:
        raise CommandError(
            f"This is a backup of {manifest.site_url}, and SITE_URL is {settings.SITE_URL}. Credentials and"
            " statements carry that address for good: set SITE_URL to it."
        )
    if manifest.database != connection.vendor:
        raise CommandError(f"This is a backup of {manifest.database}, and DATABASE_URL names {connection.vendor}.")
    if manifest.key_fingerprint != key_fingerprint() and not other_key:
        raise CommandError(
            "CREDENTIALS_KEY_ENCRYPTION_KEY is not the one of the backup, so that no fieldlab could sign with what"
            " is in it. Put that one into the environment, or go on without it: --other-key."
        )
    if not is_empty():
        raise CommandError("The database is not empty. Make a new one, and let DATABASE_URL or VAR_DIR name it.")
    if manifest.media and any(path.is_file() for path in settings.MEDIA_ROOT.rglob("*")):
        raise CommandError(f"{settings.MEDIA_ROOT} is not empty. Move it away first.")
