"""Retention by date and erasure by actor: what goes, what stays; a dry run says so and changes nothing."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.actions.record_progress import record_progress
from courses.actions.seal_progress import seal_progress
from courses.models import Enrolment, Progress
from lms.lrs.actions.apply_retention import apply_retention
from lms.lrs.actions.erase_actor import Erasure, erase_actor
from lms.lrs.actions.note_look import note_look
from lms.lrs.actions.order_retention import order_retention
from lms.lrs.content.relations import agent_key
from lms.lrs.documents.rules import Kind
from lms.lrs.models import (
    Document,
    ForwardingDestination,
    ForwardingRefusal,
    RecordStoreKey,
    Relation,
    RetentionRun,
    Statement,
    StatementAttachment,
    StatementLink,
)
from lms.lrs.queries import unvoided
from lms.lrs.retention import Removal, Scope, removal_of
from lms.lrs.statements import actor_of
from lms.lrs.storing.attachment_files import file_name
from lms.lrs.tasks import retain
from lms.organisations.models import Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store, void_data
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
BEFORE = NOW - timedelta(days=365)
OLD = BEFORE - timedelta(days=1)
SCREEN = reverse("retention:index")
SANNE = {"mbox": "mailto:sanne@voorbeeld.nl"}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def key() -> RecordStoreKey:
    return RecordStoreKeyFactory()


def aged(*rows: Statement, to: datetime = OLD) -> None:
    Statement.objects.filter(pk__in=[row.pk for row in rows]).update(stored=to)


def attach(row: Statement, content: bytes = b"photo") -> str:
    sha2 = sha256(content).hexdigest()
    name = file_name(row.tenant, sha2)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    StatementAttachment.objects.create(
        statement=row, tenant=row.tenant, sha2=sha2, content_type="image/png", size=len(content), file=name
    )
    return name


def document(key: RecordStoreKey, agent: dict[str, Any] | None, moment: datetime = OLD, **fields: Any) -> Document:
    return Document.objects.create(
        identity=uuid4().bytes,
        tenant=key.fieldlab,
        kind=Kind.STATE if agent else Kind.ACTIVITY_PROFILE,
        place_key=b"0" * 16,
        agent=json.dumps(agent) if agent else "",
        agent_key=agent_key(agent) if agent else None,
        name="where",
        content_type="text/plain",
        content=b"page 7",
        etag="0" * 40,
        updated_at=moment,
        **fields,
    )


def removed(before: datetime = BEFORE, **arguments: Any) -> RetentionRun:
    run = order_retention(by=None, before=before, **arguments)
    assert apply_retention(run_id=run.pk) is False
    run.refresh_from_db()
    assert run.finished_at
    return run


def learner_of_long_ago(**arguments: Any) -> Enrolment:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=2), **arguments)
    answer_all(enrolment)
    Statement.objects.filter(registration=enrolment.pk).update(stored=OLD)
    return enrolment


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


def test_retention_is_the_operator_s_alone_and_about_the_past(key: RecordStoreKey) -> None:
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=FieldlabFactory()).user
    with pytest.raises(PermissionDenied):
        order_retention(by=manager, before=BEFORE)
    with pytest.raises(PermissionDenied):
        erase_actor(by=manager, agent=SANNE)
    with pytest.raises(ValidationError):
        order_retention(by=SuperuserFactory(), before=timezone.now() + timedelta(days=1))
    with pytest.raises(ValidationError):
        erase_actor(by=None, agent={"objectType": "Group", "member": [SANNE]})
    assert note_look(by=manager) is False


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


def test_commands_say_what_would_go_and_then_do_it(key: RecordStoreKey) -> None:
    aged(*store(statement_data(actor=SANNE), key=key))
    day, told = BEFORE.date().isoformat(), StringIO()
    call_command("apply_retention", before=day, fieldlab=key.fieldlab.slug, dry_run=True, stdout=told)
    call_command("erase_statements", actor="sanne@voorbeeld.nl", dry_run=True, stdout=told)
    assert told.getvalue().count("would remove 1 statements") == 2
    assert Statement.objects.count() == 1
    call_command("apply_retention", before=day, stdout=told)
    assert "removed 1 statements" in told.getvalue()
    (hers,) = store(statement_data(actor=SANNE), key=key)
    call_command("erase_statements", actor=json.dumps(SANNE), keep_statements=True, stdout=told)
    assert "1 statements under a pseudonym" in told.getvalue()
    for name, arguments in (
        ("apply_retention", {"before": "yesterday"}),
        ("apply_retention", {"before": "2024-13-45"}),
        ("apply_retention", {"before": "2999-01-01"}),
        ("apply_retention", {"before": day, "fieldlab": "x"}),
        ("erase_statements", {"actor": "Sanne"}),
    ):
        with pytest.raises(CommandError):
            call_command(name, **arguments)
    assert list(Statement.objects.all()) == [hers]


def test_screen_shows_first_and_removes_when_confirmed(client: Client, key: RecordStoreKey) -> None:
    aged(*store(statement_data(actor=SANNE), key=key))
    store(statement_data(actor=SANNE), key=key)
    client.force_login(MembershipFactory(user=UserFactory(language="nl"), role=Role.OPERATOR).user)
    asked = {"what": "retention", "before": BEFORE.date().isoformat(), "fieldlab": key.fieldlab.slug}
    page = client.post(SCREEN, asked)
    assert page.context["removal"].statements == 1
    assert "Verwijder het voorgoed" in page.content.decode()
    sure = {"confirm": "1", "shown": page.context["shown"]}
    assert client.post(SCREEN, {**asked, **sure, "fieldlab": ""}).context["removal"].statements == 1
    assert not RetentionRun.objects.exists()
    assert client.post(SCREEN, {**asked, **sure}).status_code == 302
    retain(RetentionRun.objects.get().pk)
    assert Statement.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="lrs.retention.order").count() == 1
    asked = {"what": "erasure", "actor": "sanne@voorbeeld.nl"}
    page = client.post(SCREEN, asked)
    assert page.context["erased"].removed == 1
    assert Statement.objects.count() == 1
    sure = {"confirm": "1", "shown": page.context["shown"]}
    assert client.post(SCREEN, {**asked, **sure}).status_code == 302
    assert Statement.objects.count() == 0
    assert client.post(SCREEN, asked).context["erased"].is_nothing
    for wrong in ({"what": "retention", "before": "2999-01-01"}, {"what": "erasure", "actor": "Sanne"}):
        answer = client.post(SCREEN, {**wrong, "confirm": "1"})
        assert answer.context[wrong["what"]].errors


@pytest.mark.parametrize("role", [Role.TRAINER, Role.MANAGER, Role.ASSESSOR])
def test_screen_is_the_operator_s_alone(client: Client, role: Role) -> None:
    client.force_login(MembershipFactory(role=role, fieldlab=FieldlabFactory()).user)
    assert client.get(SCREEN).status_code == 404
    assert client.post(SCREEN, {"what": "retention", "before": "2020-01-01", "confirm": "1"}).status_code == 404
    assert not RetentionRun.objects.exists()


@pytest.mark.parametrize("keep_statements", [False, True])
def test_erasing_takes_refusals_of_other_stores_along(key: RecordStoreKey, keep_statements: bool) -> None:
    (hers,) = store(statement_data(actor=SANNE), key=key)
    destination = ForwardingDestination.objects.create(name="x", endpoint="https://x.nl", wrapped_secret=b"")
    ForwardingRefusal.objects.create(destination=destination, statement=hers, status=400, reason="sanne@ is bad")
    erase_actor(by=None, agent=SANNE, keep_statements=keep_statements)
    assert not ForwardingRefusal.objects.exists()
