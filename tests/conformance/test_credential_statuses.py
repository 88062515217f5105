"""Why a credential has one status entry (decision 0019): what others make of two."""

from __future__ import annotations

import json

import pytest

from credentials.formats.serialise import to_bytes
from credentials.formats.status_list import StatusEntry, StatusPurpose
from credentials.verifier.schema import _validator
from tests.conformance import test_credential_openbadgeslib as openbadgeslib
from tests.conformance import test_credential_verifiers as verifiers
from tests.conformance.test_credential_openbadgeslib import OB3VerificationError, _on_the_day  # noqa: F401
from tests.credentials import samples

pytestmark = verifiers.pytestmark


def entry(purpose: StatusPurpose) -> StatusEntry:
    return StatusEntry(purpose, samples.LIST_OF[purpose], samples.INDEX)


def schema_problems(document: dict[str, object]) -> list[str]:
    errors = _validator("AchievementCredential").iter_errors(document)
    return ["/".join(map(str, error.instance_path)) for error in errors]


def test_1edtechs_schema_takes_one_entry_and_refuses_two() -> None:
    both = samples.credential()
    one = {**both, "credentialStatus": both["credentialStatus"][0]}
    assert len(both["credentialStatus"]) == 2
    assert schema_problems(samples.signed(one)) == []
    assert schema_problems(samples.signed(both)) == ["credentialStatus"]


def test_verifier_core_misses_what_a_second_entry_says() -> None:
    document = samples.credential(
        valid_until=None, status=[entry(StatusPurpose.SUSPENSION), entry(StatusPurpose.REVOCATION)]
    )
    served = json.loads(json.dumps(samples.signed(document)))
    # Its bit for revocation is set; asked of the first entry, suspension, nobody would know.
    first = {**document, "credentialStatus": document["credentialStatus"][1]}
    assert verifiers.verify(samples.signed(first), samples.INDEX)["answers"]["revocation_status"] is False
    assert verifiers.verify(served, samples.INDEX)["answers"].get("revocation_status") is not False


@pytest.mark.parametrize("purpose", list(StatusPurpose))
def test_openbadgeslib_refuses_a_single_entry_of_either_purpose(purpose: StatusPurpose) -> None:
    document = to_bytes(samples.signed(samples.credential(status=[entry(purpose)])))
    openbadgeslib.verify(document)
    with pytest.raises(OB3VerificationError, match=purpose.value):
        openbadgeslib.verify(document, set_bits=frozenset({purpose}))
