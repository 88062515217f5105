"""Retention by date: what goes, what stays; a dry run says so and changes nothing."""

from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from courses.actions.record_progress import record_progress
from courses.actions.seal_progress import seal_progress
from courses.models import Progress
from lms.lrs.actions.apply_retention import apply_retention
from lms.lrs.actions.order_retention import order_retention
from lms.lrs.models import Document, RecordStoreKey, Relation, RetentionRun, Statement, StatementLink
from lms.lrs.queries import unvoided
from lms.lrs.retention import Removal, Scope, removal_of
from lms.lrs.tasks import retain
from tests.factories.courses import EnrolmentFactory, finish_all
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store, void_data
from tests.lms.lrs.retention.old_rows import (
    BEFORE,
    NOW,
    OLD,
    SANNE,
    aged,
    attach,
    document,
    learner_of_long_ago,
    removed,
)

pytestmark = pytest.mark.django_db


def test_old_rows_go_with_all_that_hangs_on_them(
    key: RecordStoreKey, django_capture_on_commit_callbacks: Any
) -> None:
    old, new = store(statement_data(), statement_data(), key=key)
    aged(old)
    lost, kept = attach(old), attach(new, b"another")
    document(key, SANNE)
    stays = [document(key, SANNE, NOW), document(key, None)]
    expected = Removal(statements=1, registrations=0, documents=1, attachments=1, attachment_bytes=5, kept=0)
    assert removal_of(Scope(BEFORE)) == expected
    assert Statement.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        run = removed()
    assert (run.statements, run.documents, run.attachments) == (1, 1, 1)
    assert list(Statement.objects.all()) == [new]
    assert set(Relation.objects.values_list("statement", flat=True)) == {new.pk}
    assert set(Document.objects.all()) == set(stays)
    assert (default_storage.exists(lost), default_storage.exists(kept)) == (False, True)
    assert removed().statements == 0


def test_a_file_that_another_statement_has_stays(
    key: RecordStoreKey, django_capture_on_commit_callbacks: Any
) -> None:
    old, new = store(statement_data(), statement_data(), key=key)
    aged(old)
    attach(old)
    shared = attach(new)
    with django_capture_on_commit_callbacks(execute=True):
        removed()
    assert default_storage.exists(shared)


def test_one_fieldlab_s_retention_leaves_the_others(key: RecordStoreKey) -> None:
    (own,), (other,) = store(statement_data(), key=key), store(statement_data(), key=RecordStoreKeyFactory())
    aged(own, other)
    document(RecordStoreKeyFactory(), SANNE)
    run = removed(fieldlab=key.fieldlab)
    assert (run.statements, run.documents) == (1, 0)
    assert list(Statement.objects.all()) == [other]


def test_progress_is_sealed_before_its_statements_go() -> None:
    enrolment = learner_of_long_ago()
    finish_all(enrolment)
    Statement.objects.filter(registration=enrolment.pk).update(stored=OLD)
    before = Progress.objects.get(enrolment=enrolment)
    run = removed()
    assert (run.sealed, Statement.objects.filter(registration=enrolment.pk).count()) == (1, 0)
    after = record_progress(enrolment_id=enrolment.pk)
    assert after.sealed_at
    assert (after.conditions, after.done, after.complete) == (before.conditions, before.done, before.complete)
    call_command("rebuild_progress", stdout=(told := StringIO()))
    assert "0 changed" in told.getvalue()


def test_statements_of_who_is_still_busy_stay_together(key: RecordStoreKey) -> None:
    enrolment = learner_of_long_ago()
    finish_all(enrolment)
    count = Statement.objects.filter(registration=enrolment.pk).count()
    old = Statement.objects.filter(registration=enrolment.pk, stored__lt=BEFORE).count()
    document(key, SANNE, registration=enrolment.pk)
    assert 0 < old < count
    assert removal_of(Scope(BEFORE)) == Removal(0, 0, 0, 0, 0, kept=old)
    removed()
    assert Statement.objects.filter(registration=enrolment.pk).count() == count
    assert not Progress.objects.get(enrolment=enrolment).sealed_at


def test_an_enrolment_that_was_never_finished_is_closed_and_can_be_started_again() -> None:
    enrolment = learner_of_long_ago()
    done = record_progress(enrolment_id=enrolment.pk).conditions
    removed()
    enrolment.refresh_from_db()
    assert enrolment.withdrawn_at
    assert Progress.objects.get(enrolment=enrolment).conditions == done
    assert EnrolmentFactory(user=enrolment.user, version=enrolment.version).is_open
    assert seal_progress(registrations={enrolment.pk}) == 0


def test_a_void_stays_as_long_as_its_target(key: RecordStoreKey) -> None:
    (target,) = store(statement_data(), key=key)
    (void,) = store(void_data(target.id), key=key)
    aged(void)
    assert removal_of(Scope(BEFORE)).kept == 1
    removed()
    assert not unvoided(Statement.objects.filter(pk=target.pk)).exists()
    aged(target)
    assert removed().statements == 2
    assert not StatementLink.objects.exists()


def test_retention_that_was_cut_off_goes_on(key: RecordStoreKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.lrs.actions.apply_retention.PART", 2)
    aged(*store(*(statement_data() for _ in range(7)), key=key))
    run = order_retention(by=None, before=BEFORE)
    assert apply_retention(run_id=run.pk, at_most=2) is True
    assert Statement.objects.count() == 3
    assert list(RetentionRun.objects.unfinished()) == [run]
    retain(run.pk)
    run.refresh_from_db()
    assert (run.statements, Statement.objects.count()) == (7, 0)
    assert apply_retention(run_id=run.pk) is False
