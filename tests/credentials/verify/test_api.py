"""POST /api/verify, links, and what is fetched from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from credentials.actions.share_by_link import share_by_link
from credentials.checking import network
from credentials.checking.network import MOST_FETCHES, check_foreign
from credentials.models import Credential, Look
from credentials.queries import newest_issue
from tests.credentials import samples
from tests.credentials.foreign import ED25519, RSA, jwk, multikey, of, proved, token
from tests.credentials.https_server import HOST, Server, body, https_server
from tests.credentials.verifier.test_containers import in_svg, svg
from tests.credentials.verify.test_views import new_address

pytestmark = pytest.mark.django_db
ADDRESS = "/api/verify"
DID = f"did:web:{HOST}"
URL = f"https://{HOST}/issuers/7"


@pytest.fixture
def elsewhere(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Another issuer's web server, and this site with fetching on."""
    settings.CREDENTIALS_FETCH = True
    with https_server(tmp_path) as server:
        fetcher = server.fetcher()
        monkeypatch.setattr(network, "fetcher", lambda: fetcher)
        yield server


def of_today(issuer: str, **changes: Any) -> dict[str, Any]:
    changed = {"validFrom": "2020-01-01T00:00:00Z", "validUntil": "2099-01-01T00:00:00Z", **changes}
    return of(issuer, **changed)


def document_of(did: str) -> bytes:
    method = {"id": f"{did}#1", "type": "Multikey", "controller": did, "publicKeyMultibase": multikey(ED25519)}
    return json.dumps({"id": did, "verificationMethod": [method], "assertionMethod": [f"{did}#1"]}).encode()


def signed_elsewhere(**changes: Any) -> dict[str, Any]:
    document = of_today(DID, **changes)
    return proved(document, ED25519, suite="eddsa-rdfc-2022", method=f"{DID}#1", created="2020-01-01T00:00:00Z")


def post(client: Client, data: bytes, content_type: str = "application/json", **headers: str) -> Any:
    return client.post(ADDRESS, data, content_type=content_type, headers=headers)


def result_of(answer: dict[str, Any], name: str) -> tuple[str, str]:
    (found,) = [check for check in answer["checks"] if check["name"] == name]
    return found["result"], found["code"]


def test_our_credential_is_valid(client: Client, credential: Credential) -> None:
    document = bytes(newest_issue(credential).document)
    response = post(client, document)
    answer = response.json()
    assert response.status_code == 200
    assert (answer["result"], answer["valid"], answer["received"]) == ("yes", True, "json")
    assert answer["document"] == json.loads(document)
    assert {check["result"] for check in answer["checks"]} == {"yes"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("language", "sentence"), [("en", "valid today"), ("nl", "vandaag geldig")])
def test_the_answer_speaks_the_language_of_who_asks(
    client: Client, credential: Credential, language: str, sentence: str
) -> None:
    response = post(client, bytes(newest_issue(credential).document), **{"Accept-Language": language})
    (dates,) = [check for check in response.json()["checks"] if check["name"] == "dates"]
    assert sentence in dates["sentence"]


@pytest.mark.parametrize(
    ("expected", "name", "result"),
    [
        ({"expected_name": "Sanne de Vries"}, "holder", "yes"),
        ({"expected_name": "Eve"}, "holder", "no"),
        ({"expected_achievement": "https://a.example/"}, "achievement", "no"),
        ({"expected_email": "eve@example.org"}, "holder", "no"),
    ],
)
def test_what_is_expected_is_compared(
    client: Client, credential: Credential, expected: dict[str, str], name: str, result: str
) -> None:
    file = SimpleUploadedFile("credential.json", bytes(newest_issue(credential).document))
    answer = client.post(ADDRESS, {"file": file, **expected}).json()
    assert result_of(answer, name)[0] == result


def test_text_of_a_form_is_checked(client: Client, credential: Credential) -> None:
    text = bytes(newest_issue(credential).document).decode()
    assert client.post(ADDRESS, {"text": text}).json()["valid"]


@pytest.mark.parametrize(
    "data", [b"x", b"\xff\xfe", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"<svg", b"a.b.c", b"x" * 6_000_000]
)
def test_anything_gets_an_answer(client: Client, data: bytes) -> None:
    answer = post(client, data, "application/octet-stream").json()
    assert answer["result"] in ("no", "unknown")
    assert not answer["valid"]


def test_nothing_is_not_checked(client: Client) -> None:
    for response in (post(client, b" "), client.post(ADDRESS, {})):
        assert (response.status_code, response.json()) == (400, {"error": "nothing_to_check"})
    assert client.get(ADDRESS).status_code == 405


def test_too_many_checks_are_refused(client: Client, settings: Any) -> None:
    settings.CREDENTIAL_CHECKS_PER_TEN_MINUTES = 1
    address = new_address()
    answers = [client.post(ADDRESS, b"{", "text/plain", REMOTE_ADDR=address) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1]["Retry-After"] == "600"


def test_it_needs_no_token_against_forgery(credential: Credential) -> None:
    client = Client(enforce_csrf_checks=True)
    assert post(client, bytes(newest_issue(credential).document)).json()["valid"]


# --- Links ---


def share_link(credential: Credential, *, works_once: bool = False) -> str:
    new = share_by_link(
        by=credential.user,
        credentials=[credential],
        label="Van Dam",
        expires_at=timezone.now() + timedelta(days=3),
        works_once=works_once,
        step=uuid4(),
    )
    return reverse("check_share", args=[new.token])


@pytest.mark.parametrize("host", ["https://demo.skillslab.example", "http://testserver"])
def test_a_share_link_of_this_site_is_opened_and_counts_as_a_look(
    client: Client, credential: Credential, host: str
) -> None:
    link = host + share_link(credential)
    answer = post(client, link.encode(), "text/plain").json()
    assert answer["valid"]
    assert Look.objects.count() == 1
    answer = client.post(ADDRESS, {"text": link, "expected_name": "Eve"}).json()
    assert result_of(answer, "holder")[0] == "no"


def test_a_link_that_works_once_is_not_used_up(client: Client, credential: Credential) -> None:
    link = "http://testserver" + share_link(credential, works_once=True)
    answer = post(client, link.encode(), "text/plain").json()
    assert result_of(answer, "parse") == ("unknown", "link_not_answered")
    assert not Look.objects.exists()


def test_the_page_of_a_share_link_is_shown_where_the_link_is_pasted(
    client: Client, credential: Credential
) -> None:
    address = share_link(credential)
    response = client.post(reverse("check"), {"text": f" http://testserver{address}\n"})
    assert response.status_code == 302
    assert response["Location"] == address


@pytest.mark.parametrize(
    "link",
    ["http://testserver/check/unknown/", "https://demo.skillslab.example/nl/", "http://a.example/x", "https://["],
)
def test_a_link_that_leads_nowhere_is_unknown(client: Client, link: str) -> None:
    answer = post(client, link.encode(), "text/plain").json()
    assert answer["result"] in ("unknown", "no")
    assert not answer["valid"]


def test_a_link_elsewhere_is_fetched(client: Client, elsewhere: Server) -> None:
    content = json.dumps(signed_elsewhere())
    elsewhere.answers.update(
        {
            "/.well-known/did.json": body(document_of(DID), "application/did+json"),
            "/c.json": body(content.encode(), "application/vc"),
            "/c.svg": body(svg(in_svg(content.encode())), "image/svg+xml"),
            "/c.html": body(b"<html>", "text/html"),
        }
    )
    for name, received in (("c.json", "json"), ("c.svg", "svg")):
        answer = post(client, f"https://{HOST}/{name}".encode(), "text/plain").json()
        assert (answer["result"], answer["received"]) == ("yes", received)
    answer = post(client, f"https://{HOST}/c.html".encode(), "text/plain").json()
    assert result_of(answer, "parse") == ("unknown", "link_not_answered")


# --- Keys and lists elsewhere ---


def test_an_issuer_elsewhere_is_checked_by_its_own_keys(client: Client, elsewhere: Server) -> None:
    elsewhere.answers["/.well-known/did.json"] = body(document_of(DID), "application/did+json")
    document = json.dumps(signed_elsewhere()).encode()
    assert post(client, document).json()["valid"]
    assert post(client, document.replace(b"Zo", b"Xo")).json()["result"] == "no"
    # Kept: the issuer does not learn how often somebody checks.
    assert len(elsewhere.requests) == 1
    assert b"Referer" not in elsewhere.requests[0]


def test_a_token_of_an_issuer_elsewhere_is_checked_by_its_own_keys(client: Client, elsewhere: Server) -> None:
    elsewhere.answers["/issuers/7/jwks"] = body(json.dumps({"keys": [{**jwk(RSA), "kid": "a"}]}).encode())
    document = of_today(URL)
    data = token(document, RSA, {"kid": f"{URL}/jwks#a"}, nbf=1577836800)
    assert post(client, data, "application/vc+jwt").json()["valid"]


def test_a_revocation_list_elsewhere_is_asked(client: Client, elsewhere: Server) -> None:
    document = signed_elsewhere(
        credentialStatus={"id": f"https://{HOST}/revoked", "type": "1EdTechRevocationList"}
    )
    listed = {"issuer": DID, "revokedCredential": [{"id": document["id"]}]}
    elsewhere.answers.update(
        {
            "/.well-known/did.json": body(document_of(DID), "application/did+json"),
            "/revoked": body(json.dumps(listed).encode()),
        }
    )
    answer = post(client, json.dumps(document).encode()).json()
    assert result_of(answer, "revocation") == ("no", "revoked")


def test_with_fetching_off_nobody_is_asked(client: Client, elsewhere: Server, settings: Any) -> None:
    settings.CREDENTIALS_FETCH = False
    answer = post(client, json.dumps(signed_elsewhere()).encode()).json()
    assert result_of(answer, "issuer") == ("unknown", "issuer_unresolvable")
    assert elsewhere.requests == []


def test_this_site_never_asks_itself(client: Client, elsewhere: Server) -> None:
    did = "did:web:demo.skillslab.example:fieldlabs:00000000-0000-4000-8000-000000000000"
    document = proved(of_today(did), ED25519, suite="eddsa-rdfc-2022", method=f"{did}#1")
    answer = post(client, json.dumps(document).encode()).json()
    assert result_of(answer, "issuer") == ("unknown", "issuer_unresolvable")
    assert elsewhere.requests == []


def test_one_check_asks_only_so_often(elsewhere: Server) -> None:
    elsewhere.answers["/.well-known/did.json"] = body(document_of(DID), "application/did+json")
    lists = [{"id": f"https://{HOST}/revoked/{n}", "type": "1EdTechRevocationList"} for n in range(20)]
    for number in range(20):
        listed = json.dumps({"issuer": DID, "revokedCredential": []}).encode()
        elsewhere.answers[f"/revoked/{number}"] = body(listed)
    report = check_foreign(json.dumps(signed_elsewhere(credentialStatus=lists)).encode())
    assert report.check("revocation").reason.code == "status_unresolvable"
    assert len(elsewhere.requests) == MOST_FETCHES


def test_the_command_checks_links_and_pictures(tmp_path: Path, elsewhere: Server, capsys: Any) -> None:
    content = json.dumps(signed_elsewhere()).encode()
    elsewhere.answers.update(
        {
            "/.well-known/did.json": body(document_of(DID), "application/did+json"),
            "/c.json": body(content, "application/vc"),
        }
    )
    (tmp_path / "c.svg").write_bytes(svg(in_svg(content)))
    call_command("verify_credential", f"https://{HOST}/c.json", str(tmp_path / "c.svg"))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["valid"], line["received"]) for line in lines] == [(True, "json"), (True, "svg")]
    said, counts = lines[1]["notices"]
    assert "The picture shows a text" in said
    assert "picture or page can show anything" in counts


def test_samples_are_those_of_another_day() -> None:
    assert not check_foreign(json.dumps(samples.signed()).encode()).valid
