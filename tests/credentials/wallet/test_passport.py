from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from credentials.wallet.passport import Source, passport_of
from tests.credentials import samples

ESCO = "http://data.europa.eu/esco/skill/00064735-8fad-454b-90c7-ed858cc993f2"
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


def source(title: str = "Robots", *, checked: bool = True, own: bool = True) -> Source:
    return Source(title, "Fieldlab", JANUARY, None, "/wallet/1/", checked, own)


def achievement(**changes) -> dict:
    return {**samples.credential()["credentialSubject"]["achievement"], **changes}


def test_the_same_skill_of_two_credentials_is_one_skill_with_two_sources() -> None:
    passport = passport_of([(achievement(), source("Robots 1")), (achievement(), source("Robots 2"))])
    assert [skill.uri for skill in passport.skills] == [ESCO]
    assert [item.source.title for item in passport.skills[0].shown] == ["Robots 1", "Robots 2"]
    assert passport.skills[0].level == 4


def test_outcomes_without_esco_stand_with_their_credential() -> None:
    passport = passport_of([(achievement(), source("Robots 1"))])
    assert [(skill.name, [item.outcome for item in skill.shown]) for skill in passport.others] == [
        ("Robots 1", ["Kan snelheid en zones veilig instellen"])
    ]


def test_a_level_that_was_not_checked_raises_nothing() -> None:
    level = {"targetUrl": "http://data.europa.eu/snb/eqf/8", "targetName": "EQF 8", "targetType": "ext:EQF"}
    high = achievement(alignment=[level])
    passport = passport_of([(achievement(), source()), (high, source("Elders", checked=False, own=False))])
    assert passport.skills[0].level == 4
    assert [item.level for item in passport.skills[0].shown] == [4, 8]


def test_skills_of_the_achievement_as_a_whole_count_too() -> None:
    found = passport_of([({"alignment": {"targetUrl": ESCO, "targetName": "robots"}}, source())])
    assert [(skill.name, skill.shown[0].outcome) for skill in found.skills] == [("robots", "")]
    assert found.others == ()


def test_addresses_that_only_look_like_esco_are_no_skills() -> None:
    for address in (ESCO + "?x", "https://evil.example/" + ESCO, "javascript:alert(1)", 7):
        assert passport_of([({"alignment": [{"targetUrl": address}]}, source())]).skills == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(ESCO),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["alignment", "resultDescription", "name", "targetUrl", "x"]), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["alignment", "resultDescription", "name"]), json_values))
def test_documents_of_any_shape_are_read(document: dict) -> None:
    passport_of([(document, source())])
