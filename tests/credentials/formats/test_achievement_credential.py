"""The credential that we issue: every mandatory element at its place, and refused while one is missing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator

from credentials.formats import achievement_credential
from credentials.formats.achievement import build_achievement
from credentials.formats.identity import hash_identity
from credentials.formats.profile import EqfLevel, LevelNotApplicable, NlqfClassification
from credentials.formats.serialise import to_bytes
from credentials.formats.status_list import StatusEntry, StatusPurpose
from credentials.formats.vocabulary import NLQF_CODES
from tests.credentials import samples
from tests.credentials.samples import ACHIEVEMENT, HOLDER, ISSUER

SCHEMAS = Path(achievement_credential.__file__).parent / "schemas"


SNB = "http://data.europa.eu/snb/"


def alignments(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    every = document["credentialSubject"]["achievement"]["alignment"]
    return [item for item in every if item["targetType"] == f"ext:{kind}"]


def schema_errors(document: dict[str, Any], schema: str) -> list[str]:
    validator = Draft201909Validator(
        json.loads((SCHEMAS / schema).read_bytes()), format_checker=Draft201909Validator.FORMAT_CHECKER
    )
    return ["/".join(map(str, error.absolute_path)) for error in validator.iter_errors(document)]


SCHEMA_FILES = [
    "ob_v3p0_achievementcredential_schema.json",
    "ob_v3p0_achievementcredential_schema_formal.json",
]


@pytest.mark.parametrize("schema", SCHEMA_FILES)
def test_a_credential_with_one_status_meets_1edtechs_schemas(schema: str) -> None:
    document = samples.signed(status=[])
    assert schema_errors(document, schema) == []
    entry = StatusEntry(StatusPurpose.REVOCATION, samples.REVOCATION_LIST, 5)
    assert schema_errors({**document, "credentialStatus": entry.to_json()}, schema) == []


@pytest.mark.parametrize("schema", SCHEMA_FILES)
def test_two_statuses_are_the_only_place_where_1edtechs_schemas_differ(schema: str) -> None:
    assert schema_errors(samples.signed(), schema) == ["credentialStatus"]


def test_m1_learner_is_named_and_the_address_only_hashed() -> None:
    identifiers = samples.credential()["credentialSubject"]["identifier"]
    assert identifiers == [
        {"type": "IdentityObject", "hashed": False, "identityHash": HOLDER.name, "identityType": "name"},
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": hash_identity("zoe@example.org", HOLDER.salt),
            "identityType": "emailAddress",
            "salt": HOLDER.salt,
        },
    ]
    assert b"example.org" not in to_bytes(samples.credential())


def test_m1_a_proven_did_identifies_the_holder() -> None:
    document = samples.credential(
        holder=replace(HOLDER, did="did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")
    )
    assert document["credentialSubject"]["id"].startswith("did:key:")


def test_m2_title_says_what_was_assessed() -> None:
    document = samples.credential()
    title = "Robotprogrammeren 1: je eerste pick-and-place (kennis en praktijk)"
    assert document["name"] == document["credentialSubject"]["achievement"]["name"] == title


def test_m3_m4_issuer() -> None:
    assert samples.credential()["issuer"] == {
        "id": samples.DID,
        "type": ["Profile"],
        "name": ISSUER.name,
        "url": ISSUER.url,
        "address": {"type": ["Address"], "addressCountryCode": "NL", "addressRegion": "Noord-Brabant"},
        "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "12345678", "identifierType": "ext:KvK"}],
        "parentOrg": {
            "id": "https://stichting.example/",
            "type": ["Profile"],
            "name": "Stichting Smart Industry",
            "otherIdentifier": [
                {"type": "IdentifierEntry", "identifier": "87654321", "identifierType": "ext:KvK"}
            ],
        },
    }


def test_m4_assessor_is_the_source() -> None:
    assert samples.credential()["credentialSubject"]["source"]["name"] == "J. Bakker"
    assert "source" not in samples.credential(assessor=None)["credentialSubject"]


def test_m5_dates() -> None:
    document = samples.credential()
    assert document["validFrom"] == document["awardedDate"] == "2026-11-20T09:30:00Z"
    assert document["validUntil"] == "2029-11-20T09:30:00Z"


def test_m6_every_outcome_has_a_result() -> None:
    subject = samples.credential()["credentialSubject"]
    first, second = subject["achievement"]["resultDescription"]
    assert first["resultType"] == second["resultType"] == "Status"
    assert first["alignment"][0]["targetUrl"].startswith("http://data.europa.eu/esco/skill/")
    assert "alignment" not in second
    assert subject["result"] == [
        {"type": ["Result"], "resultDescription": outcome["id"], "status": "Completed"}
        for outcome in (first, second)
    ]


def test_m7_workload_in_hours_and_ects() -> None:
    document = samples.credential()
    assert alignments(document, "NotionalWorkload")[0]["targetCode"] == "PT7H30M"
    assert alignments(document, "NotionalWorkload")[0]["targetName"] == "7.5 uur"
    assert alignments(document, "CreditFramework")[0]["targetUrl"] == f"{SNB}education-credit/6fcec5c5af"
    assert document["credentialSubject"]["achievement"]["creditsAvailable"] == 0.25
    assert document["credentialSubject"]["creditsEarned"] == 0.25


@pytest.mark.parametrize(("hours", "code"), [("70", "PT70H"), ("0.5", "PT30M"), ("240.25", "PT240H15M")])
def test_m7_hours_are_written_as_iso_8601(hours: str, code: str) -> None:
    document = samples.credential(achievement=replace(ACHIEVEMENT, hours=Decimal(hours), ects=None))
    assert alignments(document, "NotionalWorkload")[0]["targetCode"] == code
    assert not alignments(document, "CreditFramework")
    assert "creditsEarned" not in document["credentialSubject"]


def test_m8_level_as_own_indication() -> None:
    (level,) = alignments(samples.credential(), "EQF")
    assert level["targetUrl"] == f"{SNB}eqf/4"
    assert "niet officieel ingeschaald" in level["targetDescription"]


def test_m8_level_classified_by_ncp_nlqf() -> None:
    level = EqfLevel(4, NlqfClassification("4+", date(2031, 12, 31)))
    document = samples.credential(achievement=replace(ACHIEVEMENT, level=level))
    assert alignments(document, "NLQF")[0]["targetUrl"] == f"{SNB}qdr/{NLQF_CODES['4+']}"
    assert "2031-12-31" in alignments(document, "EQF")[0]["targetDescription"]


def test_m8_level_not_applicable_gives_the_reason() -> None:
    level = LevelNotApplicable("Te klein om een niveau te hebben.")
    (alignment,) = alignments(samples.credential(achievement=replace(ACHIEVEMENT, level=level)), "EQF")
    assert alignment["targetDescription"] == "Te klein om een niveau te hebben."
    assert "targetCode" not in alignment


def test_m9_assessment_types_and_narrative() -> None:
    document = samples.credential()
    codes = [item["targetUrl"] for item in alignments(document, "AssessmentType")]
    assert codes == [f"{SNB}assessment/b1b68f6735", f"{SNB}assessment/6a4db9f11d"]
    narrative = document["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert "door een beoordelaar" in narrative
    assert "kennisvragen, praktijktoets" in narrative
    assert "Veilig werken met cobots" in narrative


def test_m10_m11_and_supervision() -> None:
    document = samples.credential()
    assert alignments(document, "ParticipationForm")[0]["targetUrl"] == f"{SNB}learning-assessment/e92d221e4d"
    assert alignments(document, "QualityAssurance")[0]["targetName"] == "Vier ogen bij elke publicatie"
    (supervision,) = alignments(document, "SupervisionIdVerification")
    assert supervision["targetUrl"] == f"{samples.VOCABULARY}supervised-onsite-identity-checked"
    assert supervision["targetName"] == "met toezicht op locatie, identiteit gecontroleerd"


def test_optional_elements() -> None:
    document = samples.credential()
    achievement = document["credentialSubject"]["achievement"]
    assert alignments(document, "Prerequisite")[0]["targetUrl"] == f"{samples.SITE}/achievements/1"
    assert alignments(document, "Stackability")[0]["targetName"] == "Robotoperator"
    assert alignments(document, "ISCED-F")[0]["targetUrl"] == f"{SNB}isced-f/0714"
    assert achievement["achievementType"] == "MicroCredential"
    assert (achievement["humanCode"], achievement["version"], achievement["inLanguage"]) == (
        "ROB-1",
        "2",
        "nl",
    )
    assert achievement["tag"] == ["robot", "cobot"]


def test_a_credential_without_practical_says_knowledge_everywhere() -> None:
    achievement = samples.credential(achievement=samples.KNOWLEDGE_ONLY)["credentialSubject"]["achievement"]
    assert achievement["name"].endswith("(kennis)")
    assert "de praktijk is niet beoordeeld" in achievement["criteria"]["narrative"]


@pytest.mark.parametrize(("language", "suffix"), [("en", "knowledge"), ("de", "Wissen"), ("fr", "knowledge")])
def test_the_wording_follows_the_language(language: str, suffix: str) -> None:
    definition = replace(samples.KNOWLEDGE_ONLY, languages=(language,))
    assert build_achievement(definition, vocabulary_url=samples.VOCABULARY)["name"].endswith(f"({suffix})")
