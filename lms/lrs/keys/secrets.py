"""Secrets of record store keys: 256 bits each, kept as SHA-256 and compared in constant time.

A password hasher would cost a third of a second on every request; a random secret of 256 bits needs none.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import compare_digest, token_hex

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Q
from django.utils import timezone

from lms.lrs.keys.known_keys import current_key, current_launch
from lms.lrs.models import LaunchCredential, RecordStoreKey

LAUNCH = "launch-"
USE_NOTED_EVERY = timedelta(minutes=1)
# So that who asks why a session ended finds it.
LAUNCHES_KEPT = timedelta(days=1)


def new_key(prefix: str = "") -> str:
    return prefix + token_hex(16)


def new_secret() -> str:
    """Letters and figures alone: a command line takes a word that begins with - for an option."""
    return token_hex(32)


def digest_of(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def valid_key(key: str, secret: str) -> RecordStoreKey | None:
    """Return the key that these credentials open the record store with, if they do."""
    found = current_key(key)
    if found is not None and not found.is_valid:
        found = None
    digest = digest_of(secret)
    matches = compare_digest(found.secret_digest if found else "", digest)
    was_valid = found is not None and found.previous_until is not None and found.previous_until > timezone.now()
    matched_before = compare_digest(found.previous_digest if found and was_valid else "", digest)
    return found if matches or matched_before else None


def valid_launch(key: str, secret: str) -> LaunchCredential | None:
    """Return the credential of a learner's session that these open, if they do and its fieldlab's key is valid."""
    found = current_launch(key)
    if found is not None and not found.is_valid:
        found = None
    matches = compare_digest(found.secret_digest if found else "", digest_of(secret))
    return found if matches else None


def why_ended(key: str, secret: str) -> str:
    """Return why what these opened once no longer opens; empty for who does not have the secret."""
    found: RecordStoreKey | LaunchCredential | None
    found = current_launch(key) if key.startswith(LAUNCH) else current_key(key)
    digest = digest_of(secret)
    if isinstance(found, RecordStoreKey) and compare_digest(found.previous_digest, digest):
        return "this secret was replaced by another one"
    if found is None or not compare_digest(found.secret_digest, digest):
        return ""
    if isinstance(found, RecordStoreKey) and found.revoked_at:
        return "this key was revoked"
    if found.expires_at and found.expires_at <= timezone.now():
        return f"its time ended at {found.expires_at:%Y-%m-%dT%H:%M:%SZ}"
    return "the key or account that it leans on no longer works"


def note_use(key: RecordStoreKey) -> None:
    """Keep when a key was used last, to the minute; what can't be written now is written next time."""
    now = timezone.now()
    if key.used_at is not None and key.used_at > now - USE_NOTED_EVERY:
        return
    stale = Q(used_at=None) | Q(used_at__lte=now - USE_NOTED_EVERY)
    try:
        with transaction.atomic():
            RecordStoreKey.objects.filter(stale, pk=key.pk).update(used_at=now)
    except (DatabaseError, InterfaceError):
        return


def forget_ended_launches() -> int:
    """Remove credentials of learners' sessions that are over; what came with them stays. Returns how many."""
    return LaunchCredential.objects.filter(expires_at__lt=timezone.now() - LAUNCHES_KEPT).delete()[0]
