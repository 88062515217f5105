"""The operator's screen of retention and erasure, and the commands that do the same."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.lrs.actions.erase_actor import erase_actor
from lms.lrs.actions.note_look import note_look
from lms.lrs.actions.order_retention import order_retention
from lms.lrs.models import RecordStoreKey, RetentionRun, Statement
from lms.lrs.tasks import retain
from lms.organisations.models import Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.lrs import statement_data, store
from tests.factories.organisations import FieldlabFactory, MembershipFactory
from tests.lms.lrs.retention.old_rows import BEFORE, SANNE, aged

pytestmark = pytest.mark.django_db


SCREEN = reverse("retention:index")


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
