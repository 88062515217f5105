"""What we sign verifies in PyPI openbadgeslib, and what was changed does not."""

from __future__ import annotations

import json

import openbadgeslib.ob3.status as status
import openbadgeslib.ob3.verifier as verifier
import pytest
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError

from credentials.formats.serialise import to_bytes
from credentials.formats.status_list import StatusPurpose
from tests.credentials import samples

pytestmark = pytest.mark.conformance
LIST_OF = {url: purpose for purpose, url in samples.LIST_OF.items()}


def download(url: str, *, set_bits: frozenset[StatusPurpose] = frozenset()) -> bytes:
    """Answer openbadgeslib's fetches from what we would serve; any other address fails the test."""
    if url == "https://demo.skillslab.example/fieldlabs/8f14e45f/did.json":
        return json.dumps(samples.did_document()).encode()
    purpose = LIST_OF[url]
    return to_bytes(samples.status_list(purpose, *([samples.INDEX] if purpose in set_bits else [])))


def verify(data: bytes, *, set_bits: frozenset[StatusPurpose] = frozenset()) -> None:
    # openbadgeslib 4.6.3 can check the signature of a JWT status list only; Digital Bazaar's checks ours.
    OB3LdpVerifier.for_issuer_did(samples.DID).verify(
        data,
        download=lambda url: download(url, set_bits=set_bits),
        check_status=True,
        verify_status_list=False,
    )


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let openbadgeslib believe that it is the day of the examples, whatever day the tests run."""

    class Day(samples.datetime):  # type: ignore[misc,valid-type]
        @classmethod
        def now(cls, tz: object = None) -> samples.datetime:
            return samples.NOW

    monkeypatch.setattr(verifier, "datetime", Day)
    monkeypatch.setattr(status, "datetime", Day)


def test_our_credential_verifies() -> None:
    verify(to_bytes(samples.signed()))


@pytest.mark.parametrize("purpose", list(StatusPurpose))
def test_a_set_bit_is_seen(purpose: StatusPurpose) -> None:
    with pytest.raises(OB3VerificationError, match=purpose.value):
        verify(to_bytes(samples.signed()), set_bits=frozenset({purpose}))


@pytest.mark.parametrize("before", ["Robotprogrammeren 1", "PT7H30M", "94567", "Completed", "2029-11-20"])
def test_a_changed_byte_does_not_verify(before: str) -> None:
    data = to_bytes(samples.signed())
    changed = data.replace(before.encode(), (before[:-1] + chr(ord(before[-1]) ^ 1)).encode(), 1)
    assert changed != data
    with pytest.raises(OB3VerificationError):
        verify(changed)
