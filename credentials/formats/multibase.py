"""Multibase text and Multikey public keys (Controlled Identifiers 1.0, 2.4 Multibase and 2.2.2 Multikey)."""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from credentials.formats.errors import EncodingRefused

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGIT_OF = {character: digit for digit, character in enumerate(_ALPHABET)}
# A P-384 signature takes 132.
_LONGEST_BASE58 = 160
_ED25519_PUBLIC = bytes((0xED, 0x01))


def encode_base58(data: bytes) -> str:
    """Return bytes as multibase base58btc: `z` and the Bitcoin alphabet."""
    number, text = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        text = _ALPHABET[digit] + text
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + _ALPHABET[0] * zeros + text


def decode_base58(text: str) -> bytes:
    """Return the bytes of multibase base58btc text of at most 160 characters; raises EncodingRefused."""
    if not text.startswith("z") or not 1 < len(text) <= _LONGEST_BASE58:
        raise EncodingRefused("multibase_malformed", value=text[:80])
    number = 0
    for character in text[1:]:
        if character not in _DIGIT_OF:
            raise EncodingRefused("multibase_malformed", value=text[:80])
        number = number * 58 + _DIGIT_OF[character]
    digits = text[1:]
    zeros = len(digits) - len(digits.lstrip(_ALPHABET[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def encode_base64url(data: bytes) -> str:
    """Return bytes as multibase base64url without padding: `u` and the URL-safe alphabet."""
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode_base64url(text: str) -> bytes:
    """Return the bytes of multibase base64url text without padding; raises EncodingRefused."""
    if not text.startswith("u") or not text.isascii():
        raise EncodingRefused("multibase_malformed", value=text[:80])
    digits = text[1:]
    try:
        data = base64.b64decode(digits + "=" * (-len(digits) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise EncodingRefused("multibase_malformed", value=text[:80]) from error
    if encode_base64url(data) != text:
        raise EncodingRefused("multibase_malformed", value=text[:80])
    return data


def encode_public_key(key: Ed25519PublicKey) -> str:
    """Return an Ed25519 public key as Multikey `publicKeyMultibase`: `z6Mk…`."""
    return encode_base58(_ED25519_PUBLIC + key.public_bytes_raw())
