"""A definition fits its module: all that the module says, and nothing that it can't give."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import ModuleVersion
from credentials.actions.create_definition import create_definition
from credentials.award_rules import ANSWERS, ASSESSOR
from credentials.checking.network import check_own
from credentials.definitions.rules import problems_of
from credentials.models import Definition
from credentials.models.content import Content
from credentials.queries import newest_issue
from tests.credentials.admin.test_definitions import posted_back
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.definitions import published, staff_of

pytestmark = pytest.mark.django_db


def draft(*versions: ModuleVersion) -> tuple[Definition, Content]:
    fieldlab = versions[0].fieldlab
    keys = [version.module_key for version in versions]
    definition = create_definition(by=staff_of(fieldlab), fieldlab=fieldlab, module_keys=keys)
    return definition, definition.revisions.get().parsed


def with_outcomes(number: int, **kwargs: Any) -> ModuleVersion:
    version = ModuleVersionFactory(**kwargs)
    ids = [str(uuid4()) for _outcome in range(number)]
    for text in version.texts.all():
        text.outcomes = json.dumps(
            [
                {"type": "outcome", "id": id, "value": {"text": f"Je kunt {position} ({text.language})."}}
                for position, id in enumerate(ids)
            ]
        )
        text.save()
    return version


def test_a_module_with_many_outcomes_has_them_all_in_its_credential(client: Client) -> None:
    version = with_outcomes(14)
    definition, _content = draft(version)
    trainer = staff_of(version.fieldlab)
    client.force_login(trainer)
    address = reverse("credentials_admin:definition", args=[definition.pk])
    data = posted_back(client.get(address), what="save", **{"nl-name": "Alles"})
    assert client.post(address, data).status_code == 302
    assert len(definition.revisions.first().parsed.outcomes) == 14
    published(version)
    issue = newest_issue(CredentialFactory(version=version))
    subject = json.loads(bytes(issue.document))["credentialSubject"]
    assert len(subject["achievement"]["resultDescription"]) == len(subject["result"]) == 14
    assert check_own(issue).valid


def test_a_programme_begins_with_the_outcomes_of_all_its_modules() -> None:
    first = with_outcomes(9)
    _definition, content = draft(first, with_outcomes(8, fieldlab=first.fieldlab))
    assert len(content.outcomes) == 17


def test_a_hundred_outcomes_are_signed_and_checked() -> None:
    version = with_outcomes(100)
    published(version)
    assert check_own(newest_issue(CredentialFactory(version=version))).valid


def test_robot_exercises_are_proof() -> None:
    definition, content = draft(ModuleVersionFactory(questions=0, exercise=True))
    assert content.rule.evidence == (ANSWERS,)
    assert content.assessments == ("ARTEFACT",)
    assert problems_of(content, definition) == []
    both = draft(ModuleVersionFactory(exercise=True, practical=True))[1]
    assert both.rule.evidence == (ANSWERS, ASSESSOR)
    assert both.assessments == ("QUIZ", "ARTEFACT", "PRACTICAL")


def test_a_rule_asks_only_what_the_module_can_give() -> None:
    definition, content = draft(ModuleVersionFactory(questions=0, exercise=True))
    for changed, words in (
        (replace(content, rule=replace(content.rule, evidence=(ANSWERS, ASSESSOR))), "handtekening"),
        (replace(content, rule=replace(content.rule, minimum_score=60)), "geen vragen"),
        (replace(content, grade=True), "geen vragen"),
    ):
        (problem,) = problems_of(changed, definition)
        assert words in str(problem)
    read_only, content = draft(ModuleVersionFactory(questions=0))
    asked = replace(content, rule=replace(content.rule, evidence=(ANSWERS,)))
    assert any("niemand" in str(problem) for problem in problems_of(asked, read_only))
