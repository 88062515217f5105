"""Credentials that rest on attendance: the evidence, the name, and what the document says."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override

from courses.models import Enrolment
from credentials.actions.create_definition import create_definition
from credentials.actions.issue import issue
from credentials.award_rules import ANSWERS, ATTENDANCE, evidence_of
from credentials.definitions.rules import problems_of
from credentials.formats.identity_evidence import IdentityWay, read_identity_evidence
from credentials.models import Credential
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all
from tests.factories.sessions import attended_session, trainer_of

pytestmark = pytest.mark.django_db
ATTENDANCE_TERM = "http://data.europa.eu/snb/assessment/7331eb4762"


@pytest.fixture
def enrolment() -> Enrolment:
    """Somebody who has only a session left to go to."""
    enrolment = EnrolmentFactory(
        version=ModuleVersionFactory(lessons=1, sessions=1), user=UserFactory(name="Sanne de Boer")
    )
    answer_all(enrolment)
    finish_all(enrolment)
    return enrolment


def document(credential: Credential) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(credential.issues.get().document))
    return found


def alignment(credential: Credential, kind: str) -> list[dict[str, Any]]:
    alignments = document(credential)["credentialSubject"]["achievement"]["alignment"]
    return [item for item in alignments if item["targetType"] == kind]


def test_name_that_a_trainer_checked_stands_in_the_credential(enrolment: Enrolment) -> None:
    attended = attended_session(enrolment, name="Sanne de Boer")
    credential = issue(completion_id=enrolment.pk)
    found = read_identity_evidence(document(credential)["evidence"][0])
    assert (found.way, found.checked_by) == (IdentityWay.ATTENDANCE, attended.trainer.name)


def test_without_a_document_the_name_is_as_the_holder_gave_it(enrolment: Enrolment) -> None:
    attended_session(enrolment)
    found = read_identity_evidence(document(issue(completion_id=enrolment.pk))["evidence"][0])
    assert found.way is IdentityWay.SELF_DECLARED


def test_document_says_that_attendance_was_assessed(enrolment: Enrolment) -> None:
    attended_session(enrolment, name="Sanne de Boer")
    credential = issue(completion_id=enrolment.pk)
    assert ATTENDANCE_TERM in [item["targetUrl"] for item in alignment(credential, "ext:AssessmentType")]
    (supervision,) = alignment(credential, "ext:SupervisionIdVerification")
    # The questions were answered without anybody there, and not everybody shows a document.
    assert "unsupervised" in supervision["targetUrl"]


@pytest.mark.parametrize(
    ("participation", "watched"), [("presential", "supervised-onsite"), ("online", "supervised-online")]
)
def test_attendance_alone_earns_a_credential_under_supervision(participation: str, watched: str) -> None:
    version = ModuleVersionFactory(lessons=1, questions=0, sessions=1, participation=participation)
    enrolment = EnrolmentFactory(version=version)
    finish_all(enrolment)
    attended_session(enrolment)
    credential = issue(completion_id=enrolment.pk)
    (assessed,) = alignment(credential, "ext:AssessmentType")
    assert assessed["targetUrl"] == ATTENDANCE_TERM
    (supervision,) = alignment(credential, "ext:SupervisionIdVerification")
    assert f"/{watched}" in supervision["targetUrl"]


def test_attendance_is_evidence_where_the_rule_asked_for_it() -> None:
    assert evidence_of({"questions": [], "sessions": 1}, assessed=False) == {ATTENDANCE}
    assert evidence_of({"questions": [1], "sessions": 0}, assessed=False) == {ANSWERS}


@pytest.mark.parametrize("sessions", [0, 1])
def test_definition_asks_for_attendance_only_where_the_module_gives_it(sessions: int) -> None:
    version = ModuleVersionFactory(sessions=sessions)
    trainer = trainer_of(version.fieldlab)
    definition = create_definition(by=trainer, fieldlab=version.fieldlab, module_keys=[version.module_key])
    draft = definition.revisions.get().parsed
    assert (ATTENDANCE in draft.rule.evidence) == bool(sessions)
    asked = replace(draft, rule=replace(draft.rule, evidence=(ANSWERS, ATTENDANCE)))
    with override("en"):
        messages = " ".join(str(problem) for problem in problems_of(asked, definition))
    assert ("nothing that gives this proof" in messages) == (not sessions)
    unsaid = replace(asked, assessments=("QUIZ", "ATTENDANCE"), rule=replace(asked.rule, evidence=(ANSWERS,)))
    with override("en"):
        messages = " ".join(str(problem) for problem in problems_of(unsaid, definition))
    assert "attendance at a session is needed" in messages
