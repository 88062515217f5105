from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from credentials.actions.check_shared import check_shared
from credentials.actions.share_by_link import share_by_link
from credentials.actions.supersede import supersede
from credentials.models import Consent, Credential, ForeignCredential, Look, Share
from credentials.queries import newest_issue
from lms.accounts.models import User
from lms.organisations.models import Employer, Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import EmployerFactory, MembershipFactory

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


@pytest.fixture
def holder(client: Client, credential: Credential) -> Client:
    client.force_login(credential.user)
    return client


def link_data(**fields: object) -> dict[str, object]:
    until = timezone.localdate() + timedelta(days=30)
    return {"step": uuid4(), "label": "Van Dam", "until": until.isoformat(), **fields}


def make_link(client: Client, credential: Credential, **fields: object) -> str:
    response = client.post(reverse("share_link", args=[credential.uuid]), link_data(**fields))
    return response.context["link"]


def consent_data(employer: Employer, **fields: object) -> dict[str, object]:
    until = timezone.localdate() + timedelta(days=30)
    return {"employer": employer.uuid, "purpose": "safety", "until": until.isoformat(), **fields}


@pytest.mark.parametrize(("name", "days"), [("share_link", 365), ("share_employer", 2 * 366 - 1)])
def test_calendar_offers_only_days_that_are_taken(
    holder: Client, credential: Credential, name: str, days: int
) -> None:
    MembershipFactory(user=credential.user, role=Role.EMPLOYEE, employer=EmployerFactory())
    page = holder.get(reverse(name, args=[credential.uuid]))
    today = timezone.localdate()
    shown = {"min": (today + timedelta(days=1)).isoformat(), "max": (today + timedelta(days=days)).isoformat()}
    for attribute, day in shown.items():
        assertContains(page, f'{attribute}="{day}"')


@pytest.mark.parametrize("number", [1, 30])
def test_wallet_asks_few_queries(client: Client, number: int) -> None:
    user, version = UserFactory(), ModuleVersionFactory()
    for count in range(number):
        CredentialFactory(
            user=user, version=version if not count else ModuleVersionFactory(fieldlab=version.fieldlab)
        )
    client.force_login(user)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(reverse("wallet"))
    assert response.status_code == 200
    assert len(response.context["rows"]) == number
    assert len(queries) <= MOST_QUERIES


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("name", ["wallet", "passport", "shares"])
def test_lists_with_renewals_links_and_credentials_from_elsewhere_ask_few_queries(
    client: Client, name: str, number: int
) -> None:
    user, first, now = UserFactory(), CredentialFactory(version=ModuleVersionFactory()), timezone.now()
    for count in range(number):
        credential = CredentialFactory(
            user=user, version=ModuleVersionFactory(fieldlab=first.fieldlab, validity_months=2)
        )
        ForeignCredential.objects.create(
            user=user,
            document=b"{}",
            sha256=str(count),
            received="json",
            report={"document": None},
            checked_at=now,
            verdict="yes",
            holder="yes",
            holder_reason="email_matches",
            title=f"Diploma {count}",
            issuer="School",
        )
        share_by_link(
            by=user,
            credentials=[credential],
            label="Van Dam",
            expires_at=now + timedelta(days=3),
            works_once=False,
            step=uuid4(),
        )
    client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        text = client.get(reverse(name)).content.decode()
    assert len(queries) <= MOST_QUERIES, [query["sql"][:120] for query in queries]
    assert text.count("Van Dam" if name == "shares" else "Diploma") >= number


def test_the_timeline_goes_by_year_and_can_be_narrowed(
    client: Client, manager: User, credential: Credential
) -> None:
    old = CredentialFactory(
        user=credential.user,
        version=ModuleVersionFactory(title="Oud bewijs", validity_months=12),
        completed_at=timezone.now() - timedelta(days=3 * 365),
    )
    client.force_login(credential.user)
    page = client.get(reverse("wallet"))
    years = [year.number for year in page.context["years"]]
    assert years == sorted(years, reverse=True)
    assert len(years) == 3
    shown = {
        show: [
            entry.credential
            for year in client.get(reverse("wallet"), {"show": show}).context["years"]
            for entry in year.entries
            if entry.kind == "earned"
        ]
        for show in ("valid", "ended", "elsewhere", "nonsense")
    }
    assert shown == {"valid": [credential], "ended": [old], "elsewhere": [], "nonsense": [credential, old]}


def test_a_renewal_stands_in_the_timeline(client: Client, manager: User, credential: Credential) -> None:
    supersede(by=manager, credential=credential, name="Sanne Jansen", reason="Naam verkeerd")
    client.force_login(credential.user)
    page = client.get(reverse("wallet"))
    assert [entry.kind for year in page.context["years"] for entry in year.entries] == ["later", "earned"]
    assert "Naam verkeerd" in page.content.decode()


def test_the_passport_shows_skills_with_level_and_source(client: Client, credential: Credential) -> None:
    client.force_login(credential.user)
    page = client.get(reverse("passport"))
    found = page.context["passport"]
    assert [item.source.title for skill in (*found.skills, *found.others) for item in skill.shown]
    assert credential.fieldlab.name in page.content.decode()
    Credential.objects.update(state=Credential.State.REVOKED)
    assert client.get(reverse("passport")).context["count"] == 0


def test_wallet_shows_only_ones_own(holder: Client, credential: Credential) -> None:
    other = CredentialFactory(version=ModuleVersionFactory(title="Iets van een ander"))
    text = holder.get(reverse("wallet")).content.decode()
    assert credential.achievement.name in text
    assert other.achievement.name not in text


def test_wallet_without_credentials_says_what_to_do(client: Client) -> None:
    client.force_login(UserFactory())
    assert reverse("my_learning") in client.get(reverse("wallet")).content.decode()


@pytest.mark.parametrize("name", ["credential", "credential_download", "share_link", "share_employer"])
def test_foreign_and_unknown_credentials_give_404(client: Client, credential: Credential, name: str) -> None:
    client.force_login(UserFactory())
    assert client.get(reverse(name, args=[credential.uuid])).status_code == 404
    assert client.get(reverse(name, args=[uuid4()])).status_code == 404


def test_visitors_are_asked_to_sign_in(client: Client, credential: Credential) -> None:
    response = client.get(reverse("credential", args=[credential.uuid]))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


def test_credential_shows_every_signed_field(holder: Client, credential: Credential) -> None:
    response = holder.get(reverse("credential", args=[credential.uuid]))
    text = response.content.decode()
    assert response.context["fields"]
    assert credential.fieldlab.kvk_number in text
    assert "no-store" in response["Cache-Control"]


def test_download_gives_the_exact_bytes(holder: Client, credential: Credential) -> None:
    response = holder.get(reverse("credential_download", args=[credential.uuid]))
    assert response.content == bytes(newest_issue(credential).document)
    assert response["Content-Disposition"] == 'attachment; filename="robots-veilig-bedienen.json"'


def test_a_link_is_shown_with_a_qr_code_and_works(holder: Client, credential: Credential) -> None:
    data = link_data()
    first = holder.post(reverse("share_link", args=[credential.uuid]), data)
    link = first.context["link"]
    assert link.startswith("http://testserver/check/")
    assert 'src="data:image/svg+xml' in first.content.decode()
    again = holder.post(reverse("share_link", args=[credential.uuid]), data)
    assert again.context["link"] == link
    assert Share.objects.count() == 1
    assert Client().get(link).status_code == 200
    assert "Van Dam" in holder.get(reverse("credential", args=[credential.uuid])).content.decode()


def test_a_form_of_another_credential_makes_no_link(holder: Client, credential: Credential) -> None:
    data = link_data()
    holder.post(reverse("share_link", args=[credential.uuid]), data)
    other = CredentialFactory(user=credential.user)
    assert holder.post(reverse("share_link", args=[other.uuid]), data).status_code == 403
    stranger = Client()
    theirs = CredentialFactory()
    stranger.force_login(theirs.user)
    assert stranger.post(reverse("share_link", args=[theirs.uuid]), data).status_code == 403
    assert Share.objects.get().items.get().credential == credential


def test_a_link_into_the_past_is_refused(holder: Client, credential: Credential) -> None:
    response = holder.post(reverse("share_link", args=[credential.uuid]), link_data(until="2020-01-01"))
    assert response.status_code == 400
    assert not Share.objects.exists()


def test_taking_back_can_be_repeated(holder: Client, credential: Credential) -> None:
    link = make_link(holder, credential)
    address = reverse("take_back_share", args=[Share.objects.get().uuid])
    for _ in range(2):
        assert holder.post(address).status_code == 302
    assert Client().get(link).status_code == 410


def test_taking_back_needs_a_post_and_the_holder(holder: Client, credential: Credential) -> None:
    make_link(holder, credential)
    address = reverse("take_back_share", args=[Share.objects.get().uuid])
    assert holder.get(address).status_code == 405
    stranger = Client()
    stranger.force_login(UserFactory())
    assert stranger.post(address).status_code == 404
    assert Share.objects.get().revoked_at is None


def test_sharing_with_an_employer_and_stopping(holder: Client, credential: Credential, employer: Employer) -> None:
    address = reverse("share_employer", args=[credential.uuid])
    assert holder.get(address).status_code == 200
    assert holder.post(address, consent_data(employer)).status_code == 302
    consent = Consent.objects.get()
    assert (consent.credential, consent.employer, consent.purpose) == (credential, employer, "safety")
    stop = reverse("stop_sharing", args=[credential.uuid, consent.uuid])
    for _ in range(2):
        assert holder.post(stop).status_code == 302
    consent.refresh_from_db()
    assert consent.stopped_at is not None


def test_sharing_with_somebody_elses_employer_is_refused(
    holder: Client, credential: Credential, employer: Employer
) -> None:
    response = holder.post(reverse("share_employer", args=[credential.uuid]), consent_data(EmployerFactory()))
    assert response.status_code == 400
    assert not Consent.objects.exists()


def test_who_looked_is_shown(holder: Client, credential: Credential, employer: Employer, officer: User) -> None:
    Client().get(make_link(holder, credential, label="Sollicitatie"))
    holder.post(reverse("share_employer", args=[credential.uuid]), consent_data(employer))
    check_shared(by=officer, consent=Consent.objects.get())
    text = holder.get(reverse("credential", args=[credential.uuid])).content.decode()
    assert "Sollicitatie" in text
    assert officer.name in text
    assert Look.objects.count() == 2
