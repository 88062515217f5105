from __future__ import annotations

import json

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from credentials.actions.check_foreign_again import check_foreign_again
from credentials.actions.keep_foreign import keep_foreign
from credentials.actions.remove_foreign import remove_foreign
from credentials.formats.profile import Holder
from credentials.models import Credential, ForeignCredential
from credentials.personal_data.erasure import erase
from credentials.personal_data.export import export
from credentials.queries import newest_issue
from lms.accounts.models import User
from tests.credentials import foreign, samples
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
SALT = "00112233445566778899aabbccddeeff"


@pytest.fixture
def user(db: None) -> User:
    user = UserFactory(name="Zoë de Vries-Öztürk", email="zoe@example.org")
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True})
    return user


def from_school(name: str = "Zoë de Vries-Öztürk", email: str = "zoe@example.org", **changes) -> bytes:
    """A credential of a school that signs with a did:key."""
    document = samples.credential(status=[], holder=Holder(name=name, email=email, salt=SALT))
    issuer = foreign.did_key(foreign.ED25519)
    document = {**document, "issuer": {**document["issuer"], "id": issuer, "name": "Techniekschool"}, **changes}
    method = f"{issuer}#{issuer.removeprefix('did:key:')}"
    signed = foreign.proved(document, foreign.ED25519, suite="eddsa-rdfc-2022", method=method)
    return json.dumps(signed, ensure_ascii=False).encode()


def test_a_credential_from_elsewhere_is_checked_and_kept_byte_for_byte(user: User) -> None:
    data = from_school()
    kept = keep_foreign(by=user, data=data)
    kept.refresh_from_db()
    assert bytes(kept.document) == data
    assert (kept.verdict, kept.holder, kept.holder_reason) == ("yes", "yes", "email_matches")
    assert (kept.issuer, kept.received) == ("Techniekschool", "json")
    assert keep_foreign(by=user, data=data) == kept


@pytest.mark.parametrize(
    ("name", "email", "answer"),
    [
        ("Iemand anders", "zoe@example.org", ("yes", "email_matches")),
        ("Iemand anders", "else@example.org", ("no", "name_differs")),
        ("ZOË  de vries-öztürk", "else@example.org", ("no", "email_differs")),
    ],
)
def test_whose_it_is_rests_on_proven_addresses(user: User, name: str, email: str, answer: tuple[str, str]) -> None:
    kept = keep_foreign(by=user, data=from_school(name, email))
    assert (kept.holder, kept.holder_reason) == answer


def test_an_address_that_was_not_proven_says_nothing(user: User) -> None:
    EmailAddress.objects.filter(user=user).update(verified=False)
    assert keep_foreign(by=user, data=from_school()).holder == "no"


def test_a_changed_credential_is_kept_as_not_valid_and_nobody_s(user: User) -> None:
    data = from_school().replace(b"Techniekschool", b"Toptechniekschool")
    kept = keep_foreign(by=user, data=data)
    assert (kept.verdict, kept.holder, kept.holder_reason) == ("no", "unknown", "not_confirmed")


@pytest.mark.parametrize("data", [b"{", b"hello", b"", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_credential_is_refused(user: User, data: bytes) -> None:
    with pytest.raises(ValidationError):
        keep_foreign(by=user, data=data)
    assert not ForeignCredential.objects.exists()


def test_one_s_own_credential_of_this_site_is_refused(credential: Credential) -> None:
    with pytest.raises(ValidationError):
        keep_foreign(by=credential.user, data=bytes(newest_issue(credential).document))


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+01:00"])
def test_dates_at_the_ends_of_the_calendar_do_not_lock_the_wallet(client: Client, user: User, moment: str) -> None:
    client.force_login(user)
    for field in ("validFrom", "validUntil", "awardedDate"):
        kept = keep_foreign(by=user, data=from_school(**{field: moment}))
        assert client.get(reverse("foreign_credential", args=[kept.uuid])).status_code == 200
    for name in ("wallet", "passport", "wallet_archive"):
        assert client.get(reverse(name)).status_code == 200
    assert not ForeignCredential.objects.filter(valid_until__year__gt=9998).exists()


def test_checking_again_notes_the_moment(user: User) -> None:
    kept = keep_foreign(by=user, data=from_school())
    again = check_foreign_again(by=user, kept=kept)
    assert again.checked_at > kept.checked_at
    assert again.verdict == "yes"


def test_only_the_holder_checks_and_removes(user: User) -> None:
    kept = keep_foreign(by=user, data=from_school())
    for action in (check_foreign_again, remove_foreign):
        with pytest.raises(PermissionDenied):
            action(by=UserFactory(), kept=kept)
    remove_foreign(by=user, kept=kept)
    assert not ForeignCredential.objects.exists()


def test_the_way_through_the_screens(client: Client, user: User) -> None:
    client.force_login(user)
    data = from_school()
    added = client.post(reverse("foreign_add"), {"file": SimpleUploadedFile("c.json", data)})
    kept = ForeignCredential.objects.get()
    assert added["Location"] == reverse("foreign_credential", args=[kept.uuid])
    page = client.get(added["Location"]).content.decode()
    assert "Techniekschool" in page
    assert "bevestigd adres" in page
    assert "Techniekschool" in client.get(reverse("wallet")).content.decode()
    assert client.post(reverse("foreign_check", args=[kept.uuid])).status_code == 302
    file = client.get(reverse("foreign_download", args=[kept.uuid]))
    assert file.content == data
    assert file["Content-Type"] == "application/octet-stream"
    assert client.post(reverse("foreign_remove", args=[kept.uuid])).status_code == 302
    assert not ForeignCredential.objects.exists()


@pytest.mark.parametrize("text", ["{", "https://nobody.example/c.json", "http://testserver/check/anything/"])
def test_what_can_t_be_kept_is_refused_in_words(client: Client, user: User, text: str) -> None:
    client.force_login(user)
    answer = client.post(reverse("foreign_add"), {"text": text})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_others_can_t_reach_it(client: Client, user: User) -> None:
    kept = keep_foreign(by=user, data=from_school())
    client.force_login(UserFactory())
    for name in ("foreign_credential", "foreign_download"):
        assert client.get(reverse(name, args=[kept.uuid])).status_code == 404
    for name in ("foreign_check", "foreign_remove"):
        assert client.post(reverse(name, args=[kept.uuid])).status_code == 404


def test_it_is_shared_with_the_date_of_its_check(client: Client, user: User) -> None:
    kept = keep_foreign(by=user, data=from_school())
    client.force_login(user)
    data = {
        "step": "0b9d5f3e-8a43-4a7b-9d7c-0c5f6c1d2e3f",
        "label": "Van Dam",
        "until": "2126-01-01",
        "credentials": [str(kept.uuid)],
    }
    assert client.post(reverse("share_several"), data).status_code == 400
    until = client.get(reverse("share_several")).context["form"]["until"].initial.isoformat()
    link = client.post(reverse("share_several"), {**data, "until": until}).context["link"]
    page = Client().get(link).content.decode()
    assert "komt van elders" in page
    assert "Techniekschool" in page
    assert "1 keer bekeken" in client.get(reverse("shares")).content.decode()


def test_data_and_erasure_hold_it(user: User) -> None:
    kept = keep_foreign(by=user, data=from_school())
    assert json.dumps(export(user)["credentials from elsewhere"]).count(kept.title) == 1
    erase(user)
    assert not ForeignCredential.objects.exists()
