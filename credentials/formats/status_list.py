"""Status lists: one bit per credential, compressed (W3C Bitstring Status List 1.0)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from credentials.formats.documents import CREDENTIALS_V2
from credentials.formats.errors import EncodingRefused, LimitExceeded
from credentials.formats.multibase import decode_base64url, encode_base64url
from credentials.formats.text import clean_identifier
from credentials.formats.timestamps import to_timestamp

MINIMUM_ENTRIES = 131_072
MAXIMUM_LIST_BYTES = 1024 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class StatusPurpose(Enum):
    """What a set bit means: withdrawn for good, or for the time being."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


@dataclass(frozen=True)
class StatusEntry:
    """Where a credential's status stands: bit `index` of the list at `list_url`."""

    purpose: StatusPurpose
    list_url: str
    index: int

    def to_json(self) -> dict[str, Any]:
        """Return the BitstringStatusListEntry (2.1).

        Raises EncodingRefused for a negative index or a malformed URL.
        """
        if self.index < 0:
            raise EncodingRefused("status_index_malformed", value=str(self.index))
        list_url = clean_identifier(self.list_url, field="statusListCredential")
        return {
            "id": f"{list_url}#{self.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": self.purpose.value,
            "statusListIndex": str(self.index),
            "statusListCredential": list_url,
        }


class Bitstring:
    """A row of bits, the first one in the highest place of the first byte.

    Bitstring Status List 1.0, 3.3.
    """

    def __init__(self, data: bytes = bytes(MINIMUM_ENTRIES // 8)) -> None:
        """Take the bytes of a list of at least 131,072 entries; raises EncodingRefused for fewer."""
        if len(data) * 8 < MINIMUM_ENTRIES:
            raise EncodingRefused("status_list_too_short", entries=str(len(data) * 8))
        self._data = bytearray(data)

    @classmethod
    def of(cls, indexes: Iterable[int], *, entries: int = MINIMUM_ENTRIES) -> Bitstring:
        """Return a list of `entries` bits (a multiple of 8) in which the bits at `indexes` are set."""
        bits = cls(bytes(entries // 8))
        for index in indexes:
            bits.set(index)
        return bits

    def __len__(self) -> int:
        return len(self._data) * 8

    def get(self, index: int) -> bool:
        """Return the bit at `index`; raises EncodingRefused outside the list (3.2, RANGE_ERROR)."""
        byte, place = self._position(index)
        return bool(self._data[byte] & place)

    def set(self, index: int, value: bool = True) -> None:
        """Set or clear the bit at `index`; raises EncodingRefused outside the list."""
        byte, place = self._position(index)
        self._data[byte] = self._data[byte] | place if value else self._data[byte] & ~place

    def encode(self) -> str:
        """Return the list compressed with gzip, as multibase base64url (3.3).

        The same bits give the same text.
        """
        return encode_base64url(gzip.compress(bytes(self._data), mtime=0))

    @classmethod
    def decode(cls, text: str) -> Bitstring:
        """Return the list of an `encodedList` (3.4).

        Raises LimitExceeded if it grows over 1 MiB (a gzip bomb, stopped there), EncodingRefused if it is
        anything but one whole gzip member in multibase base64url of at least 131,072 entries.
        """
        machine = zlib.decompressobj(wbits=_GZIP)
        try:
            data = machine.decompress(decode_base64url(text), MAXIMUM_LIST_BYTES + 1)
        except zlib.error as error:
            raise EncodingRefused("status_list_malformed") from error
        if len(data) > MAXIMUM_LIST_BYTES:
            raise LimitExceeded("status_list_too_large", limit=str(MAXIMUM_LIST_BYTES))
        if not machine.eof or machine.unused_data:
            raise EncodingRefused("status_list_malformed")
        return cls(data)

    def _position(self, index: int) -> tuple[int, int]:
        if not 0 <= index < len(self):
            raise EncodingRefused("status_index_out_of_range", value=str(index)[:20])
        return index // 8, 0x80 >> index % 8


def build_status_list_credential(
    *,
    url: str,
    issuer: str,
    purpose: StatusPurpose,
    bits: Bitstring,
    valid_from: datetime,
    valid_until: datetime | None = None,
    time_to_live_milliseconds: int | None = None,
) -> dict[str, Any]:
    """Return the BitstringStatusListCredential (2.2), to be signed with `proof.sign` and served at `url`.

    `issuer` is the DID of the issuer of the credentials in it. Raises EncodingRefused for a malformed URL or
    DID.
    """
    subject: dict[str, Any] = {
        "id": clean_identifier(url, field="id") + "#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose.value,
        "encodedList": bits.encode(),
    }
    if time_to_live_milliseconds is not None:
        subject["ttl"] = time_to_live_milliseconds
    credential: dict[str, Any] = {
        "@context": [CREDENTIALS_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": clean_identifier(issuer, field="issuer"),
        "validFrom": to_timestamp(valid_from),
        "credentialSubject": subject,
    }
    if valid_until is not None:
        credential["validUntil"] = to_timestamp(valid_until)
    return credential
