"""1EdTech's own JSON Schemas, by an implementation that is not the verifier's: what we issue meets them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator

from credentials.formats.achievement_credential import build_issuer
from credentials.verifier import schema
from credentials.verifier.schema import check_schema
from tests.credentials import samples
from tests.credentials.foreign import ED25519, did_key, multikey, proved
from tests.credentials.verifying import World, answers

pytestmark = pytest.mark.conformance
FORMATS = Path(schema.__file__).parents[1] / "formats" / "schemas"
PROFILE = Path(__file__).parents[1] / "credentials" / "data" / "schemas_1edtech" / "ob_v3p0_profile_schema.json"
ACHIEVEMENT_SCHEMA = json.loads((FORMATS / "ob_v3p0_achievementcredential_schema.json").read_bytes())
STRICT_SCHEMA = json.loads((FORMATS / "ob_v3p0_achievementcredential_schema_formal.json").read_bytes())
ENDORSEMENT_SCHEMA = {
    "$schema": ACHIEVEMENT_SCHEMA["$schema"],
    "$defs": ACHIEVEMENT_SCHEMA["$defs"],
    "$ref": "#/$defs/EndorsementCredential",
}
ENDORSER = did_key(ED25519)
ENDORSEMENT = proved(
    {
        "@context": samples.credential()["@context"][:2],
        "id": "urn:uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3302",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Wij herkennen dit",
        "issuer": {"id": ENDORSER, "type": ["Profile"], "name": "Van Dam Techniek"},
        "validFrom": "2026-11-20T09:30:00Z",
        "credentialSubject": {
            "id": samples.ACHIEVEMENT_ID,
            "type": ["EndorsementSubject"],
            "endorsementComment": "Wie dit heeft, kan bij ons aan de slag.",
        },
    },
    ED25519,
    suite="eddsa-rdfc-2022",
    method=f"{ENDORSER}#{multikey(ED25519)}",
)


def problems(document: dict[str, Any], of: dict[str, Any]) -> list[str]:
    validator = Draft201909Validator(of, format_checker=Draft201909Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(document)]


def one_status() -> dict[str, Any]:
    """Our credential with one status: all that the schema knows."""
    document = samples.credential()
    return samples.signed({**document, "credentialStatus": document["credentialStatus"][0]})


@pytest.mark.parametrize("of", [ACHIEVEMENT_SCHEMA, STRICT_SCHEMA])
def test_our_credential_meets_the_schema(of: dict[str, Any]) -> None:
    assert problems(one_status(), of) == []


@pytest.mark.parametrize("issuer", [samples.ISSUER, replace(samples.ISSUER, parent=None, kvk_number="")])
def test_our_issuers_meet_the_schema_of_profiles(issuer: Any) -> None:
    of = json.loads(PROFILE.read_bytes())
    assert problems(build_issuer(issuer), of) == []
    assert problems({**build_issuer(issuer), "address": "Straat 1"}, of) != []


def test_the_schema_of_profiles_has_the_bytes_that_were_fetched() -> None:
    digest = hashlib.sha256(PROFILE.read_bytes()).hexdigest()
    assert digest in (PROFILE.parent / "SOURCES.md").read_text()


def test_an_endorsement_meets_the_schema_and_is_valid() -> None:
    assert problems(ENDORSEMENT, ENDORSEMENT_SCHEMA) == []
    report = World().verify(ENDORSEMENT)
    assert report.valid
    assert answers(report)["schema"] == ("yes", "schema_met")


def test_a_credential_with_an_endorsement_inside_meets_the_schema_and_is_valid() -> None:
    document = samples.credential()
    document["credentialStatus"] = document["credentialStatus"][0]
    document["credentialSubject"]["achievement"]["endorsement"] = [ENDORSEMENT]
    document = samples.signed(document)
    assert problems(document, ACHIEVEMENT_SCHEMA) == []
    assert World().verify(document).valid


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"credentialSubject": {"type": ["EndorsementSubject"]}},
        {"validFrom": 2026},
        {"issuer": {"name": "x"}},
        {"id": 5},
    ],
)
def test_the_verifiers_schema_and_the_other_implementation_agree_on_endorsements(change: dict[str, Any]) -> None:
    document = {name: value for name, value in {**ENDORSEMENT, **change}.items() if value is not None}
    assert problems(document, ENDORSEMENT_SCHEMA) != []
    assert check_schema(document).result == "no"


@pytest.mark.parametrize(
    "path",
    [
        ("awardedDate",),
        ("issuer", "id"),
        ("credentialSubject", "type"),
        ("credentialSubject", "achievement", "criteria"),
        ("credentialSubject", "achievement", "alignment", 0, "targetUrl"),
        ("credentialSubject", "achievement", "resultDescription", 0, "resultType"),
        ("credentialSubject", "identifier", 0, "hashed"),
        ("proof", 0, "type"),
    ],
)
@pytest.mark.parametrize("value", [None, 5, "", [], {}, "2026-13-40T00:00:00Z"])
def test_the_verifiers_schema_and_the_other_implementation_agree(path: tuple[Any, ...], value: Any) -> None:
    document = one_status()
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    found = problems(document, ACHIEVEMENT_SCHEMA)
    if path == ("awardedDate",) and isinstance(value, str):
        # Whether a text is a date is asked by the verifier only: jsonschema needs another package for it.
        assert (found, check_schema(document).result) == ([], "no")
    else:
        assert check_schema(document).result == ("no" if found else "yes")
