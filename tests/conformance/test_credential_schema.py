"""What we issue meets 1EdTech's own JSON Schema, unchanged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator

import credentials.formats
from credentials.actions.supersede import supersede
from credentials.models import Credential
from credentials.queries import newest_issue
from lms.organisations.models import Role
from tests.credentials import samples
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import MembershipFactory

FOLDER = Path(credentials.formats.__path__[0]) / "schemas"
pytestmark = [pytest.mark.conformance, pytest.mark.django_db]


def errors(document: dict[str, Any]) -> list[str]:
    schema = json.loads((FOLDER / "ob_v3p0_achievementcredential_schema.json").read_bytes())
    validator = Draft201909Validator(schema, format_checker=Draft201909Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def document_of(credential: Credential) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(bytes(newest_issue(credential).document))
    return document


@pytest.mark.parametrize("practical", [False, True])
def test_what_is_issued_meets_the_schema(practical: bool) -> None:
    version = ModuleVersionFactory(validity_months=24, practical=practical)
    assert errors(document_of(CredentialFactory(version=version, practical=practical))) == []


def test_what_is_corrected_meets_the_schema() -> None:
    credential = CredentialFactory()
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=credential.fieldlab).user
    supersede(by=manager, credential=credential, name="Ander", reason="Getrouwd")
    assert errors(document_of(credential)) == []


def test_two_status_entries_would_not() -> None:
    assert [error for error in errors(samples.signed()) if "credentialStatus" in error]
