from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from jsonschema_rs import Draft201909Validator

from credentials.actions.endorse import endorse
from credentials.actions.name_endorser import endorser_of, name_endorser
from credentials.actions.replace_endorser_key import replace_endorser_key
from credentials.actions.withdraw_endorsement import withdraw_endorsement
from credentials.checking.network import check_foreign
from credentials.endorsements.shown import shown_endorsements
from credentials.models import Achievement, Credential, Endorsement, Endorser
from credentials.queries import newest_issue
from credentials.verifier.schema import _FOLDER
from lms.accounts.models import User
from lms.organisations.models import Employer, Membership, Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.organisations import EmployerFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def achievement(credential: Credential) -> Achievement:
    return credential.achievement


@pytest.fixture
def company(db: None) -> Employer:
    return EmployerFactory(name="Van Dam bv")


@pytest.fixture
def hr(company: Employer) -> User:
    return MembershipFactory(role=Role.HR, employer=company).user


@pytest.fixture
def endorsement(achievement: Achievement, company: Employer, hr: User) -> Endorsement:
    return endorse(
        by=hr, endorser=endorser_of(company), achievement=achievement, comment="Wij vragen dit van elke operator."
    )


def results(data: bytes) -> dict[str, str]:
    return {check.name: check.result for check in check_foreign(data).checks}


def test_it_is_signed_by_the_endorser_s_own_key_and_every_check_says_yes(endorsement: Endorsement) -> None:
    document = json.loads(bytes(endorsement.document))
    assert document["issuer"]["id"].endswith(f":endorsers:{endorsement.endorser.uuid}")
    assert document["issuer"]["otherIdentifier"][0]["identifier"] == endorsement.endorser.kvk_number
    assert document["credentialSubject"]["id"].endswith(f"/achievements/{endorsement.achievement.uuid}/")
    assert set(results(bytes(endorsement.document)).values()) == {"yes"}


def test_it_meets_1edtech_s_schema_of_endorsements(endorsement: Endorsement) -> None:
    for name in ("ob_v3p0_achievementcredential_schema.json", "ob_v3p0_achievementcredential_schema_formal.json"):
        schema = json.loads((_FOLDER / name).read_bytes())
        assert "EndorsementCredential" in schema["$defs"]
        part = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/EndorsementCredential"}
        validator = Draft201909Validator(part, validate_formats=True)
        document = json.loads(bytes(endorsement.document))
        assert [error.message for error in validator.iter_errors(document)] == []


def test_withdrawn_by_its_endorser_a_copy_is_revoked(endorsement: Endorsement, hr: User) -> None:
    copy = bytes(endorsement.document)
    for _ in range(2):
        withdraw_endorsement(by=hr, endorsement=endorsement)
    found = results(copy)
    assert found["revocation"] == "no"
    assert found["proof"] == "yes"
    (shown,) = shown_endorsements(endorsement.achievement)
    assert (shown.endorsement.withdrawn_by, shown.verdict) == (hr, None)


def test_who_withdrew_may_endorse_anew(endorsement: Endorsement, hr: User) -> None:
    withdraw_endorsement(by=hr, endorsement=endorsement)
    again = endorse(
        by=hr, endorser=endorsement.endorser, achievement=endorsement.achievement, comment="Toch weer goed."
    )
    assert again != endorsement
    assert results(bytes(again.document))["revocation"] == "yes"
    assert [item.endorsement for item in shown_endorsements(endorsement.achievement)] == [again]


def test_endorsing_twice_is_once(endorsement: Endorsement, hr: User) -> None:
    again = endorse(
        by=hr, endorser=endorsement.endorser, achievement=endorsement.achievement, comment=endorsement.comment
    )
    assert again == endorsement
    with pytest.raises(ValidationError, match=endorsement.endorser.name):
        endorse(by=hr, endorser=endorsement.endorser, achievement=endorsement.achievement, comment="Nog eens")


def test_only_who_speaks_for_the_endorser_endorses_and_withdraws(
    endorsement: Endorsement, achievement: Achievement
) -> None:
    elsewhere = MembershipFactory(role=Role.HR, employer=EmployerFactory()).user
    employee = MembershipFactory(role=Role.EMPLOYEE, employer=endorsement.endorser.employer).user
    for by in (elsewhere, employee, UserFactory()):
        with pytest.raises(PermissionDenied):
            endorse(by=by, endorser=endorsement.endorser, achievement=achievement, comment="x")
        with pytest.raises(PermissionDenied):
            withdraw_endorsement(by=by, endorsement=endorsement)


@pytest.mark.parametrize("comment", ["  ", "a\u202eb", "a\x00b"])
def test_what_can_t_be_signed_is_refused(
    achievement: Achievement, company: Employer, hr: User, comment: str
) -> None:
    with pytest.raises(ValidationError):
        endorse(by=hr, endorser=endorser_of(company), achievement=achievement, comment=comment)
    assert not Endorsement.objects.exists()


def test_a_sector_body_speaks_by_who_the_operator_names(achievement: Achievement) -> None:
    operator, speaker = SuperuserFactory(), UserFactory()
    facts = {"name": "Branche Metaal", "kvk_number": "87654321", "website": "https://metaal.example/"}
    with pytest.raises(PermissionDenied):
        name_endorser(by=speaker, representative=speaker, **facts)
    body = name_endorser(by=operator, representative=speaker, **facts)
    assert name_endorser(by=operator, representative=speaker, **facts) == body
    endorsement = endorse(by=speaker, endorser=body, achievement=achievement, comment="Erkend in de branche.")
    assert set(results(bytes(endorsement.document)).values()) == {"yes"}
    company = EmployerFactory()
    with pytest.raises(ValidationError):
        name_endorser(by=operator, representative=speaker, **{**facts, "kvk_number": company.kvk_number})


def test_a_key_is_replaced_once_for_one_form(endorsement: Endorsement) -> None:
    operator, step = SuperuserFactory(), uuid4()
    keys = {
        replace_endorser_key(
            by=operator, endorser=endorsement.endorser, compromised=True, reason="Gelekt", step=step
        ).pk
        for _click in range(2)
    }
    assert len(keys) == 1
    assert endorsement.endorser.keys.count() == 2


@pytest.mark.parametrize("compromised", [False, True])
def test_a_key_is_replaced_and_what_stands_verifies(endorsement: Endorsement, compromised: bool) -> None:
    old = bytes(endorsement.document)
    replace_endorser_key(
        by=SuperuserFactory(), endorser=endorsement.endorser, compromised=compromised, reason="Oefening"
    )
    endorsement.refresh_from_db()
    assert set(results(bytes(endorsement.document)).values()) == {"yes"}
    assert results(old)["issuer"] == ("no" if compromised else "yes")
    assert endorsement.endorser.keys.count() == 2
    with pytest.raises(PermissionDenied):
        replace_endorser_key(by=UserFactory(), endorser=endorsement.endorser, compromised=False, reason="x")


def test_it_shows_with_its_check_on_the_achievement_the_wallet_and_the_check(
    client: Client, endorsement: Endorsement, credential: Credential
) -> None:
    client.force_login(credential.user)
    data = bytes(newest_issue(credential).document).decode()
    pages = [
        Client().post(reverse("check"), {"text": data}),
        Client().get(reverse("achievement", args=[endorsement.achievement.uuid])),
        client.get(reverse("credential", args=[credential.uuid])),
    ]
    for page in pages:
        text = page.content.decode()
        assert endorsement.comment in text
        assert "gecontroleerd: ja" in text


def test_a_changed_credential_borrows_no_endorsement(endorsement: Endorsement, credential: Credential) -> None:
    data = bytes(newest_issue(credential).document).decode().replace(credential.user.name, "Iemand anders")
    assert endorsement.comment not in Client().post(reverse("check"), {"text": data}).content.decode()


def test_a_changed_endorsement_is_called_out(endorsement: Endorsement) -> None:
    changed = bytes(endorsement.document).replace(b"operator", b"directeur")
    Endorsement.objects.update(document=changed)
    (shown,) = shown_endorsements(endorsement.achievement)
    assert shown.verdict.tone == "no"
    assert shown.why


def test_its_addresses_answer(client: Client, endorsement: Endorsement, hr: User) -> None:
    address = reverse("endorsement", args=[endorsement.uuid])
    assert client.get(address).content == bytes(endorsement.document)
    did = client.get(reverse("endorser_did", args=[endorsement.endorser.uuid])).json()
    assert len(did["assertionMethod"]) == 1
    withdrawn = reverse("endorser_withdrawn", args=[endorsement.endorser.uuid])
    assert client.get(withdrawn).json()["revokedCredential"] == []
    client.force_login(hr)
    assert client.post(reverse("withdraw_endorsement", args=[endorsement.uuid])).status_code == 302
    assert client.get(address).status_code == 410
    assert len(client.get(withdrawn).json()["revokedCredential"]) == 1


def test_the_way_through_the_screens(
    client: Client, achievement: Achievement, company: Employer, hr: User
) -> None:
    form = reverse("endorse", args=[achievement.uuid])
    client.force_login(UserFactory())
    assert client.get(form).status_code == 404
    assert client.get(reverse("endorsements")).status_code == 404
    client.force_login(hr)
    assert form in client.get(reverse("achievement", args=[achievement.uuid])).content.decode()
    assert client.post(form, {"endorser": company.uuid, "comment": ""}).status_code == 400
    assert client.post(form, {"endorser": company.uuid, "comment": "Wij vragen dit."}).status_code == 302
    assert "Wij vragen dit." in client.get(reverse("endorsements")).content.decode()
    other = EmployerFactory()
    assert client.post(form, {"endorser": other.uuid, "comment": "x"}).status_code == 400
    Membership.objects.filter(user=hr).delete()
    assert client.post(reverse("withdraw_endorsement", args=[Endorsement.objects.get().uuid])).status_code == 404


def test_the_operator_s_screen_names_who_speaks(client: Client, hr: User) -> None:
    address = reverse("credentials_admin:endorsers")
    client.force_login(hr)
    assert client.get(address).status_code in (302, 404)
    client.force_login(SuperuserFactory())
    facts = {"name": "Branche Metaal", "kvk_number": "87654321", "website": ""}
    unknown = client.post(address, {**facts, "email": "nobody@example.org"})
    assert "Branche Metaal" in unknown.content.decode()
    assert not Endorser.objects.exists()
    assert client.post(address, {**facts, "email": hr.email}).status_code == 302
    endorser = Endorser.objects.get()
    assert endorser.representatives.get().user == hr
    key = reverse("credentials_admin:endorser_key", args=[endorser.pk])
    for _click in range(2):
        assert (
            client.post(key, {"reason": "Oefening", "step": "2c1f6f0e-9d4b-4c53-8a3b-0f1c2d3e4f5a"}).status_code
            == 302
        )
    assert endorser.keys.count() == 1
