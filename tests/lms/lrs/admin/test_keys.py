"""The admin's screens of keys: by role, own fieldlab only, the secret once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.lrs.keys.secrets import valid_key
from lms.lrs.models import RecordStoreKey
from lms.organisations.models import Role
from tests.factories.lrs import SECRET, RecordStoreKeyFactory
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fieldlab():
    return FieldlabFactory()


@pytest.fixture
def manager(client, fieldlab):
    client.force_login(MembershipFactory(role=Role.MANAGER, fieldlab=fieldlab).user)
    return client


def test_manager_sees_the_own_fieldlab_s_keys_alone(manager, fieldlab):
    RecordStoreKeyFactory(fieldlab=fieldlab, label="Lasrobot hal 2")
    RecordStoreKeyFactory(label="Geheime cel")

    page = manager.get(reverse("record_store_keys:index")).content.decode()

    assert "Lasrobot hal 2" in page
    assert "Geheime cel" not in page


def test_list_says_in_words_what_a_key_may_do(manager, fieldlab):
    RecordStoreKeyFactory(fieldlab=fieldlab, scopes=["statements/write", "statements/read/mine"])

    page = manager.get(reverse("record_store_keys:index")).content.decode()

    assert "Statements sturen; " in page
    assert "statements/write" not in page


def test_list_names_each_value_for_a_phone(manager, fieldlab):
    RecordStoreKeyFactory(fieldlab=fieldlab, label="Lasrobot")

    page = manager.get(reverse("record_store_keys:index")).content.decode()

    assert 'class="listing stacked"' in page
    assert '<td  data-label="Status">' in page
    assert 'data-label="Laatst gebruikt"' not in page


@pytest.mark.parametrize(("ends", "offered"), [(timedelta(days=1), True), (timedelta(days=-1), False)])
def test_key_that_ended_is_offered_no_new_secret(manager, fieldlab, ends, offered):
    key = RecordStoreKeyFactory(fieldlab=fieldlab, expires_at=timezone.now() + ends)

    page = manager.get(reverse("record_store_keys:index")).content.decode()

    assert (reverse("record_store_keys:rotate", args=[key.pk]) in page) is offered
    assert reverse("record_store_keys:revoke", args=[key.pk]) in page


def test_manager_makes_a_key_for_the_own_fieldlab_and_sees_its_secret_once(manager, fieldlab):
    other = FieldlabFactory()

    response = manager.post(
        reverse("record_store_keys:add"),
        {"label": "Lasrobot", "scopes": ["statements/write"], "expires_at": "", "fieldlab": other.pk},
    )

    key = RecordStoreKey.objects.get()
    assert key.fieldlab == fieldlab
    assert "no-store" in response.headers["Cache-Control"]
    secrets = re.findall(r"<code>([^<]+)</code>", response.content.decode())
    assert secrets[0] == key.key
    assert valid_key(key.key, secrets[1]) == key
    assert secrets[1] not in manager.get(reverse("record_store_keys:index")).content.decode()


def test_manager_revokes_an_own_key_and_finds_no_other(manager, fieldlab):
    own, other = RecordStoreKeyFactory(fieldlab=fieldlab), RecordStoreKeyFactory()

    assert manager.get(reverse("record_store_keys:revoke", args=[own.pk])).status_code == 200
    assert manager.post(reverse("record_store_keys:revoke", args=[own.pk])).status_code == 302
    assert manager.post(reverse("record_store_keys:revoke", args=[other.pk])).status_code == 404
    assert list(RecordStoreKey.objects.valid()) == [other]


def test_manager_makes_a_machine_s_key(manager, fieldlab):
    manager.post(
        reverse("record_store_keys:add"),
        {"label": "Lasrobot", "scopes": ["statements/write"], "activity_prefix": "https://cel3.example.nl/"},
    )

    key = RecordStoreKey.objects.get()
    assert (key.kind, key.activity_prefix) == ("device", "https://cel3.example.nl/")


def test_what_a_machine_may_not_stands_beside_the_field(manager):
    response = manager.post(
        reverse("record_store_keys:add"),
        {"label": "Lasrobot", "scopes": ["all"], "activity_prefix": "https://cel3.example.nl/"},
    )

    assert list(response.context["form"].errors) == ["scopes"]
    assert not RecordStoreKey.objects.exists()


def test_manager_gives_an_own_key_a_new_secret_and_finds_no_other(manager, fieldlab):
    own, other = RecordStoreKeyFactory(fieldlab=fieldlab), RecordStoreKeyFactory()
    address = reverse("record_store_keys:rotate", args=[own.pk])
    assert manager.get(address).status_code == 200

    response = manager.post(address, {"days": "7"})

    assert "no-store" in response.headers["Cache-Control"]
    key, secret = re.findall(r"<code>([^<]+)</code>", response.content.decode())
    assert valid_key(key, secret) == own
    assert valid_key(key, SECRET) == own
    address = reverse("record_store_keys:rotate", args=[other.pk])
    assert manager.get(address).status_code == 404
    assert manager.post(address, {"days": "7"}).status_code == 404


def test_key_for_sessions_gets_no_new_secret(manager, fieldlab):
    key = RecordStoreKeyFactory(fieldlab=fieldlab, kind="sessions")

    assert manager.get(reverse("record_store_keys:rotate", args=[key.pk])).status_code == 404
    assert manager.get(reverse("record_store_keys:index")).status_code == 200


@pytest.mark.parametrize("role", [Role.TRAINER, Role.ASSESSOR])
def test_screens_are_closed_to_other_roles(client, fieldlab, role):
    client.force_login(MembershipFactory(role=role, fieldlab=fieldlab).user)

    assert client.get(reverse("record_store_keys:index")).status_code in (403, 404)
    assert client.get(reverse("record_store_keys:add")).status_code in (403, 404)


def test_page_with_a_secret_sent_again_makes_no_second_key(manager, fieldlab):
    address = reverse("record_store_keys:add")
    form = re.search(r'name="step" value="([^"]+)"', manager.get(address).content.decode())
    data = {"step": form[1], "label": "Lasrobot", "scopes": ["statements/write"]}
    first = re.findall(r"<code>([^<]+)</code>", manager.post(address, data).content.decode())

    again = manager.post(address, data)

    assert RecordStoreKey.objects.count() == 1
    assert re.findall(r"<code>([^<]+)</code>", again.content.decode()) == first[:1]
    assert "Deze sleutel is al gemaakt." in again.content.decode()


def test_form_for_a_key_with_the_step_of_another_fieldlab_tells_nothing_of_it(manager):
    other = RecordStoreKeyFactory(label="Geheime cel")
    data = {"step": str(other.uuid), "label": "Lasrobot", "scopes": ["statements/write"]}

    response = manager.post(reverse("record_store_keys:add"), data)

    assert response.context["form"].non_field_errors()
    assert "Geheime cel" not in response.content.decode()
    assert RecordStoreKey.objects.get() == other


def test_page_with_a_new_secret_sent_again_leaves_that_secret(manager, fieldlab):
    key = RecordStoreKeyFactory(fieldlab=fieldlab)
    address = reverse("record_store_keys:rotate", args=[key.pk])
    form = re.search(r'name="step" value="([^"]+)"', manager.get(address).content.decode())
    data = {"step": form[1], "days": "0"}
    name, secret = re.findall(r"<code>([^<]+)</code>", manager.post(address, data).content.decode())

    again = manager.post(address, data).content.decode()

    assert re.findall(r"<code>([^<]+)</code>", again) == [name]
    assert valid_key(name, secret) == key
