"""A key's life: made, used, given another secret, revoked; by screen, action and command."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.lrs.actions.create_key import create_key
from lms.lrs.actions.revoke_key import revoke_key
from lms.lrs.actions.rotate_key import rotate_key
from lms.lrs.keys.scopes import SCOPES
from lms.lrs.keys.secrets import valid_key
from lms.lrs.models import RecordStoreKey
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.lrs import SECRET, RecordStoreKeyFactory, TenantFactory, statement_data
from tests.factories.organisations import MembershipFactory
from tests.lms.lrs.conftest import basic

pytestmark = pytest.mark.django_db


def run(name, *arguments, **options):
    out = StringIO()
    call_command(name, *arguments, stdout=out, **options)
    return out.getvalue()


def test_secret_has_256_bits_and_only_its_digest_is_kept():
    new = create_key(by=None, fieldlab=TenantFactory(), label="Robot")

    assert len(bytes.fromhex(new.secret)) == 32
    row = json.dumps(RecordStoreKey.objects.filter(pk=new.key.pk).values().get(), default=str)
    assert new.secret not in row
    assert valid_key(new.key.key, new.secret) == new.key


def test_old_secret_works_beside_the_new_one_until_the_overlap_ends():
    key = RecordStoreKeyFactory()

    new = rotate_key(by=None, key=key, overlap=timedelta(hours=2))

    assert valid_key(key.key, SECRET) == key
    assert valid_key(key.key, new.secret) == key
    with time_machine.travel(timezone.now() + timedelta(hours=2, seconds=1)):
        assert valid_key(key.key, SECRET) is None
        assert valid_key(key.key, new.secret) == key


def test_secret_before_the_old_one_ends_at_once():
    key = RecordStoreKeyFactory()
    second = rotate_key(by=None, key=key)

    third = rotate_key(by=None, key=key)

    assert valid_key(key.key, SECRET) is None
    assert valid_key(key.key, second.secret) == key
    assert valid_key(key.key, third.secret) == key


def test_rotation_without_overlap_ends_the_old_secret():
    key = RecordStoreKeyFactory()

    rotate_key(by=None, key=key, overlap=timedelta(0))

    assert valid_key(key.key, SECRET) is None
    assert valid_key(key.key, "") is None


@pytest.mark.parametrize("fields", [{"revoked_at": timezone.now()}, {"kind": "sessions"}])
def test_key_that_opens_nothing_gets_no_new_secret(fields):
    with pytest.raises(ValidationError):
        rotate_key(by=None, key=RecordStoreKeyFactory(**fields))


def test_overlap_is_bounded():
    with pytest.raises(ValidationError):
        rotate_key(by=None, key=RecordStoreKeyFactory(), overlap=timedelta(days=91))


def test_manager_of_another_fieldlab_neither_rotates_nor_revokes():
    key = RecordStoreKeyFactory()
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=TenantFactory()).user

    for act in (rotate_key, revoke_key):
        with pytest.raises(PermissionDenied):
            act(by=manager, key=key)
    assert valid_key(key.key, SECRET) == key


def test_rotation_and_revocation_stand_in_the_log():
    fieldlab = TenantFactory()
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=fieldlab).user
    key = RecordStoreKeyFactory(fieldlab=fieldlab)

    rotate_key(by=manager, key=key)
    revoke_key(by=manager, key=key)

    entries = ModelLogEntry.objects.filter(user=manager, action__startswith="lrs.").order_by("pk")
    assert [entry.action for entry in entries] == ["lrs.key.rotate", "lrs.key.revoke"]


def test_use_is_noted_at_most_once_a_minute(xapi, django_assert_num_queries):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        xapi.get()
        xapi.key.refresh_from_db()
        first = xapi.key.used_at
    with time_machine.travel(now + timedelta(seconds=59), tick=False):
        xapi.post(statement_data())
        xapi.key.refresh_from_db()
        assert xapi.key.used_at == first == now
    with time_machine.travel(now + timedelta(seconds=61), tick=False):
        xapi.post(statement_data())
        xapi.key.refresh_from_db()
        assert xapi.key.used_at == now + timedelta(seconds=61)


def test_wrong_secret_is_no_use():
    key = RecordStoreKeyFactory()

    Client().get(
        "/xapi/statements",
        headers={"Authorization": basic(key.key, "wrong"), "X-Experience-API-Version": "1.0.3"},
    )

    key.refresh_from_db()
    assert key.used_at is None


@pytest.mark.parametrize("scope", SCOPES)
def test_every_scope_of_the_specification_can_be_given(scope):
    new = create_key(by=None, fieldlab=TenantFactory(), label="Robot", scopes=[scope])

    assert new.key.scopes == [scope]


def test_command_makes_a_key_with_name_scopes_and_end():
    fieldlab = TenantFactory()

    line = run(
        "create_lrs_key",
        fieldlab=fieldlab.slug,
        label="Lascel 3",
        scope=["statements/write", "state"],
        expires="2099-01-31",
    )

    key, secret = line.split()
    found = valid_key(key, secret)
    assert (found.label, found.scopes, found.fieldlab) == ("Lascel 3", ["statements/write", "state"], fieldlab)
    assert timezone.localtime(found.expires_at).isoformat() == "2099-01-31T00:00:00+01:00"


def test_command_takes_name_as_an_argument():
    fieldlab = TenantFactory()

    run(
        "create_lrs_key",
        "--fieldlab",
        fieldlab.slug,
        "--name",
        "Lascel 3",
        "--prefix",
        "https://cell3.example.nl/",
    )

    key = RecordStoreKey.objects.get()
    assert (key.label, key.kind, key.scopes) == (
        "Lascel 3",
        "device",
        ["statements/write", "statements/read/mine"],
    )


@pytest.mark.parametrize(
    "options",
    [
        {"expires": "yesterday"},
        {"expires": "2001-01-01"},
        {"expires": "2099-13-01"},
        {"prefix": "cell3"},
        {"prefix": "https://cell3.example.nl/", "scope": ["all"]},
        {"fieldlab": "nowhere"},
    ],
)
def test_command_says_what_is_wrong_and_makes_nothing(options):
    with pytest.raises(CommandError):
        run("create_lrs_key", **{"fieldlab": TenantFactory().slug, **options})

    assert not RecordStoreKey.objects.exists()


def test_commands_rotate_revoke_and_list():
    key = RecordStoreKeyFactory(label="Lascel 3")
    other = RecordStoreKeyFactory(label="Draaibank")

    name, secret = run("rotate_lrs_key", key.key, overlap=1).split()
    assert (name, valid_key(key.key, secret)) == (key.key, key)
    assert valid_key(key.key, SECRET) == key

    run("revoke_lrs_key", key.key)
    assert valid_key(key.key, secret) is None

    lines = run("list_lrs_keys").splitlines()
    assert len(lines) == 2
    (line,) = run("list_lrs_keys", fieldlab=key.fieldlab.slug).splitlines()
    assert line.split("\t") == [
        key.key,
        key.fieldlab.slug,
        "client",
        "revoked",
        "never used",
        "all",
        "Lascel 3",
    ]
    assert secret not in "\n".join(lines)
    assert other.key in "\n".join(lines)


@pytest.mark.parametrize("command", ["rotate_lrs_key", "revoke_lrs_key"])
def test_commands_refuse_a_key_that_is_none(command):
    with pytest.raises(CommandError):
        run(command, "nothing")


def test_nobody_without_a_role_makes_a_key():
    with pytest.raises(PermissionDenied):
        create_key(by=UserFactory(), fieldlab=TenantFactory(), label="Robot")
