"""Where data goes: who says so, to which addresses, with which secret."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from lms.lrs.actions.create_destination import create_destination
from lms.lrs.actions.pause_destination import pause_destination
from lms.lrs.actions.resend_refused import resend_refused
from lms.lrs.actions.resume_destination import resume_destination
from lms.lrs.actions.update_destination import update_destination
from lms.lrs.models import ForwardingDestination
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.lrs import TenantFactory, statement_data, store
from tests.factories.organisations import MembershipFactory
from tests.lms.lrs.forwarding.other_store import PASSED, forward, sent_to

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://lrs.example.nl/xapi/",
        "ftp://lrs.example.nl/",
        "file:///etc/passwd",
        "https://",
        "https:///xapi",
        "https://key:secret@lrs.example.nl/xapi",
        "https://lrs.example.nl/xapi?a=b",
        "https://lrs.example.nl/xapi#a",
        "https://lrs.example.nl:port/",
        "https://[lrs/",
        "lrs.example.nl",
    ],
)
def test_address_is_https_without_secrets(make, settings, endpoint):
    settings.FORWARD_OVER_HTTP = False
    with pytest.raises(ValidationError) as refused:
        make(endpoint=endpoint)
    assert list(refused.value.message_dict) == ["endpoint"]
    assert not ForwardingDestination.objects.exists()


@pytest.mark.parametrize("role", [None, Role.MANAGER, Role.TRAINER])
def test_only_the_operator_says_where_data_goes(make, other, role):
    destination = make()
    fieldlab = TenantFactory()
    person = MembershipFactory(role=role, fieldlab=fieldlab).user if role else UserFactory()
    values = {"name": "Mine", "endpoint": other.url, "key": "key", "fieldlab": fieldlab}

    for act in (
        lambda: create_destination(by=person, secret="secret", **values),
        lambda: update_destination(by=person, destination=destination, **values),
        lambda: pause_destination(by=person, destination=destination),
        lambda: resume_destination(by=person, destination=destination),
        lambda: resend_refused(by=person, destination=destination),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert ForwardingDestination.objects.visible_to(person).count() == 0


def test_secret_is_kept_encrypted_and_bound_to_its_row(make, other, key):
    one, two = make(), make(secret="another")

    kept = bytes(ForwardingDestination.objects.get(pk=one.pk).wrapped_secret)
    assert b"se:cret" not in kept
    ForwardingDestination.objects.filter(pk=two.pk).update(wrapped_secret=kept)
    store(statement_data(), key=key)
    forward(two)

    two.refresh_from_db()
    assert "key-encryption key" in two.last_error
    assert not other.batches


def test_change_keeps_the_secret_and_the_position(make, other, key, operator):
    destination = make()
    store(statement_data(), key=key)
    sent_to(destination)

    update_destination(
        by=operator, destination=destination, name="Renamed", endpoint=other.url, key="other", verbs=[PASSED]
    )
    store(statement_data(), statement_data(verb={"id": PASSED}), key=key)
    sent_to(destination)

    assert [len(batch) for batch in other.batches] == [1, 1]
    assert other.headers[-1]["authorization"] == "Basic b3RoZXI6c2U6Y3JldA=="
    with transaction.atomic(), pytest.raises(ValidationError):
        update_destination(
            by=operator, destination=destination, name="x", endpoint=other.url, key="k", verbs=["no iri"]
        )


def test_secret_of_any_characters_goes_out_as_utf_8(make, other, key):
    destination = make(secret="se€cret")
    store(statement_data(), key=key)

    assert sent_to(destination).last_error == ""
    assert other.headers[0]["authorization"] == "Basic a2V5OnNl4oKsY3JldA=="
