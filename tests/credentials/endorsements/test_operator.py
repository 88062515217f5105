"""What the operator does with endorsers, and how little a page of endorsements costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from credentials.actions.end_representation import end_representation
from credentials.actions.endorse import endorse
from credentials.actions.name_endorser import name_endorser
from credentials.actions.replace_endorser_key import replace_endorser_key
from credentials.actions.withdraw_endorsement import withdraw_endorsement
from credentials.endorsements.shown import shown_endorsements
from credentials.models import Credential, Endorsement, EndorserKey
from credentials.personal_data.export import export
from credentials.queries import newest_issue
from lms.accounts.models import User
from lms.organisations.models import Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(db: None) -> User:
    return MembershipFactory(role=Role.OPERATOR).user


@pytest.fixture
def speaker(db: None) -> User:
    return UserFactory(name="Piet van de Branche")


@pytest.fixture
def endorsement(credential: Credential, operator: User, speaker: User) -> Endorsement:
    body = name_endorser(
        by=operator, name="Branche Metaal", kvk_number="87654321", website="", representative=speaker
    )
    return endorse(by=speaker, endorser=body, achievement=credential.achievement, comment="Wij vragen dit.")


def test_the_operator_withdraws_with_a_reason_that_the_check_shows(
    client: Client, endorsement: Endorsement, operator: User, credential: Credential
) -> None:
    with pytest.raises(ValidationError):
        withdraw_endorsement(by=operator, endorsement=endorsement, reason=" ")
    address = reverse("credentials_admin:endorser", args=[endorsement.endorser.pk])
    client.force_login(operator)
    assert "Wij vragen dit." in client.get(address).content.decode()
    form = {"endorsement": endorsement.uuid, "reason": "De branche bestaat niet meer."}
    assert client.post(address, form | {"reason": ""}).status_code == 200
    assert client.post(address, form | {"endorsement": credential.uuid}).status_code == 404
    for _click in range(2):
        assert client.post(address, form).status_code == 302
    endorsement.refresh_from_db()
    assert (endorsement.withdrawn_by, endorsement.withdrawn_reason) == (operator, form["reason"])
    checked = Client().post(reverse("check"), {"text": bytes(newest_issue(credential).document).decode()})
    assert "De branche bestaat niet meer." in checked.content.decode()
    assert "gecontroleerd: ja" not in checked.content.decode()
    assert export(operator)["done as staff"]["endorsements withdrawn"][0]["reason"] == form["reason"]


def test_the_operator_ends_that_somebody_speaks_for_a_body(
    client: Client, endorsement: Endorsement, operator: User, speaker: User
) -> None:
    representative = endorsement.endorser.representatives.get()
    with pytest.raises(PermissionDenied):
        end_representation(by=speaker, representative=representative)
    address = reverse("credentials_admin:endorser", args=[endorsement.endorser.pk])
    client.force_login(speaker)
    assert client.post(address, {"representative": representative.pk}).status_code in (302, 404)
    client.force_login(operator)
    assert client.post(address, {"representative": "x"}).status_code == 404
    for _click in range(2):
        client.post(address, {"representative": representative.pk})
    representative.refresh_from_db()
    assert representative.until is not None
    with pytest.raises(PermissionDenied):
        withdraw_endorsement(by=speaker, endorsement=endorsement)
    (shown,) = shown_endorsements(endorsement.achievement)
    assert shown.verdict.tone == "yes"


def test_a_yes_is_kept_as_long_as_all_it_rests_on_is_the_same(
    endorsement: Endorsement, operator: User, monkeypatch: Any
) -> None:
    asked = []
    real = shown_endorsements.__globals__["verify"]
    monkeypatch.setitem(
        shown_endorsements.__globals__, "verify", lambda *args, **kwargs: asked.append(1) or real(*args, **kwargs)
    )
    for _look in range(3):
        (shown,) = shown_endorsements(endorsement.achievement)
        assert shown.verdict.tone == "yes"
    assert len(asked) == 1
    replace_endorser_key(by=operator, endorser=endorsement.endorser, compromised=False, reason="Elk jaar")
    shown_endorsements(endorsement.achievement)
    assert len(asked) == 2
    EndorserKey.objects.update(state="compromised", retired_at=timezone.now())
    for _look in range(2):
        (shown,) = shown_endorsements(endorsement.achievement)
        assert shown.verdict.tone == "no"
    assert len(asked) == 4


def test_staff_find_what_they_did_in_their_data(credential: Credential, manager: User) -> None:
    from credentials.actions.change_state import change_state
    from credentials.actions.supersede import supersede

    supersede(by=manager, credential=credential, name="Sanne Vries", reason="Verkeerd gespeld")
    change_state(by=manager, credential=credential, state=Credential.State.SUSPENDED, reason="Onderzoek")
    done = export(manager)["done as staff"]
    assert [item["reason"] for item in done["documents corrected or renewed"]] == ["Verkeerd gespeld"]
    assert [item["reason"] for item in done["states of credentials changed"]] == ["Onderzoek"]
    assert "Sanne" not in str(done)
    assert not any(export(SuperuserFactory())["done as staff"].values())
