"""The operator's screens of forwarding: lag, position, last error, pause and resume, what was refused."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.lrs.forwarding.waiting import store_of
from lms.lrs.models import ForwardingDestination, ForwardingRefusal
from lms.organisations.models import Role
from tests.factories.accounts import SuperuserFactory
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client):
    client.force_login(SuperuserFactory())
    return client


def form(**changes):
    return {
        "name": "Landelijke recordstore",
        "fieldlab": "",
        "endpoint": "https://lrs.example.nl/xapi/",
        "key": "sleutel",
        "secret": "geheim-van-de-store",
        "verbs": "",
        "activities": "",
        **changes,
    }


def made(operator, **changes):
    response = operator.post(reverse("forwarding:add"), form(**changes))
    assert response.status_code == 302, response.content.decode()
    return ForwardingDestination.objects.get()


def test_operator_makes_a_destination_and_its_secret_is_never_shown(operator):
    fieldlab = FieldlabFactory()
    verbs = "http://adlnet.gov/expapi/verbs/passed\n\n http://adlnet.gov/expapi/verbs/completed "

    destination = made(operator, fieldlab=fieldlab.pk, verbs=verbs)

    assert (destination.fieldlab, len(destination.verbs)) == (fieldlab, 2)
    assert store_of(destination).secret == "geheim-van-de-store"
    for name in ("look", "change"):
        page = operator.get(reverse(f"forwarding:{name}", args=[destination.pk])).content.decode()
        assert "geheim-van-de-store" not in page
        assert "https://lrs.example.nl/xapi/" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"endpoint": "http://lrs.example.nl/xapi/"}, "endpoint"),
        ({"verbs": "passed"}, "verbs"),
        ({"activities": "module 1"}, "activities"),
        ({"secret": ""}, "secret"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(operator, settings, changes, field):
    settings.FORWARD_OVER_HTTP = False

    response = operator.post(reverse("forwarding:add"), form(**changes))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not ForwardingDestination.objects.exists()


def test_change_without_a_secret_keeps_it(operator):
    destination = made(operator)

    operator.post(reverse("forwarding:change", args=[destination.pk]), form(name="Anders", secret=""))

    destination.refresh_from_db()
    assert destination.name == "Anders"
    assert store_of(destination).secret == "geheim-van-de-store"


def test_list_shows_state_lag_and_last_error(operator):
    destination = made(operator)
    store(statement_data(), statement_data(), key=RecordStoreKeyFactory())
    ForwardingDestination.objects.update(
        last_error="503 Service Unavailable", failures=2, retry_at=timezone.now() + timedelta(minutes=5)
    )

    page = operator.get(reverse("forwarding:index")).content.decode()

    assert destination.name in page
    assert "503 Service Unavailable" in page
    assert "2, " in page


@pytest.mark.parametrize(
    ("failures", "seconds", "state"),
    [
        (1, 300, "één keer mislukt; volgende poging over 5\xa0minuten"),
        (3, 20, "3 keer mislukt; volgende poging binnen een minuut"),
        (3, -5, "3 keer mislukt; volgende poging binnen een minuut"),
    ],
)
def test_list_says_when_the_next_try_is(operator, failures, seconds, state):
    made(operator)
    retry_at = timezone.now() + timedelta(seconds=seconds + 0.5)
    ForwardingDestination.objects.update(failures=failures, retry_at=retry_at)

    assert state in operator.get(reverse("forwarding:index")).content.decode()


def test_pause_and_resume_by_button(operator):
    destination = made(operator)
    address = reverse("forwarding:look", args=[destination.pk])

    operator.post(address, {"do": "pause"})
    destination.refresh_from_db()
    assert destination.paused_at
    operator.post(address, {"do": "resume"})
    destination.refresh_from_db()
    assert destination.paused_at is None


def test_refused_statements_stand_there_with_the_reason(operator):
    destination = made(operator)
    (statement,) = store(statement_data(), key=RecordStoreKeyFactory())
    ForwardingRefusal.objects.create(
        destination=destination, statement=statement, status=400, reason="object.id: is <b>wrong</b>"
    )

    page = operator.get(reverse("forwarding:look", args=[destination.pk])).content.decode()

    assert reverse("statements:statement", args=[statement.id]) in page
    assert "object.id: is &lt;b&gt;wrong&lt;/b&gt;" in page


@pytest.mark.parametrize("role", [Role.MANAGER, Role.TRAINER, Role.ASSESSOR])
def test_screens_are_closed_to_everybody_else(client, role):
    client.force_login(SuperuserFactory())
    destination = made(client)
    client.force_login(MembershipFactory(role=role, fieldlab=FieldlabFactory()).user)

    for name, arguments in (("index", []), ("add", []), ("look", [destination.pk]), ("change", [destination.pk])):
        assert client.get(reverse(f"forwarding:{name}", args=arguments)).status_code in (403, 404)
