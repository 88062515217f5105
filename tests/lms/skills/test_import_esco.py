from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lms.organisations.models import Role
from lms.skills.models import Skill
from lms.skills.queries import find_skills, skill_names
from lms.skills.words import folded, rank_of, words_of
from tests.factories.accounts import UserFactory
from tests.factories.organisations import FieldlabFactory, MembershipFactory

URI = "http://data.europa.eu/esco/skill/0f5374e3-0b9b-4b16-af7a-49654ce0bb15"
NEW = "http://data.europa.eu/esco/skill/11111111-2222-3333-4444-555555555555"


def csv_of(*rows: dict[str, str]) -> str:
    text = io.StringIO()
    names = ["conceptType", "conceptUri", "preferredLabel", "altLabels", "status", "description"]
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


ROWS = [
    {
        "conceptUri": URI,
        "preferredLabel": "human-robot collaboration",
        "altLabels": "cobotics\nHRC",
        "status": "released",
    },
    {
        "conceptUri": NEW,
        "preferredLabel": "café robots",
        "altLabels": "",
        "status": "released",
        "description": "Serve.",
    },
    {"conceptUri": NEW[:-1] + "6", "preferredLabel": "obsolete", "altLabels": "", "status": "obsolete"},
    {"conceptUri": "javascript:alert(1)", "preferredLabel": "no skill", "altLabels": "", "status": "released"},
]


@pytest.mark.django_db
def test_the_own_list_is_there_in_three_languages() -> None:
    skill = Skill.objects.get(uri=URI)
    assert set(skill.labels) == {"nl", "en", "de"}
    assert find_skills("Samenwerking  MENS", "nl")[0] == skill
    assert Skill.objects.count() >= 50
    assert all(Skill.objects.values_list("words", flat=True))


@pytest.mark.django_db
def test_importing_adds_names_and_again_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "skills_en.csv"
    file.write_text(csv_of(*ROWS), encoding="utf-8-sig")
    call_command("import_esco", file)
    before = list(Skill.objects.order_by("pk").values())
    call_command("import_esco", file)
    assert list(Skill.objects.order_by("pk").values()) == before
    assert Skill.objects.get(uri=URI).alternatives == {"en": ["cobotics", "HRC"]}
    # The Dutch name of our own list stays.
    assert skill_names([URI], "nl") == {URI: "samenwerking tussen mens en robot"}
    assert not Skill.objects.filter(labels__en__in=["obsolete", "no skill"]).exists()
    assert [skill.uri for skill in find_skills("cafe ROBOT", "en")] == [NEW]


@pytest.mark.django_db
def test_a_zip_and_another_language_are_read(tmp_path: Path) -> None:
    archive = tmp_path / "ESCO dataset.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("occupations_nl.csv", "x")
        file.writestr("ESCO/skills_nl.csv", csv_of({**ROWS[0], "preferredLabel": "samenwerken met cobots"}))
    call_command("import_esco", archive)
    assert skill_names([URI], "nl") == {URI: "samenwerken met cobots"}
    assert skill_names([URI], "en") == {URI: "human-robot collaboration"}
    # In a language that is not there: the English name.
    assert skill_names([URI], "fr") == {URI: "human-robot collaboration"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("skills_en.csv", b"a,b\n1,2\n", "conceptUri"),
        ("skills_en.csv", b"\xff\xfe\x00", "can't be read"),
        ("skills_en.csv", b"", "conceptUri"),
        ("skills.csv", csv_of(*ROWS).encode(), "--language"),
        ("nothing_en.csv", None, "No such file"),
    ],
)
def test_what_is_no_file_of_escos_is_refused_and_nothing_stored(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    before = Skill.objects.count()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match="Nothing was imported") as refused:
        call_command("import_esco", tmp_path / name)
    assert says in str(refused.value)
    assert Skill.objects.count() == before


@pytest.mark.django_db
def test_the_picker_is_answered_for_staff_only(client: Client) -> None:
    address = reverse("skills")
    client.force_login(UserFactory())
    assert client.get(address, {"q": "robot"}).status_code in (302, 404)
    client.force_login(MembershipFactory(role=Role.TRAINER, fieldlab=FieldlabFactory()).user)
    found = client.get(address, {"q": "robot"}).json()["skills"]
    assert URI in {skill["uri"] for skill in found}
    assert client.get(address, {"uri": URI}).json()["skills"][0]["uri"] == URI
    for odd in ({}, {"uri": "x"}, {"q": "%_ " * 80}):
        assert client.get(address, odd).json() == {"skills": []}


@given(st.text(max_size=60))
def test_folding_is_done_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.lists(st.text(max_size=20)))
def test_every_name_is_found_in_the_words(names: list[str]) -> None:
    words = words_of(names)
    assert all(folded(name) in words for name in names if name.strip())


def test_who_is_called_so_comes_first() -> None:
    labels = ["set up robots", "robots", "a robotic arm", "robotics", "microrobots"]
    ranked = sorted(labels, key=lambda label: rank_of("robot", label, []))
    assert ranked == ["robots", "robotics", "a robotic arm", "set up robots", "microrobots"]
