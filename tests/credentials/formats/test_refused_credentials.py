"""What can't become a credential, and what must be able to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.formats.elements import Element, MissingElements, ScopeContradicted, missing_elements
from credentials.formats.errors import EncodingRefused, FormatError, TextRefused
from credentials.formats.identity import new_salt
from credentials.formats.profile import (
    AchievementDefinition,
    EqfLevel,
    IssuerProfile,
    LearningOutcome,
    LevelNotApplicable,
)
from credentials.formats.proof import check_proof, select_proof
from credentials.formats.serialise import to_bytes
from credentials.formats.vocabulary import AssessmentType, ParticipationForm, Supervision
from tests.credentials import samples
from tests.credentials.samples import ACHIEVEMENT, HOLDER, ISSUER


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
