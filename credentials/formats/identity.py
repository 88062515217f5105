"""The holder of a credential: the name in plain text, the e-mail address as a salted hash.

Open Badges 3.0, IdentityObject.
"""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from credentials.formats.errors import EncodingRefused

SALT_BYTES = 16
_SALT = re.compile(r"[0-9a-f]{32,}")
_HASH_PREFIX = "sha256$"


def new_salt() -> str:
    """Return a fresh salt of 128 random bits, in hexadecimal."""
    return secrets.token_hex(SALT_BYTES)


def normalise_email(address: str) -> str:
    """Return an e-mail address as it is hashed: without space around it, in lower case, Unicode form NFC."""
    return unicodedata.normalize("NFC", address.strip()).lower()


def normalise_name(name: str) -> str:
    """Return a name as names are compared.

    That is in Unicode form NFKC, with one space between words and without difference of case.
    """
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def hash_identity(value: str, salt: str) -> str:
    """Return `sha256$` and the hexadecimal SHA-256 of the value followed by its salt.

    Open Badges 3.0, B.7.3 IdentityHash.
    """
    return _HASH_PREFIX + sha256((value + salt).encode()).hexdigest()


def name_identity(name: str) -> dict[str, Any]:
    """Return the IdentityObject of a name in plain text."""
    return {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}


def email_identity(address: str, salt: str) -> dict[str, Any]:
    """Return the IdentityObject of a hashed e-mail address.

    Raises EncodingRefused for a salt under 128 bits.
    """
    if not _SALT.fullmatch(salt):
        raise EncodingRefused("salt_too_short", bits=str(SALT_BYTES * 8))
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": hash_identity(normalise_email(address), salt),
        "identityType": "emailAddress",
        "salt": salt,
    }


def matches_name(identity: Mapping[str, Any], name: str) -> bool:
    """Say whether an IdentityObject names this person, hashed or plain."""
    if identity.get("hashed") is True:
        return _matches_hash(identity, (name, name.strip(), " ".join(name.split())))
    stated = identity.get("identityHash")
    return isinstance(stated, str) and normalise_name(stated) == normalise_name(name)


def matches_email(identity: Mapping[str, Any], address: str) -> bool:
    """Say whether an IdentityObject holds this e-mail address, hashed or plain."""
    if identity.get("hashed") is True:
        return _matches_hash(identity, (normalise_email(address), address.strip()))
    stated = identity.get("identityHash")
    return isinstance(stated, str) and normalise_email(stated) == normalise_email(address)


def _matches_hash(identity: Mapping[str, Any], spellings: tuple[str, ...]) -> bool:
    stated, salt = identity.get("identityHash"), identity.get("salt", "")
    if not isinstance(stated, str) or not isinstance(salt, str) or not stated.isascii():
        return False
    return any(hmac.compare_digest(hash_identity(spelling, salt), stated.lower()) for spelling in spellings)
