"""Keys: Basic credentials with scopes, bound to one fieldlab (xAPI 1.0.3, part 3, 4)."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import StringIO
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from lms.lrs.actions.create_key import create_key
from lms.lrs.actions.revoke_key import revoke_key
from lms.lrs.keys.secrets import digest_of, valid_key
from lms.lrs.models import RecordStoreKey
from lms.organisations.models import Membership, Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.lrs import SECRET, RecordStoreKeyFactory, TenantFactory, statement_data, store
from tests.lms.lrs.conftest import basic

pytestmark = pytest.mark.django_db


def manager_of(fieldlab):
    user = UserFactory()
    Membership.objects.create(user=user, role=Role.MANAGER, fieldlab=fieldlab)
    return user


def test_created_key_opens_the_record_store_and_its_secret_is_kept_as_sha_256():
    fieldlab = TenantFactory()

    new = create_key(by=manager_of(fieldlab), fieldlab=fieldlab, label="Robotcel 1")

    assert valid_key(new.key.key, new.secret) == new.key
    assert new.key.secret_digest == sha256(new.secret.encode()).hexdigest()
    assert len(new.secret) >= 43
    assert new.secret not in repr(new)


def test_key_is_made_and_revoked_by_the_own_manager_alone():
    fieldlab = TenantFactory()
    stranger = manager_of(TenantFactory())
    key = create_key(by=SuperuserFactory(), fieldlab=fieldlab, label="x").key

    with pytest.raises(PermissionDenied):
        create_key(by=stranger, fieldlab=fieldlab, label="x")
    with pytest.raises(PermissionDenied):
        revoke_key(by=stranger, key=key)
    assert RecordStoreKey.objects.get().revoked_at is None


@pytest.mark.parametrize("scopes", [[], ["everything"]])
def test_key_with_unknown_scopes_is_refused(scopes):
    with pytest.raises(ValidationError):
        create_key(by=SuperuserFactory(), fieldlab=TenantFactory(), label="x", scopes=scopes)


def test_revoked_key_opens_nothing_and_revoking_again_changes_nothing():
    key = RecordStoreKeyFactory()
    user = SuperuserFactory()

    revoke_key(by=user, key=key)
    revoked_at = key.revoked_at
    revoke_key(by=user, key=key)

    assert valid_key(key.key, SECRET) is None
    assert key.revoked_at == revoked_at


def test_key_is_seen_by_the_managers_of_its_fieldlab():
    key = RecordStoreKeyFactory()

    assert list(RecordStoreKey.objects.visible_to(manager_of(key.fieldlab))) == [key]
    assert list(RecordStoreKey.objects.visible_to(manager_of(TenantFactory()))) == []
    assert list(RecordStoreKey.objects.visible_to(SuperuserFactory())) == [key]


def test_command_prints_one_line_with_key_and_secret():
    fieldlab = TenantFactory()
    out = StringIO()

    call_command("create_lrs_key", fieldlab=fieldlab.slug, stdout=out)

    key, secret = out.getvalue().strip().split(" ")
    assert valid_key(key, secret).fieldlab == fieldlab
    with pytest.raises(CommandError):
        call_command("create_lrs_key", fieldlab="nowhere")


@pytest.mark.parametrize(
    "fields",
    [
        {"revoked_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"secret_digest": "0" * 64},
    ],
)
def test_key_that_is_revoked_expired_or_wrong_gives_401(make_xapi, fields):
    assert make_xapi(**fields).get().status_code == 401


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"revoked_at": datetime(2026, 1, 2, tzinfo=UTC)}, "this key was revoked"),
        ({"expires_at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)}, "its time ended at 2026-01-02T03:04:05Z"),
        (
            {"previous_digest": digest_of(SECRET), "previous_until": timezone.now(), "secret_digest": "0" * 64},
            "this secret was replaced by another one",
        ),
    ],
)
def test_who_has_the_secret_is_told_why_it_opens_nothing(make_xapi, fields, reason, version):
    xapi = make_xapi(version, **fields)

    assert xapi.get().json()["detail"] == f"Authorization: {reason}."
    xapi.headers["Authorization"] = basic(xapi.key.key, "guessed")
    assert xapi.get().json()["detail"] == "Authorization: a valid key and secret of this record store are needed."


def test_refused_key_is_told_which_scopes_open_what_it_asked_for_4_2(make_xapi):
    refused = make_xapi(scopes=["statements/read/mine"]).post(statement_data())

    assert refused.json()["detail"].endswith("none of the scopes that open this: statements/write, all.")


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !!!", "Bearer x", basic("key", "wrong"), "Basic /w==", basic("a\0b", "c")]
)
def test_credentials_that_are_none_give_401_with_a_challenge(client, header):
    headers = {"Authorization": header, "X-Experience-API-Version": "1.0.3"}

    response = client.get("/xapi/statements", headers=headers)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("header", [{"Sec-Fetch-Mode": "cors"}, {"Origin": "https://elsewhere.example"}])
def test_fetch_of_a_browser_gets_no_basic_challenge(client, header):
    response = client.get("/xapi/statements", headers={"X-Experience-API-Version": "1.0.3", **header})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("xBasic ")


@pytest.mark.parametrize(
    ("scope", "writes", "reads"),
    [
        ("statements/write", 200, 403),
        ("statements/read", 403, 200),
        ("statements/read/mine", 403, 200),
        ("all/read", 403, 200),
        ("all", 200, 200),
    ],
)
def test_scopes_open_what_they_name_4_2(make_xapi, scope, writes, reads):
    xapi = make_xapi(scopes=[scope])

    assert xapi.post(statement_data()).status_code == writes
    assert xapi.get().status_code == reads


def test_scope_mine_reads_what_the_key_wrote_4_2(make_xapi):
    mine = make_xapi(scopes=["statements/write", "statements/read/mine"])
    store(statement_data(), key=RecordStoreKeyFactory(fieldlab=mine.key.fieldlab))
    (statement_id,) = mine.post(statement_data()).json()

    assert mine.ids() == [statement_id]


def test_key_reads_nothing_of_another_fieldlab(make_xapi):
    one, other = make_xapi(), make_xapi()
    (statement_id,) = one.post(statement_data()).json()

    assert other.ids() == []
    assert other.ids(verb="http://adlnet.gov/expapi/verbs/experienced") == []
    assert other.get(statementId=statement_id).status_code == 404
    assert other.get(voidedStatementId=statement_id).status_code == 404


def test_id_of_another_fieldlab_is_taken_even_for_the_same_statement(make_xapi):
    one, other = make_xapi(), make_xapi()
    data = statement_data(id=str(uuid4()))
    one.post(data)

    assert other.post(data).status_code == 409
    assert other.ids() == []


def test_more_of_another_key_is_refused(make_xapi):
    one, other = make_xapi(), make_xapi()
    one.post([statement_data() for _ in range(3)])
    more = one.get(limit=1).json()["more"]

    assert other.follow(more).status_code == 400
    assert one.follow(more + "x").status_code == 400
    assert one.follow(more).status_code == 200
