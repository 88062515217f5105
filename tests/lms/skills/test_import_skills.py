"""Skills are stored all or none, and again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lms.skills.actions.import_skills import import_skills
from lms.skills.esco import EscoSkill
from lms.skills.models import Skill

URI = "http://data.europa.eu/esco/skill/11111111-2222-3333-4444-555555555555"

pytestmark = pytest.mark.django_db


def skill(label: str, uri: str = URI) -> EscoSkill:
    return EscoSkill(uri=uri, label=label, alternatives=(), description="")


def test_names_in_another_language_join_those_that_are_there() -> None:
    told: list[int] = []
    for _ in range(2):
        assert import_skills(language="en", skills=[skill("weld by robot")], told=told.append) == 1
        assert import_skills(language="nl", skills=[skill("lassen met een robot")], told=told.append) == 1
    assert Skill.objects.get(uri=URI).labels == {"en": "weld by robot", "nl": "lassen met een robot"}
    assert told == [1, 1, 1, 1]


def test_what_breaks_off_leaves_nothing_behind() -> None:
    def broken() -> Iterator[EscoSkill]:
        for number in range(600):
            yield skill("robot", f"{URI[:-3]}{number:03}")
        raise ValueError("The file ends here.")

    before = set(Skill.objects.values_list("uri", flat=True))
    with pytest.raises(ValueError, match="ends here"):
        import_skills(language="en", skills=broken(), told=lambda _count: None)
    assert set(Skill.objects.values_list("uri", flat=True)) == before
