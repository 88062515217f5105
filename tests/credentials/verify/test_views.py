from __future__ import annotations

import json
from datetime import timedelta
from ipaddress import IPv6Address
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from credentials.actions.change_state import change_state
from credentials.actions.share_by_link import share_by_link
from credentials.checking.facts import facts_of, paragraphs_of
from credentials.checking.fields import signed_fields
from credentials.checking.reasons import CHECKS, SENTENCES
from credentials.identifiers import credential_url
from credentials.models import Credential, Look, Share
from credentials.queries import newest_issue
from credentials.verifier.report import ALWAYS
from credentials.verifier.report import SENTENCES as CODES
from lms.accounts.models import User
from tests.credentials import foreign
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory

pytestmark = pytest.mark.django_db


def upload(client: Client, data: bytes) -> object:
    return client.post(reverse("check"), {"file": SimpleUploadedFile("credential.json", data)})


def token_of(credential: Credential, *, works_once: bool = False) -> str:
    new = share_by_link(
        by=credential.user,
        credentials=[credential],
        label="Van Dam",
        expires_at=timezone.now() + timedelta(days=3),
        works_once=works_once,
        step=uuid4(),
    )
    assert new.token
    return new.token


def results(response: object) -> dict[str, str]:
    return {check.name: check.result for check in response.context["shown"].checks}


def test_an_uploaded_credential_is_valid(client: Client, credential: Credential) -> None:
    response = upload(client, bytes(newest_issue(credential).document))
    assert response.status_code == 200
    assert set(results(response).values()) == {"yes"}
    assert response.context["shown"].verdict.tone == "yes"
    text = response.content.decode()
    for expected in (credential.user.name, credential.fieldlab.name, credential.fieldlab.kvk_number):
        assert expected in text


def test_pasted_text_is_checked(client: Client, credential: Credential) -> None:
    text = bytes(newest_issue(credential).document).decode()
    assert set(results(client.post(reverse("check"), {"text": text})).values()) == {"yes"}


def test_a_changed_byte_is_not_valid(client: Client, credential: Credential) -> None:
    response = upload(client, bytes(newest_issue(credential).document).replace(b"Sanne", b"Tanne"))
    assert results(response)["proof"] == "no"
    assert response.context["shown"].verdict.tone == "no"


def test_a_foreign_issuer_could_not_be_checked(client: Client, credential: Credential) -> None:
    document = bytes(newest_issue(credential).document)
    response = upload(client, document.replace(b"demo.skillslab.example", b"demo.somewhere.example"))
    assert results(response)["issuer"] == "unknown"
    assert not response.context["shown"].issuer_confirmed


def test_a_revoked_credential_says_so(client: Client, credential: Credential, manager: User) -> None:
    document = bytes(newest_issue(credential).document)
    change_state(by=manager, credential=credential, state=Credential.State.REVOKED, reason="Fraude")
    response = upload(client, document)
    assert {name for name, result in results(response).items() if result == "no"} == {"revocation"}
    with translation.override("en"):
        assert str(response.context["shown"].verdict.title).startswith("Withdrawn")


def forged(credential: Credential, **changes: object) -> bytes:
    """A credential with the number of a real one, signed by somebody with a key of their own."""
    issuer = foreign.did_key(foreign.ED25519)
    document = foreign.of(issuer, id=credential_url(credential.uuid), **changes)
    method = f"{issuer}#{issuer.removeprefix('did:key:')}"
    return json.dumps(foreign.proved(document, foreign.ED25519, suite="eddsa-rdfc-2022", method=method)).encode()


def test_the_number_of_a_real_credential_in_another_s_document_is_not_ours(
    client: Client, credential: Credential, manager: User
) -> None:
    data = forged(credential)
    change_state(by=manager, credential=credential, state=Credential.State.REVOKED, reason="Fraude")
    response = upload(client, data)
    assert results(response)["proof"] == results(response)["issuer"] == "yes"
    assert response.context["credential"] is None
    assert results(response)["revocation"] != "no"
    ours = upload(client, bytes(newest_issue(credential).document))
    assert ours.context["credential"] == credential


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00Z"])
@pytest.mark.parametrize("field", ["validFrom", "validUntil", "awardedDate"])
def test_a_date_at_the_end_of_the_calendar_is_shown_as_it_is_signed(
    client: Client, credential: Credential, field: str, moment: str
) -> None:
    for zone in ("Europe/Amsterdam", "America/New_York"):
        with timezone.override(zone):
            response = upload(client, forged(credential, **{field: moment}))
        assert response.status_code == 200
        assert moment in response.content.decode()


def test_an_expired_credential_says_so(client: Client) -> None:
    long_ago = timezone.now() - timedelta(days=800)
    credential = CredentialFactory(version=ModuleVersionFactory(validity_months=12), completed_at=long_ago)
    response = upload(client, bytes(newest_issue(credential).document))
    assert {name for name, result in results(response).items() if result == "no"} == {"dates"}


@pytest.mark.parametrize(
    "data",
    [
        b"no json",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"a":' * 5000,
        b"{" + b" " * 300_000 + b"}",
        b"null",
        b'{"a":1,"a":2}',
    ],
)
def test_anything_may_be_uploaded(client: Client, data: bytes) -> None:
    response = upload(client, data)
    assert response.status_code == 200
    assert response.context["shown"].verdict.tone == "no"


def test_a_file_or_a_text_is_needed(client: Client) -> None:
    assert client.post(reverse("check"), {}).status_code == 400
    file = SimpleUploadedFile("credential.json", b"{}")
    assert client.post(reverse("check"), {"file": file, "text": "{}"}).status_code == 400


def test_too_many_checks_are_refused(client: Client, settings) -> None:
    settings.CREDENTIAL_CHECKS_PER_TEN_MINUTES = 1
    address = new_address()
    codes = [client.post(reverse("check"), {"text": "{"}, REMOTE_ADDR=address).status_code for _ in range(2)]
    assert codes == [200, 429]


def test_checks_behind_a_proxy_are_counted_by_the_address_that_it_names(client: Client, settings) -> None:
    settings.CREDENTIAL_CHECKS_PER_TEN_MINUTES = 1
    settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
    codes = [
        client.post(reverse("check"), {"text": "{"}, headers={"x-real-ip": new_address()}).status_code
        for _ in range(2)
    ]
    assert codes == [200, 200]


def new_address() -> str:
    """One that nobody had checks from in this window."""
    return str(IPv6Address(uuid4().int))


def test_a_link_shows_the_check_and_writes_a_look(client: Client, credential: Credential) -> None:
    response = client.get(reverse("check_share", args=[token_of(credential)]))
    assert set(results(response).values()) == {"yes"}
    assert Look.objects.get().kind == "link"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "no-store, private"
    assert "demo.skillslab.example:fieldlabs:" in response.content.decode()


def test_head_is_no_look(client: Client, credential: Credential) -> None:
    assert client.head(reverse("check_share", args=[token_of(credential)])).status_code == 200
    assert not Look.objects.exists()


def test_an_unknown_link_gives_404(client: Client) -> None:
    assert client.get(reverse("check_share", args=["abc"])).status_code == 404


def test_an_ended_link_gives_410_and_names_nobody(client: Client, credential: Credential) -> None:
    token = token_of(credential)
    Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = client.get(reverse("check_share", args=[token]))
    assert response.status_code == 410
    assert credential.user.name not in response.content.decode()
    assert credential.fieldlab.name not in response.content.decode()


def test_a_link_that_works_once_is_used_up_by_the_button_only(client: Client, credential: Credential) -> None:
    address = reverse("check_share", args=[token_of(credential, works_once=True)])
    for _ in range(2):
        response = client.get(address)
        assert response.status_code == 200
        assert credential.user.name not in response.content.decode()
    assert credential.user.name in client.post(address).content.decode()
    assert client.post(address).status_code == 410
    assert client.get(address).status_code == 410


def test_every_signed_field_is_shown(credential: Credential) -> None:
    document = json.loads(bytes(newest_issue(credential).document))
    shown = {field.value for field in signed_fields(document)}

    def values(item: object) -> list[str]:
        if isinstance(item, dict):
            return [value for child in item.values() for value in values(child)]
        if isinstance(item, list):
            return [value for child in item for value in values(child)]
        return [] if isinstance(item, bool) else [str(item)]

    assert set(values(document)) <= shown


def test_facts_of_any_document_are_empty_where_it_says_nothing() -> None:
    for document in ({}, {"issuer": 3, "credentialSubject": [1, {"achievement": "x"}], "proof": None}):
        facts = facts_of(document)
        assert (facts.title, facts.holder, facts.issuer, facts.valid_from) == ("", "", "", None)


def test_links_of_other_schemes_are_not_clickable() -> None:
    facts = facts_of({"issuer": {"url": "javascript:alert(1)"}})
    assert facts.issuer_url == ""


def test_paragraphs_know_lists() -> None:
    first, second = paragraphs_of("- een\n- twee\n\nEn dan\ndit.")
    assert first.items == ("een", "twee")
    assert second.text == "En dan dit."


def test_every_code_has_a_sentence_and_every_check_a_question() -> None:
    assert set(CODES) == set(SENTENCES)
    assert {*ALWAYS, "appearance", "holder", "achievement"} == set(CHECKS)
