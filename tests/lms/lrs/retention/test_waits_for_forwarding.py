"""Retention waits for forwarding: nothing goes that a destination is still to get."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from lms.lrs.actions.apply_retention import apply_retention
from lms.lrs.actions.erase_actor import erase_actor
from lms.lrs.actions.order_retention import order_retention
from lms.lrs.actions.settle_transactions import settle_transactions
from lms.lrs.models import ForwardingDestination, RetentionRun, Statement
from lms.lrs.queries import unvoided
from lms.lrs.retention import Scope, removal_of
from lms.lrs.tasks import retain
from tests.factories.accounts import SuperuserFactory
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, void_data
from tests.factories.lrs import store as store_rows

SCREEN = reverse("retention:index")
pytestmark = pytest.mark.django_db

BEFORE = timezone.now() - timedelta(days=365)


def store(*data, **options):
    """Store as of long ago, in a transaction that ended."""
    rows = store_rows(*data, **options)
    Statement.objects.filter(pk__in=[row.pk for row in rows]).update(stored=BEFORE - timedelta(days=1))
    settle_transactions()
    return rows


def destination(**fields):
    fields = {"name": str(uuid4()), "endpoint": "https://lrs.example.nl", "wrapped_secret": b"", **fields}
    return ForwardingDestination.objects.create(**fields)


def got(there, row):
    """Let a destination have everything up to a statement; all are of transaction 0, long ago."""
    there.transaction, there.seq = 0, row.seq
    there.save()


def ordered():
    run = order_retention(by=None, before=BEFORE)
    assert apply_retention(run_id=run.pk) is False
    run.refresh_from_db()
    return run


def test_what_a_destination_has_not_had_waits_for_it(key):
    first, second = store(statement_data(), statement_data(), key=key)
    there = destination()
    got(there, first)
    found = removal_of(Scope(BEFORE))
    assert (found.statements, found.kept, found.to_send) == (1, 0, 1)

    run = ordered()

    assert (run.statements, run.finished_at) == (1, None)
    assert list(Statement.objects.all()) == [second]
    assert list(RetentionRun.objects.unfinished()) == [run]


def test_order_goes_on_once_all_was_sent(key):
    rows = store(*(statement_data() for _ in range(3)), key=key)
    there = destination()
    run = ordered()
    assert (run.statements, run.finished_at) == (0, None)
    got(there, rows[-1])

    retain(run.pk)

    run.refresh_from_db()
    assert run.statements == 3
    assert run.finished_at
    assert not Statement.objects.exists()


def test_every_destination_is_waited_for(key):
    (row,) = store(statement_data(), key=key)
    got(destination(), row)
    late = destination()

    assert ordered().finished_at is None
    got(late, row)
    assert ordered().finished_at
    assert not Statement.objects.exists()


@pytest.mark.parametrize("other", ["paused", "fieldlab", "verb", "activity"])
def test_who_does_not_wait_for_a_statement_holds_up_nothing(key, other):
    store(statement_data(), key=key)
    destination(
        **{
            "paused": {"paused_at": timezone.now()},
            "fieldlab": {"fieldlab": RecordStoreKeyFactory().fieldlab},
            "verb": {"verbs": ["http://adlnet.gov/expapi/verbs/passed"]},
            "activity": {"activities": ["https://example.org/activities/other"]},
        }[other]
    )

    assert removal_of(Scope(BEFORE)).to_send == 0
    assert ordered().finished_at
    assert not Statement.objects.exists()


def test_registration_waits_as_a_whole(key):
    context = {"registration": str(uuid4())}
    rows = store(*(statement_data(context=context) for _ in range(2)), key=key)
    got(destination(), rows[0])

    ordered()

    assert Statement.objects.count() == 2


def test_void_waits_with_its_target_and_the_target_stays_voided(key):
    target_data = statement_data()
    (void,) = store(void_data(target_data["id"]), key=key)
    (target,) = store(target_data, key=key)
    there = destination()
    got(there, void)

    ordered()

    assert set(Statement.objects.all()) == {void, target}
    assert not unvoided(Statement.objects.filter(pk=target.pk)).exists()


def test_erasing_a_person_waits_for_nothing(key):
    store(statement_data(actor={"mbox": "mailto:sanne@voorbeeld.nl"}), key=key)
    destination()

    assert erase_actor(by=None, agent={"mbox": "mailto:sanne@voorbeeld.nl"}).removed == 1
    assert not Statement.objects.exists()


def test_command_says_what_waits(key):
    store(statement_data(), key=key)
    destination(name="Old warehouse")
    day, told = BEFORE.date().isoformat(), StringIO()
    Statement.objects.update(stored=BEFORE - timedelta(days=3))

    call_command("apply_retention", before=day, dry_run=True, stdout=told)
    call_command("apply_retention", before=day, stdout=told)

    assert "would remove 0 statements" in told.getvalue()
    assert "1 until they are forwarded" in told.getvalue()
    assert "forwarded to Old warehouse: the worker removes them afterwards" in told.getvalue()
    assert Statement.objects.count() == 1


def test_screen_says_what_holds_an_order_up_until_that_is_paused(key, client):
    store(statement_data(), key=key)
    away = destination(
        name="Old warehouse",
        failures=7,
        retry_at=timezone.now() + timedelta(hours=1),
        last_error="No answer at all",
    )
    destination(name="Passes only", verbs=["http://adlnet.gov/expapi/verbs/passed"])
    client.force_login(SuperuserFactory(language="en"))
    asked = {"what": "retention", "before": timezone.localdate(BEFORE).isoformat()}
    look = reverse("forwarding:look", args=[away.pk])

    preview = client.post(SCREEN, asked).content.decode()
    assert f'<a href="{look}">Old warehouse</a> (failed 7 times' in preview
    assert "No answer at all" in preview
    assert "Passes only" not in preview

    run = ordered()
    shown = client.get(SCREEN).content.decode()
    assert f'<a href="{look}">Old warehouse</a>' in shown
    assert "Waiting" in shown

    client.post(look, {"do": "pause"})
    retain(run.pk)
    run.refresh_from_db()
    assert run.finished_at
    assert "Old warehouse" not in client.get(SCREEN).content.decode()
