from __future__ import annotations

import io
import json
import re
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from credentials.actions.keep_foreign import keep_foreign
from credentials.actions.supersede import supersede
from credentials.checking.network import check_foreign
from credentials.models import Credential
from lms.accounts.models import User
from tests.credentials.wallet.test_foreign import from_school
from tests.factories.accounts import UserFactory
from tests.factories.credentials import CredentialFactory

pytestmark = pytest.mark.django_db


def archive_of(client: Client, user: User) -> ZipFile:
    client.force_login(user)
    response = client.get(reverse("wallet_archive"))
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    return ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_it_holds_every_document_as_signed(client: Client, credential: Credential, manager: User) -> None:
    supersede(by=manager, credential=credential, name="Sanne de Vries-Jansen", reason="Naam verkeerd")
    keep_foreign(by=credential.user, data=from_school())
    archive = archive_of(client, credential.user)
    contents = {name: archive.read(name) for name in archive.namelist()}
    documents = {bytes(issue.document) for issue in credential.issues.all()}
    assert len(documents) == 2
    assert documents <= set(contents.values())
    assert from_school() in contents.values()
    tokens = [data for name, data in contents.items() if name.endswith(".jwt")]
    assert len(tokens) == 2
    (badge,) = (data for name, data in contents.items() if name.endswith(".png"))
    (certificate,) = (data for name, data in contents.items() if name.endswith(".pdf"))
    assert all(check_foreign(data).valid for data in (*tokens, badge, certificate))


def test_its_page_names_each_file_and_runs_nothing(client: Client, credential: Credential) -> None:
    keep_foreign(by=credential.user, data=from_school())
    archive = archive_of(client, credential.user)
    page = archive.read("index.html").decode()
    assert set(re.findall('href="([^"]+)"', page)) == set(archive.namelist()) - {"index.html"}
    assert "script" not in page
    assert credential.achievement.name in page
    assert "Techniekschool" in page
    assert '<html lang="nl">' in page


def test_it_speaks_the_holder_s_language(client: Client) -> None:
    credential = CredentialFactory(user=UserFactory(language="en"))
    page = archive_of(client, credential.user).read("index.html").decode()
    assert "These files are yours" in page


def test_an_empty_wallet_gives_an_archive_that_says_so(client: Client) -> None:
    archive = archive_of(client, UserFactory())
    assert archive.namelist() == ["index.html"]


def test_nobody_else_s_are_in_it(client: Client, credential: Credential) -> None:
    other = CredentialFactory()
    text = json.dumps([archive_of(client, credential.user).read(name).decode() for name in ("index.html",)])
    assert other.user.name not in text


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse("wallet_archive")).status_code == 302
