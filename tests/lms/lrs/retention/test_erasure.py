"""Erasure by actor: what goes, what stays; a dry run says so and changes nothing."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from wagtail.models import ModelLogEntry

from courses.actions.record_progress import record_progress
from courses.models import Progress
from lms.lrs.actions.erase_actor import Erasure, erase_actor
from lms.lrs.content.relations import agent_key
from lms.lrs.models import Document, ForwardingDestination, ForwardingRefusal, RecordStoreKey, Relation, Statement
from lms.lrs.queries import unvoided
from lms.lrs.statements import actor_of
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store, void_data
from tests.lms.lrs.retention.old_rows import SANNE, attach, document

pytestmark = pytest.mark.django_db


def told_by_sanne(key: RecordStoreKey) -> dict[str, Statement]:
    other = {"mbox": "mailto:jan@voorbeeld.nl"}
    named = {**SANNE, "name": "Sanne de Vries"}
    rows = {
        "hers": store(statement_data(actor={"objectType": "Agent", **named}), key=key)[0],
        "instructor": store(statement_data(actor=other, context={"instructor": named}), key=key)[0],
        "group": store(statement_data(actor={"objectType": "Group", "member": [named, other]}), key=key)[0],
        "other": store(statement_data(actor=other), key=key)[0],
    }
    rows["void"] = store(void_data(rows["other"].id, actor=named), key=key)[0]
    return rows


def test_erasing_an_actor_takes_the_person_out_everywhere(
    key: RecordStoreKey, django_capture_on_commit_callbacks: Any
) -> None:
    rows = told_by_sanne(key)
    files = [attach(rows["hers"]), attach(rows["instructor"], b"signed"), attach(rows["other"], b"jan")]
    document(key, SANNE)
    expected = Erasure(removed=1, pseudonymised=3, documents=1, attachments=2, sealed=0)
    agent = {"objectType": "Agent", **SANNE, "name": "S. de Vries"}
    assert erase_actor(by=None, agent=agent, dry_run=True) == expected
    assert Statement.objects.count() == 5
    assert Document.objects.exists()
    operator = SuperuserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_actor(by=operator, agent=agent) == expected
    left = Statement.objects.order_by("seq")
    assert [row.pk for row in left] == [rows[name].pk for name in ("instructor", "group", "other", "void")]
    assert not [row for row in left if "anne" in row.raw or "Vries" in row.raw]
    assert not unvoided(Statement.objects.filter(pk=rows["other"].pk)).exists()
    assert [default_storage.exists(name) for name in files] == [False, False, True]
    assert not Relation.objects.filter(key=agent_key(SANNE)).exists()
    entry = ModelLogEntry.objects.get(action="lrs.actor.erase")
    assert "sanne" not in json.dumps(entry.data)
    assert erase_actor(by=None, agent=SANNE).is_nothing


def test_erasing_an_actor_may_keep_the_statements_under_one_pseudonym(key: RecordStoreKey) -> None:
    told_by_sanne(key)
    erasure = erase_actor(by=None, agent=SANNE, keep_statements=True)
    assert (erasure.removed, erasure.pseudonymised) == (0, 4)
    names = {
        json.loads(row.raw)["actor"]["account"]["name"]
        for row in Statement.objects.all()
        if "account" in json.loads(row.raw)["actor"]
    }
    assert len(names) == 1
    assert all(UUID(name) for name in names)


def test_erasing_stays_within_one_fieldlab_where_asked(key: RecordStoreKey) -> None:
    other = RecordStoreKeyFactory()
    store(statement_data(actor=SANNE), key=key)
    (there,) = store(statement_data(actor=SANNE), key=other)
    erase_actor(by=None, agent=SANNE, fieldlab=key.fieldlab)
    assert list(Statement.objects.all()) == [there]


def test_erasing_a_learner_seals_what_was_reached() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1))
    answer_all(enrolment)
    conditions = Progress.objects.get(enrolment=enrolment).conditions
    assert erase_actor(by=None, agent=actor_of(enrolment.user.pseudonym)).sealed == 1
    assert not Statement.objects.filter(registration=enrolment.pk).exists()
    assert record_progress(enrolment_id=enrolment.pk).conditions == conditions


@pytest.mark.parametrize("keep_statements", [False, True])
def test_erasing_takes_refusals_of_other_stores_along(key: RecordStoreKey, keep_statements: bool) -> None:
    (hers,) = store(statement_data(actor=SANNE), key=key)
    destination = ForwardingDestination.objects.create(name="x", endpoint="https://x.nl", wrapped_secret=b"")
    ForwardingRefusal.objects.create(destination=destination, statement=hers, status=400, reason="sanne@ is bad")
    erase_actor(by=None, agent=SANNE, keep_statements=keep_statements)
    assert not ForwardingRefusal.objects.exists()
