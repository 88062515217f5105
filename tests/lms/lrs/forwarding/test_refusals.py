"""What another store will not have is put aside alone, and the others go on."""

from collections import Counter

import pytest

from lms.lrs.actions.resend_refused import resend_refused
from tests.factories.lrs import statement_data, store
from tests.lms.lrs.forwarding.other_store import ids, sent_to

pytestmark = pytest.mark.django_db


def test_bad_statement_is_found_by_halving_and_kept_with_the_reason(make, other, key):
    destination = make()
    statements = store(*(statement_data() for _ in range(20)), key=key)
    bad = str(statements[13].id)
    other.refuse[bad] = 400, {}, {"detail": "object.definition: is not for us"}

    sent_to(destination)

    assert list(other.kept) == [name for name in ids(statements) if name != bad]
    assert Counter(other.kept.values()) == {1: 19}
    (refusal,) = destination.refusals.all()
    assert refusal.statement == statements[13]
    assert (refusal.status, refusal.reason) == (400, "object.definition: is not for us")
    assert (destination.sent, destination.seq) == (19, statements[-1].seq)
    assert destination.failures == 0


def test_statement_that_is_there_already_counts_as_done(make, other, key):
    destination = make()
    statements = store(*(statement_data() for _ in range(5)), key=key)
    other.refuse[str(statements[2].id)] = 409, {}, {}

    sent_to(destination)

    assert len(other.kept) == 4
    assert not destination.refusals.exists()
    assert destination.sent == 5


def test_statement_that_is_forbidden_there_is_put_aside_and_a_key_that_is_waits(make, other, key):
    destination = make()
    statements = store(statement_data(), statement_data(), key=key)
    other.refuse[str(statements[0].id)] = 403, {}, {"detail": "is closed", "property": "[0].context.registration"}

    sent_to(destination)
    assert [refusal.status for refusal in destination.refusals.all()] == [403]

    other.down = 403, {}, {"detail": "no scope"}
    store(statement_data(), key=key)
    sent_to(destination)
    assert destination.refusals.count() == 1
    assert "no scope" in destination.last_error


def test_refused_statements_are_offered_again(make, other, key, operator):
    destination = make()
    statements = store(statement_data(), statement_data(), key=key)
    for statement in statements:
        other.refuse[str(statement.id)] = 400, {}, {"detail": "bad"}
    sent_to(destination)
    assert destination.refusals.count() == 2

    del other.refuse[str(statements[0].id)]
    assert resend_refused(by=operator, destination=destination) == (1, 1)

    assert list(other.kept) == [str(statements[0].id)]
    assert [refusal.statement for refusal in destination.refusals.all()] == [statements[1]]
