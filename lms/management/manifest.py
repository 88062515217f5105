"""What a backup says of itself: of which site, with which keys, how many rows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """Written last: a folder that has one is whole. `media` is empty where a bucket holds the files."""

    site_url: str
    database: str
    rows: dict[str, int]
    media: dict[str, int]
    # Tells two keys apart and gives nothing away: the key itself has 384 bits.
    key_fingerprint: str
    made_at: str
    format: int = FORMAT

    @classmethod
    def of_this_site(cls, rows: dict[str, int], media: dict[str, int]) -> Manifest:
        return cls(
            site_url=settings.SITE_URL,
            database=connection.vendor,
            rows=rows,
            media=media,
            key_fingerprint=key_fingerprint(),
            made_at=timezone.now().isoformat(timespec="seconds"),
        )

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1))

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        try:
            data = json.loads((folder / NAME).read_text())
            found = cls(**data)
        except FileNotFoundError:
            raise CommandError(f"{folder} is no backup, or one that was cut off: it has no {NAME}.") from None
        except (ValueError, TypeError):
            raise CommandError(f"{folder / NAME} can't be read.") from None
        if found.format != FORMAT:
            raise CommandError(f"This backup has the format {found.format}; this version reads {FORMAT}.")
        return found


def key_fingerprint() -> str:
    """Return what tells this site's key-encryption key from another."""
    return sha256(b"skillslab backup: " + settings.CREDENTIALS_KEY_ENCRYPTION_KEY.encode()).hexdigest()[:16]
