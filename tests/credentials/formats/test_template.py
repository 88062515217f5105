"""Signing by template: the same bytes as full expansion gives, for everything that may stand in a credential."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentials.formats.canonical import canonicalise
from credentials.formats.compiled import open_places, parts_of, sign_filled
from credentials.formats.errors import FormRefused, LimitExceeded, TextRefused, UndefinedTerm
from credentials.formats.profile import EqfLevel, Holder, LearningOutcome, LevelNotApplicable
from credentials.formats.serialise import to_bytes
from credentials.formats.template import Template, TemplateRefused, take_apart
from credentials.formats.vocabulary import AssessmentType, ParticipationForm, Scope, Supervision
from tests.credentials import samples
from tests.credentials.verifying import World, failures

SAMPLE = parts_of(samples.credential())
TEMPLATE = Template.compile(SAMPLE)
# What a person may type into a field of one line: no control characters, no half surrogate pairs.
LINES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=60).filter(
    lambda text: (
        bool(text.strip()) and not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    )
)
UNHURRIED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def sign(document: dict[str, Any], template: Template = TEMPLATE) -> bytes:
    parts = parts_of(document)
    assert parts.skeleton == template.skeleton
    return sign_filled(
        template,
        parts.values,
        key=samples.KEY,
        verification_method=samples.METHOD,
        created=samples.CREATED,
    )


def test_signing_by_template_gives_the_bytes_of_full_signing() -> None:
    assert sign(samples.credential()) == to_bytes(samples.signed())


def test_a_stored_template_is_the_same_one() -> None:
    stored = Template.from_json(json.loads(json.dumps(TEMPLATE.to_json())))
    assert sign(samples.credential(), stored) == to_bytes(samples.signed())


def test_what_differs_between_credentials_of_an_achievement_is_open() -> None:
    other = samples.credential(
        id="https://demo.skillslab.example/credentials/2",
        holder=Holder(name="Ander", email="ander@example.org", salt="ff" * 16),
        valid_from=samples.CREATED,
        awarded=samples.CREATED,
        assessor=replace(samples.ASSESSOR, name="Iemand anders"),
    )
    assert sign(other) == to_bytes(samples.signed(other))


@given(name=LINES, assessor=LINES)
@UNHURRIED
def test_every_name_is_signed_as_full_expansion_signs_it_and_verifies(name: str, assessor: str) -> None:
    document = samples.credential(
        holder=replace(samples.HOLDER, name=name), assessor=replace(samples.ASSESSOR, name=assessor)
    )
    data = sign(document)
    assert data == to_bytes(samples.signed(document))
    assert failures(World().verify(data)) == {}


@given(
    name=st.builds(lambda a, c, b: a + c + b, LINES, st.characters(categories=("Cc",)), LINES).filter(
        lambda text: any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text.strip())
    )
)
@UNHURRIED
def test_no_name_with_a_control_character_is_built(name: str) -> None:
    with pytest.raises(TextRefused):
        samples.credential(holder=replace(samples.HOLDER, name=name))


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x9f", "\ud800"])
def test_a_template_refuses_control_characters_itself(character: str) -> None:
    values = [character if path[-1] == "salt" else value for path, value in zip(*paths_and_values(), strict=True)]
    with pytest.raises(FormRefused, match="control_characters"):
        TEMPLATE.canonicalise(values)


def paths_and_values() -> tuple[tuple[Any, ...], tuple[str, ...]]:
    return SAMPLE.paths, SAMPLE.values


ACHIEVEMENTS = st.builds(
    replace,
    st.just(samples.ACHIEVEMENT),
    name=LINES,
    description=LINES,
    narrative=LINES,
    hours=st.decimals(min_value="0.5", max_value=2000, places=1),
    ects=st.none() | st.decimals(min_value="0.1", max_value=60, places=2).map(Decimal),
    level=st.integers(1, 8).map(EqfLevel) | LINES.map(LevelNotApplicable),
    outcomes=st.lists(LINES, min_size=1, max_size=5).map(
        lambda names: tuple(
            LearningOutcome(id=f"{samples.ACHIEVEMENT_ID}#outcome-{number}", name=name)
            for number, name in enumerate(names)
        )
    ),
    assessment_types=st.lists(st.sampled_from(AssessmentType), min_size=1, max_size=4, unique=True).map(tuple),
    participation=st.sampled_from(ParticipationForm),
    supervision=st.builds(
        lambda kind, checked: replace(samples.ACHIEVEMENT.supervision, supervision=kind, identity_checked=checked),
        st.sampled_from(Supervision),
        st.booleans(),
    ),
    tags=st.lists(LINES, max_size=3).map(tuple),
).map(
    lambda found: replace(
        found,
        scope=Scope.KNOWLEDGE_AND_PRACTICE
        if AssessmentType.PRACTICAL in found.assessment_types
        else Scope.KNOWLEDGE,
    )
)


@given(achievement=ACHIEVEMENTS, name=LINES)
@settings(UNHURRIED, max_examples=25)
def test_every_achievement_that_the_builder_accepts_signs_and_verifies(achievement: Any, name: str) -> None:
    document = samples.credential(achievement=achievement, holder=replace(samples.HOLDER, name=name))
    data = sign(document, Template.compile(parts_of(document)))
    assert data == to_bytes(samples.signed(document))
    assert failures(World().verify(data)) == {}


def test_nodes_that_only_their_neighbours_tell_apart_are_canonicalised_all_the_same() -> None:
    document = samples.credential()
    first, second = document["credentialSubject"]["identifier"]
    document["credentialSubject"]["identifier"] = [first, dict(first), second]
    parts = parts_of(document)
    template = Template.compile(parts)
    assert template.canonicalise(parts.values) == canonicalise(document)
    changed = [
        "anders" if path[-2:] == (1, "identityHash") else value
        for path, value in zip(parts.paths, parts.values, strict=True)
    ]
    assert template.canonicalise(changed) == canonicalise(template.document(changed))


def test_two_places_with_one_value_make_one_statement() -> None:
    document = {
        **samples.credential(),
        "evidence": [evidence("https://e.example/1"), evidence("https://e.example/2")],
    }
    template = Template.compile(parts_of(document))
    same = {**document, "evidence": [evidence("https://e.example/1")] * 2}
    assert template.canonicalise(parts_of(same).values) == canonicalise(same)


def evidence(url: str) -> dict[str, Any]:
    return {"id": url, "type": ["Evidence"], "name": "Foto"}


def test_a_text_that_no_signature_covers_is_refused() -> None:
    document = samples.credential()
    document["credentialSubject"]["nickname"] = "x"
    with pytest.raises(UndefinedTerm):
        Template.compile(take_apart(document, [*open_places(document), ("credentialSubject", "nickname")]))


def test_a_template_that_gives_other_statements_than_expansion_is_refused() -> None:
    stored = TEMPLATE.to_json()
    stored["nquads"] = stored["nquads"].replace('"Completed"', '"Failed"', 1)
    with pytest.raises(TemplateRefused, match="template_differs"):
        Template.from_json(stored).prove()


def test_a_document_that_holds_a_mark_is_not_compiled() -> None:
    achievement = replace(samples.ACHIEVEMENT, description='Zie "https://place.invalid/1"')
    with pytest.raises(TemplateRefused, match="template_mark_in_document"):
        Template.compile(parts_of(samples.credential(achievement=achievement)))


@pytest.mark.parametrize(
    "identifier", ["", "x", "id", "//example.org/", "schema:x", "https://a b", "did:web:a\nb"]
)
def test_an_identifier_that_expansion_would_read_otherwise_is_refused(identifier: str) -> None:
    values = [identifier if path == ("id",) else value for path, value in zip(*paths_and_values(), strict=True)]
    with pytest.raises((UndefinedTerm, FormRefused)):
        TEMPLATE.canonicalise(values)


def test_a_credential_may_not_describe_itself_twice() -> None:
    values = [
        samples.ACHIEVEMENT_ID if path == ("id",) else value
        for path, value in zip(*paths_and_values(), strict=True)
    ]
    with pytest.raises(FormRefused, match="credential_described_twice"):
        TEMPLATE.canonicalise(values)


def test_a_large_filling_is_refused() -> None:
    values = [
        "x" * 256 * 1024 if path[-1] == "salt" else value for path, value in zip(*paths_and_values(), strict=True)
    ]
    with pytest.raises(LimitExceeded, match="too_large"):
        TEMPLATE.canonicalise(values)
