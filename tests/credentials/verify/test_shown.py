"""What the public page shows of credentials from anywhere: what was signed, and what only looks like it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from credentials.checking.facts import facts_of
from credentials.checking.shown import TERMS
from credentials.formats.profile import Grade, Reference
from credentials.formats.serialise import to_bytes
from credentials.models import Credential
from credentials.queries import newest_issue
from tests.credentials import samples
from tests.credentials.foreign import P256, did_jwk, token
from tests.credentials.verifier.old_badge import OLD_BADGE
from tests.credentials.verifier.test_containers import in_svg, pdf, png, svg, text_chunk
from tests.credentials.verify.test_api import of_today

pytestmark = pytest.mark.django_db


def page_of(client: Client, data: bytes, language: str = "en") -> tuple[Any, str]:
    response = client.post(
        reverse("check"), {"file": SimpleUploadedFile("file", data)}, headers={"Accept-Language": language}
    )
    assert response.status_code == 200
    return response.context["shown"], response.content.decode()


def document_of(credential: Credential) -> bytes:
    return bytes(newest_issue(credential).document)


@pytest.mark.parametrize(
    ("language", "title", "notice"),
    [
        ("nl", "De pagina laat iets anders zien", "Een afbeelding of een pagina kan van alles laten zien."),
        ("en", "The page shows something else", "A picture or a page can show anything."),
        ("de", "Die Seite zeigt etwas anderes", "Ein Bild oder eine Seite kann alles Mögliche zeigen."),
    ],
)
def test_a_certificate_that_shows_another_name_is_called_out(
    client: Client, credential: Credential, language: str, title: str, notice: str
) -> None:
    shown, page = page_of(client, pdf(document_of(credential), text="Awarded to Eve Mallory"), language)
    assert shown.verdict.tone == "no"
    assert title in page
    assert notice in page
    assert credential.user.name in page
    assert "Mallory" not in page


@pytest.mark.parametrize("bake", [lambda data: png(text_chunk(data)), lambda data: svg(in_svg(data))])
def test_a_picture_shows_the_signed_credential_and_says_that_only_that_counts(
    client: Client, credential: Credential, bake: Any
) -> None:
    data = bake(document_of(credential))
    shown, page = page_of(client, data)
    assert shown.verdict.tone == "yes"
    assert credential.user.name in page
    assert "Somebody Else" not in page
    assert "What counts is what you read below." in page
    assert ("The picture shows a text that is not in the credential" in page) is (b"<svg" in data)


def test_json_needs_no_warning(client: Client, credential: Credential) -> None:
    shown, page = page_of(client, document_of(credential))
    assert shown.notices == []
    assert "notice--warning" not in page


def test_an_old_badge_is_shown_as_hosted_not_signed(client: Client) -> None:
    shown, page = page_of(client, to_bytes(OLD_BADGE))
    assert shown.verdict.tone == "unknown"
    for expected in ("An older badge: hosted, not signed", "Welding", "School", "2019-01-01T00:00:00Z"):
        assert expected in page
    assert "Nobody confirmed what stands below." in page


def test_a_token_of_another_issuer_is_shown_field_by_field(client: Client) -> None:
    did = did_jwk(P256)
    shown, page = page_of(client, token(of_today(did), P256, {"kid": f"{did}#0"}, nbf=1577836800))
    assert shown.verdict.tone == "yes"
    assert shown.issuer_confirmed
    for expected in (samples.HOLDER.name, samples.ISSUER.name, "credentialSubject.achievement.criteria.narrative"):
        assert expected in page
    # What the token adds is not part of the credential.
    assert "1577836800" not in page


def test_evidence_and_version_are_shown_and_lead_on_only_where_the_issuer_is_confirmed(client: Client) -> None:
    did = did_jwk(P256)
    evidence = [
        {"id": "https://a.example/film", "type": ["Evidence"], "name": "The film", "narrative": "By hand."}
    ]
    data = token(of_today(did, evidence=evidence), P256, {"kid": f"{did}#0"}, nbf=1577836800)
    _, page = page_of(client, data)
    for expected in ("The film", "By hand.", 'href="https://a.example/film"', f'href="{samples.ACHIEVEMENT_ID}"'):
        assert expected in page
    _, page = page_of(client, data[:-6] + b"AAAAAA")
    assert "The film" in page
    assert 'href="https://a.example/film"' not in page


def shown_with(client: Client, **achievement: Any) -> tuple[Any, str]:
    document = samples.credential(achievement=replace(samples.ACHIEVEMENT, **achievement), score=85)
    facts, page = page_of(client, to_bytes(samples.signed(document)))
    return facts.facts, page


def test_a_score_is_shown_with_its_value_and_is_no_outcome(client: Client) -> None:
    facts, page = shown_with(client, grade=Grade(f"{samples.ACHIEVEMENT_ID}#grade", "Behaald cijfer", 70))
    assert [(score.name, score.value) for score in facts.scores] == [("Behaald cijfer", "85%")]
    assert "Behaald cijfer" not in [outcome.name for outcome in facts.outcomes]
    assert "85%" in page


def test_how_it_was_assessed_is_said_once(client: Client) -> None:
    facts, _page = shown_with(client)
    labels = [label for label, _references in facts.more]
    assert len(labels) == len(set(labels))
    assert "How it was assessed" not in labels


def test_credits_are_shown_with_how_many(client: Client) -> None:
    facts, page = shown_with(client, ects=Decimal("1.5"))
    assert [item.name for item in facts.references if item.kind == "ext:CreditFramework"] == ["1.5 ECTS"]
    assert "1.5 ECTS" in page


def test_terms_of_standard_lists_are_no_links(client: Client) -> None:
    facts, page = shown_with(client)
    terms = [reference for reference in facts.references if reference.kind in TERMS]
    assert len(terms) > 3
    assert [reference.url for reference in terms if f'href="{reference.url}"' in page] == []


def test_facts_of_a_plain_credential_are_its_own_words() -> None:
    facts = facts_of({"name": "Forklift", "issuer": "did:web:a.example", "credentialSubject": {"name": "Ann"}})
    assert (facts.title, facts.holder, facts.issuer_id) == ("Forklift", "Ann", "did:web:a.example")


def test_facts_of_an_old_badge_may_be_addresses_only() -> None:
    with translation.override("en"):
        facts = facts_of({**OLD_BADGE, "badge": "https://school.example/badges/1", "recipient": None})
    assert (facts.title, facts.issuer, facts.holder) == ("A badge that is described elsewhere", "", "")
    assert facts.description == "https://school.example/badges/1"
    with translation.override("nl"):
        assert facts_of({**OLD_BADGE, "badge": 5}).title == ""


def test_an_old_badge_that_only_names_an_address_has_a_title_to_read(client: Client) -> None:
    address = "https://school.example/badges/welding.json"
    shown, page = page_of(client, to_bytes({**OLD_BADGE, "badge": address}))
    assert shown.facts.title == "A badge that is described elsewhere"
    assert address in page


@pytest.mark.parametrize(("length", "linked"), [(80, True), (81, False)])
def test_a_long_sentence_is_no_link(client: Client, length: int, linked: bool) -> None:
    name = "n" * length
    achievement = replace(samples.ACHIEVEMENT, prerequisites=(Reference(name=name, url="https://e.example/x"),))
    _shown, page = page_of(client, to_bytes(samples.signed(achievement=achievement)))
    assert 'href="https://e.example/x"' in page
    assert ("More about this" in page) is not linked
