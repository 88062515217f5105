from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Completion, PracticalAssessment
from courses.structure import practicals_in
from credentials.models import Consent, Credential, Look, Share
from lms.accounts.models import User
from lms.organisations.models import Employer
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory

pytestmark = pytest.mark.django_db
UNTIL = (timezone.localdate() + timedelta(days=30)).isoformat()


@pytest.fixture
def second(credential: Credential) -> Credential:
    return CredentialFactory(
        user=credential.user, version=ModuleVersionFactory(title="Machine vision", fieldlab=credential.fieldlab)
    )


@pytest.fixture
def holder(client: Client, credential: Credential) -> Client:
    client.force_login(credential.user)
    return client


def link_data(*credentials: Credential, **fields) -> dict:
    chosen = [str(credential.uuid) for credential in credentials]
    return {"step": uuid4(), "label": "Van Dam", "until": UNTIL, "credentials": chosen, **fields}


def make_link(holder: Client, *credentials: Credential, **fields) -> str:
    return holder.post(reverse("share_several"), link_data(*credentials, **fields)).context["link"]


def test_one_link_leads_to_several_credentials_each_with_its_checks(
    holder: Client, credential: Credential, second: Credential
) -> None:
    page = Client().get(make_link(holder, credential, second))
    assert [item.shown.verdict.tone for item in page.context["items"]] == ["yes", "yes"]
    text = page.content.decode()
    assert credential.achievement.name in text
    assert "Machine vision" in text
    assert text.count('id="item-') == 4


def test_a_set_is_seen_as_often_as_it_was_opened(
    holder: Client, credential: Credential, second: Credential
) -> None:
    link = make_link(holder, credential, second)
    for _ in range(3):
        Client().get(link)
    assert Share.objects.with_times().get().times_opened == 3
    assert Look.objects.filter(credential=credential).count() == 3
    assert "3 keer bekeken" in holder.get(reverse("shares")).content.decode()
    assert "3 keer bekeken" in holder.get(reverse("credential", args=[second.uuid])).content.decode()


def test_taking_back_a_set_ends_it_for_all(holder: Client, credential: Credential, second: Credential) -> None:
    link = make_link(holder, credential, second)
    share = Share.objects.get()
    address = reverse("take_back_share", args=[share.uuid])
    back = holder.post(address, {"from": str(second.uuid)})
    assert back["Location"] == reverse("credential", args=[second.uuid])
    assert holder.post(address)["Location"] == reverse("shares")
    assert Client().get(link).status_code == 410


def test_only_own_credentials_can_be_chosen(holder: Client, credential: Credential) -> None:
    other = CredentialFactory(version=ModuleVersionFactory(title="Iets van een ander"))
    response = holder.post(reverse("share_several"), link_data(credential, other))
    assert response.status_code == 400
    assert not Share.objects.exists()
    assert other.achievement.name not in holder.get(reverse("share_several") + "?all=1").content.decode()


def test_nothing_is_chosen_until_the_holder_does(
    holder: Client, credential: Credential, second: Credential
) -> None:
    assert holder.post(reverse("share_several"), link_data()).status_code == 400
    chosen = {
        query: holder.get(reverse("share_several") + query).context["form"]["credentials"].initial
        for query in ("", f"?c={second.uuid}&c={uuid4()}", "?all=1")
    }
    assert chosen[""] == []
    assert chosen["?all=1"] == sorted([str(credential.uuid), str(second.uuid)])
    assert list(chosen.values())[1] == [str(second.uuid)]


def test_several_are_shared_with_an_employer_at_once(
    holder: Client, credential: Credential, second: Credential, employer: Employer
) -> None:
    data = {
        "credentials": [str(credential.uuid), str(second.uuid)],
        "employer": employer.uuid,
        "purpose": "safety",
        "until": UNTIL,
        "evidence": ["score"],
    }
    address = reverse("share_several_employer")
    assert holder.post(address, data)["Location"] == reverse("shares")
    assert holder.post(address, data).status_code == 302
    consents = list(Consent.objects.order_by("credential_id"))
    assert [(item.credential, item.evidence) for item in consents] == [
        (credential, ["score"]),
        (second, ["score"]),
    ]
    stop = reverse("stop_sharing", args=[credential.uuid, consents[0].uuid])
    assert holder.post(stop, {"from": "shares"})["Location"] == reverse("shares")
    assert Consent.objects.running().get() == consents[1]


def observed(version_title: str, user: User) -> Credential:
    """A credential by a practical of which each criterion was noted."""
    credential = CredentialFactory(
        user=user, version=ModuleVersionFactory(title=version_title, practical=True), practical=True
    )
    enrolment = credential.completion.enrolment
    lessons = credential.completion.version.lessons.filter(language="nl")
    practical = next(found for lesson in lessons for found in practicals_in(lesson.content.raw_data))
    marks = [{"criterion": item.id, "met": True, "note": "deed het vlot"} for item in practical.criteria]
    PracticalAssessment.objects.filter(enrolment=enrolment).update(block_id=practical.id, marks=marks)
    Completion.objects.filter(pk=enrolment.pk).update(score="0.87")
    credential.refresh_from_db()
    return credential


EVIDENCE = {"practical": "deed het vlot", "score": "<strong>87%</strong>", "module": "Wat zit er in de module"}


@pytest.mark.parametrize("chosen", [[], ["score"], ["practical", "module"], ["module", "practical", "score"]])
def test_only_the_evidence_that_was_chosen_goes_along(client: Client, chosen: list[str]) -> None:
    user = UserFactory()
    client.force_login(user)
    link = make_link(client, observed("Cobots", user), evidence=chosen)
    text = Client().get(link).content.decode()
    assert {kind: words in text for kind, words in EVIDENCE.items()} == {kind: kind in chosen for kind in EVIDENCE}


def test_the_employer_sees_the_evidence_of_its_consent(
    holder: Client, credential: Credential, employer: Employer, officer: User
) -> None:
    Completion.objects.filter(credential=credential).update(score="0.87")
    data = {"employer": employer.uuid, "purpose": "safety", "until": UNTIL, "evidence": ["score"]}
    holder.post(reverse("share_employer", args=[credential.uuid]), data)
    desk = Client()
    desk.force_login(officer)
    page = desk.get(reverse("hr_credential", args=[Consent.objects.get().uuid])).content.decode()
    assert EVIDENCE["score"] in page


def test_a_shared_page_leads_to_what_was_awarded(holder: Client, credential: Credential) -> None:
    text = Client().get(make_link(holder, credential)).content.decode()
    assert reverse("achievement", args=[credential.achievement.uuid]) in text


def test_checking_a_link_to_several_asks_for_a_browser(
    holder: Client, credential: Credential, second: Credential
) -> None:
    link = make_link(holder, credential, second)
    answer = Client().post("/api/verify", link.encode(), content_type="text/plain").json()
    assert answer["valid"] is False
    assert answer["checks"][0]["code"] == "link_to_several"
    assert not Look.objects.exists()
