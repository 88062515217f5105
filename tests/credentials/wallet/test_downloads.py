"""What a holder takes along: the certificate, with and without a link, and the way to LinkedIn."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from credentials.actions.take_back_share import take_back_share
from credentials.checking.network import check_foreign
from credentials.formats.baking import bake_png
from credentials.models import Credential, Share
from credentials.queries import newest_issue
from credentials.verifier.containers import open_container
from tests.credentials.verifier.test_pictures import drawn
from tests.credentials.verifying import failures
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NAMES = ("badge_png_download", "badge_svg_download", "certificate_with_link", "linkedin")


@pytest.fixture
def holder(client: Client, credential: Credential) -> Client:
    client.force_login(credential.user)
    return client


def text_of(content: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


def link_data(**fields: object) -> dict[str, object]:
    until = timezone.localdate() + timedelta(days=30)
    return {"step": uuid4(), "label": "Van Dam", "until": until.isoformat(), "language": "nl", **fields}


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Toegekend aan"), ("en", "Awarded to"), ("de", "Verliehen an")]
)
def test_the_certificate_speaks_the_language_and_holds_the_signed_file(
    holder: Client, credential: Credential, language: str, words: str
) -> None:
    response = holder.get(reverse("certificate", args=[credential.uuid, language]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].endswith('.pdf"')
    assert "private" in response["Cache-Control"]
    assert words in text_of(response.content)
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert str(pdf.Root.Lang) == language
        signed = pdf.attachments["credential.json"].get_file().read_bytes()
    assert signed == bytes(newest_issue(credential).document)
    assert failures(check_foreign(response.content)) == {}


def test_the_address_on_a_certificate_tells_nobody_whose_it_is(holder: Client, credential: Credential) -> None:
    shown = text_of(holder.get(reverse("certificate", args=[credential.uuid, "en"])).content)
    assert "http://testserver/check/" in shown
    assert str(credential.uuid) not in shown
    assert not Share.objects.exists()


def test_a_certificate_with_a_link_shares_it_until_the_day_that_was_chosen(
    holder: Client, credential: Credential
) -> None:
    data = link_data(language="en")
    response = holder.post(reverse("certificate_with_link", args=[credential.uuid]), data)
    share = Share.objects.get()
    assert share.label == "Van Dam"
    assert [item.credential for item in share.items.all()] == [credential]
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        (link,) = (str(annotation.A.URI) for annotation in pdf.pages[0].Annots)
    assertContains(Client().get(link), credential.achievement.name)
    # Sent again, it is the same link on the same page.
    again = holder.post(reverse("certificate_with_link", args=[credential.uuid]), data)
    assert again.content == response.content
    assert Share.objects.count() == 1


def test_a_certificate_whose_link_was_taken_back_is_not_made_again(holder: Client, credential: Credential) -> None:
    data, address = link_data(), reverse("certificate_with_link", args=[credential.uuid])
    holder.post(address, data)
    take_back_share(by=credential.user, share=Share.objects.get())
    assertRedirects(holder.post(address, data), address)


@pytest.mark.parametrize(("field", "value"), [("until", "2020-01-01"), ("language", "xx"), ("label", "")])
def test_a_certificate_with_a_wrong_choice_is_refused(
    holder: Client, credential: Credential, field: str, value: str
) -> None:
    response = holder.post(reverse("certificate_with_link", args=[credential.uuid]), link_data(**{field: value}))
    assert response.status_code == 400
    assert response.context["form"].errors[field]
    assert not Share.objects.exists()


@pytest.mark.parametrize(("kind", "content_type"), [("png", "image/png"), ("svg", "image/svg+xml")])
def test_the_badge_holds_the_signed_file_and_shows_nothing_else(
    holder: Client, credential: Credential, kind: str, content_type: str
) -> None:
    response = holder.get(reverse(f"badge_{kind}_download", args=[credential.uuid]))
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    assert open_container(response.content).payload == bytes(newest_issue(credential).document)
    report = check_foreign(response.content)
    assert failures(report) == {}
    assert [notice.code for notice in report.notices] == ["only_signed_counts"]


def test_a_badge_with_another_picture_is_called_out(credential: Credential) -> None:
    other = drawn("navy", "gold")
    report = check_foreign(bake_png(other, bytes(newest_issue(credential).document)))
    assert failures(report) == {}
    assert [notice.code for notice in report.notices] == ["picture_is_another", "only_signed_counts"]


def test_linkedin_is_told_what_it_stands_for_and_not_whose_it_is(holder: Client, credential: Credential) -> None:
    response = holder.get(reverse("linkedin", args=[credential.uuid]))
    link = response.context["link"]
    told = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    document = json.loads(bytes(newest_issue(credential).document))
    achievement = document["credentialSubject"]["achievement"]
    awarded = timezone.localtime(credential.completion.completed_at)
    assert link.startswith("https://www.linkedin.com/profile/add?")
    assert told == {
        "startTask": "CERTIFICATION_NAME",
        "name": achievement["name"],
        "organizationName": document["issuer"]["name"],
        "issueYear": str(awarded.year),
        "issueMonth": str(awarded.month),
        "certUrl": achievement["id"],
        "certId": str(credential.uuid),
    }
    # A link to click on: nothing of the page itself is asked of LinkedIn.
    assertNotContains(response, 'src="https://www.linkedin.com')


def test_the_credential_offers_all_of_them(holder: Client, credential: Credential) -> None:
    page = holder.get(reverse("credential", args=[credential.uuid]))
    for name in NAMES:
        assertContains(page, f'href="{reverse(name, args=[credential.uuid])}"')
    for language in ("nl", "en", "de"):
        assertContains(page, f'href="{reverse("certificate", args=[credential.uuid, language])}"')


def test_nobody_else_gets_any_of_them(client: Client, credential: Credential) -> None:
    addresses = [reverse(name, args=[credential.uuid]) for name in NAMES]
    addresses.append(reverse("certificate", args=[credential.uuid, "nl"]))
    for address in addresses:
        assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    client.force_login(credential.user)
    assert client.get(reverse("certificate", args=[credential.uuid, "xx"])).status_code == 404
