"""The credential that we issue: every mandatory element at its place, and refused while one is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft201909Validator

from credentials.formats import achievement_credential
from credentials.formats.achievement import build_achievement
from credentials.formats.elements import Element, MissingElements, ScopeContradicted, missing_elements
from credentials.formats.errors import EncodingRefused, FormatError, TextRefused
from credentials.formats.identity import hash_identity, new_salt
from credentials.formats.profile import (
    AchievementDefinition,
    EqfLevel,
    IssuerProfile,
    LearningOutcome,
    LevelNotApplicable,
    NlqfClassification,
)
from credentials.formats.proof import check_proof, select_proof
from credentials.formats.serialise import to_bytes
from credentials.formats.status_list import StatusEntry, StatusPurpose
from credentials.formats.vocabulary import NLQF_CODES, AssessmentType, ParticipationForm, Supervision
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


@pytest.mark.parametrize(
    "definition",
    [
        replace(ACHIEVEMENT, assessment_types=(AssessmentType.QUIZ,)),
        replace(samples.KNOWLEDGE_ONLY, assessment_types=(AssessmentType.PRACTICAL,)),
    ],
)
def test_scope_and_assessment_types_may_not_contradict_each_other(definition: AchievementDefinition) -> None:
    with pytest.raises(ScopeContradicted):
        samples.credential(achievement=definition)


Change = Callable[[], tuple[AchievementDefinition, IssuerProfile]]


@pytest.mark.parametrize(
    ("element", "change"),
    [
        (Element.TITLE, lambda: (replace(ACHIEVEMENT, name=" "), ISSUER)),
        (Element.TITLE, lambda: (replace(ACHIEVEMENT, description=""), ISSUER)),
        (Element.COUNTRY_AND_REGION, lambda: (ACHIEVEMENT, replace(ISSUER, region=""))),
        (Element.COUNTRY_AND_REGION, lambda: (ACHIEVEMENT, replace(ISSUER, country_code="Nederland"))),
        (Element.AWARDING_BODY, lambda: (ACHIEVEMENT, replace(ISSUER, kvk_number="", parent=None))),
        (Element.AWARDING_BODY, lambda: (ACHIEVEMENT, replace(ISSUER, url=""))),
        (Element.LEARNING_OUTCOMES, lambda: (replace(ACHIEVEMENT, outcomes=()), ISSUER)),
        (Element.WORKLOAD, lambda: (replace(ACHIEVEMENT, hours=None), ISSUER)),
        (Element.WORKLOAD, lambda: (replace(ACHIEVEMENT, hours=Decimal(0)), ISSUER)),
        (Element.LEVEL, lambda: (replace(ACHIEVEMENT, level=None), ISSUER)),
        (Element.LEVEL, lambda: (replace(ACHIEVEMENT, level=EqfLevel(9)), ISSUER)),
        (Element.LEVEL, lambda: (replace(ACHIEVEMENT, level=LevelNotApplicable("")), ISSUER)),
        (Element.ASSESSMENT_TYPE, lambda: (replace(ACHIEVEMENT, assessment_types=()), ISSUER)),
        (Element.PARTICIPATION, lambda: (replace(ACHIEVEMENT, participation=None), ISSUER)),
        (Element.QUALITY_ASSURANCE, lambda: (replace(ACHIEVEMENT, quality_assurance=None), ISSUER)),
        (Element.SUPERVISION, lambda: (replace(ACHIEVEMENT, supervision=None), ISSUER)),
    ],
)
def test_a_missing_element_is_named(element: Element, change: Change) -> None:
    achievement, issuer = change()
    assert missing_elements(achievement, issuer) == (element,)
    with pytest.raises(MissingElements) as refusal:
        samples.credential(achievement=achievement, issuer=issuer)
    assert refusal.value.elements == (element,)


def test_all_missing_elements_are_named_at_once() -> None:
    bare = AchievementDefinition(
        id=samples.ACHIEVEMENT_ID, name="", description="", narrative="", scope=ACHIEVEMENT.scope
    )
    with pytest.raises(MissingElements) as refusal:
        samples.credential(achievement=bare, holder=replace(HOLDER, name=""))
    assert [element.value for element in refusal.value.elements] == [
        "M1",
        "M2",
        "M6",
        "M7",
        "M8",
        "M9",
        "M10",
        "M11",
        "supervision",
    ]


@pytest.mark.parametrize("name", ["a\u0000b", "a\u0007b", "a\u0085b", "a\nb", "a\u202eb", "a\u2066b", "a\ud800b"])
def test_control_characters_are_refused(name: str) -> None:
    with pytest.raises(TextRefused):
        samples.credential(holder=replace(HOLDER, name=name))
    with pytest.raises(TextRefused):
        samples.credential(achievement=replace(ACHIEVEMENT, name=name))


@pytest.mark.parametrize(
    "identifier",
    ["", "3f2504e0", "_:b0", "javascript:alert(1)", "https://a b", "urn:uuid:x", "https://a.example/\n"],
)
def test_a_malformed_identifier_is_refused(identifier: str) -> None:
    with pytest.raises(EncodingRefused, match="identifier_malformed"):
        samples.credential(id=identifier)


def test_an_outcome_needs_a_url() -> None:
    outcomes = (LearningOutcome(id="outcome-1", name="Kan programmeren"),)
    with pytest.raises(EncodingRefused, match="identifier_malformed"):
        samples.credential(achievement=replace(ACHIEVEMENT, outcomes=outcomes))


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(EncodingRefused, match="salt_too_short"):
        samples.credential(holder=replace(HOLDER, salt="00"))


def test_every_salt_is_new_and_has_128_bits() -> None:
    assert len({new_salt() for _ in range(100)}) == 100
    assert len(new_salt()) == 32


def test_valid_until_comes_after_valid_from() -> None:
    with pytest.raises(EncodingRefused, match="dates_reversed"):
        samples.credential(valid_until=samples.AWARDED)


@settings(max_examples=40, deadline=None)
@given(name=st.text(min_size=1, max_size=60))
def test_any_name_is_either_refused_or_signed_and_confirmed(name: str) -> None:
    try:
        document = samples.signed(holder=replace(HOLDER, name=name))
    except FormatError:
        return
    again = json.loads(to_bytes(document))
    assert again["credentialSubject"]["identifier"][0]["identityHash"] == name.strip()
    check_proof(again, select_proof(again), public_key=samples.KEY.public_key())


@pytest.mark.parametrize("form", list(ParticipationForm))
@pytest.mark.parametrize("supervision", list(Supervision))
def test_every_term_of_the_vocabularies_can_be_signed(form: ParticipationForm, supervision: Supervision) -> None:
    assert ACHIEVEMENT.supervision is not None
    statement = replace(ACHIEVEMENT.supervision, supervision=supervision, identity_checked=False)
    definition = replace(
        ACHIEVEMENT, participation=form, supervision=statement, assessment_types=tuple(AssessmentType)
    )
    samples.signed(achievement=definition)
