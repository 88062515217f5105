"""The admin's browser of statements: who sees whose, in which words, and at which cost."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.models import ModuleVersion
from lms.accounts.models import User
from lms.lrs.models import Statement
from lms.lrs.statements import actor_of
from lms.organisations.models import Fieldlab, Role
from tests.factories.courses import EnrolmentFactory, answer_all, finish_all
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store
from tests.factories.organisations import EmployerFactory, MembershipFactory
from tests.lms.lrs.admin.browsing import INDEX, NEWS, agent, lines

pytestmark = pytest.mark.django_db


def test_browser_shows_a_moment_that_has_no_local_time(browser: Client, fieldlab: Fieldlab) -> None:
    key = RecordStoreKeyFactory(fieldlab=fieldlab)
    store(statement_data(actor=agent("jan"), timestamp="9999-12-31T23:30:00Z"), key=key)
    (line,) = browser.get(INDEX).context["lines"]
    assert line.happened == "31 December 9999, 23:30"


def test_browser_says_who_did_what_with_links(browser: Client, version: ModuleVersion) -> None:
    enrolment = EnrolmentFactory(version=version, user__name="Sanne de Vries")
    answer_all(enrolment)
    response = browser.get(INDEX)
    line = next(line for line in response.context["lines"] if "answered" in line.sentence)
    assert line.person == "Sanne de Vries"
    assert "correct" in line.sentence
    participant = reverse("participant_answers", args=[version.module_key, enrolment.pk])
    assert ("Participant: Sanne de Vries", participant) in line.links
    assert participant in response.content.decode()
    assert browser.get(participant).status_code == 200


def test_browser_shows_the_own_fieldlab_alone(browser: Client, fieldlab: Fieldlab) -> None:
    (own,) = store(statement_data(), key=RecordStoreKeyFactory(fieldlab=fieldlab))
    (other,) = store(statement_data(), key=RecordStoreKeyFactory())
    (nobodys,) = store(statement_data())
    assert lines(browser.get(INDEX)) == [own.id]
    assert browser.get(reverse("statements:statement", args=[own.id])).status_code == 200
    for hidden in (other, nobodys):
        assert browser.get(reverse("statements:statement", args=[hidden.id])).status_code == 404
    long_ago = (timezone.now() - timedelta(days=1)).isoformat()
    assert browser.get(NEWS, {"after": long_ago}).json() == {"ids": [str(own.id)], "more": False}


def test_browser_names_no_learner_of_another_fieldlab(browser: Client, fieldlab: Fieldlab) -> None:
    stranger = EnrolmentFactory(user__name="Zilverreiger")
    said = statement_data(actor=actor_of(stranger.user.pseudonym))
    store(said, key=RecordStoreKeyFactory(fieldlab=fieldlab))
    page = browser.get(INDEX).content.decode()
    assert "Zilverreiger" not in page
    assert browser.get(INDEX, {"who": "Zilver"}).context["asked"].nobody


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.HR, Role.EMPLOYEE])
def test_browser_is_closed_to_other_roles(client: Client, fieldlab: Fieldlab, role: Role) -> None:
    organisation = {"fieldlab": fieldlab} if role == Role.ASSESSOR else {"employer": EmployerFactory()}
    client.force_login(MembershipFactory(role=role, **organisation).user)
    for name in ("index", "news", "rows", "traffic"):
        assert client.get(reverse(f"statements:{name}")).status_code in (302, 403, 404)


def test_operator_sees_the_network_without_names_and_is_logged(
    client: Client, operator: User, version: ModuleVersion
) -> None:
    enrolment = EnrolmentFactory(version=version, user__name="Sanne de Vries")
    answer_all(enrolment)
    (nobodys,) = store(statement_data(actor=agent("jan")))
    client.force_login(operator)
    response = client.get(INDEX, {"who": "jan@voorbeeld.nl"})
    assert lines(response) == [nobodys.id]
    entry = ModelLogEntry.objects.get(action="lrs.statements.look")
    assert entry.user == operator
    assert entry.data["filters"] == ["who"]
    assert "jan" not in json.dumps(entry.data)
    response = client.get(INDEX)
    assert len(lines(response)) > 1
    assert "Sanne de Vries" not in response.content.decode()
    assert ModelLogEntry.objects.filter(action="lrs.statements.look").count() == 2


def test_trainer_s_look_is_not_logged(browser: Client, fieldlab: Fieldlab) -> None:
    store(statement_data(), key=RecordStoreKeyFactory(fieldlab=fieldlab))
    browser.get(INDEX)
    assert not ModelLogEntry.objects.filter(action="lrs.statements.look").exists()


def test_lines_say_why_they_do_not_count(browser: Client, fieldlab: Fieldlab, version: ModuleVersion) -> None:
    enrolment = EnrolmentFactory(version=version)
    robot = RecordStoreKeyFactory(fieldlab=fieldlab)
    (loose,) = store(statement_data(), key=robot)
    said = statement_data(actor=actor_of(enrolment.user.pseudonym), context={"registration": str(enrolment.pk)})
    (outside,) = store(said, key=robot)
    notes = {line.id: line.note for line in browser.get(INDEX).context["lines"]}
    assert "no enrolment" in notes.pop(loose.id)
    assert "A program or machine sent it" in notes.pop(outside.id)
    assert set(notes.values()) == {""}


def test_text_of_a_statement_is_harmless_and_as_stored(browser: Client, fieldlab: Fieldlab) -> None:
    nasty = '<script>alert("1")</script>'
    said = statement_data(actor={"name": nasty, **agent("x")}, result={"response": nasty, "score": {"raw": 1e2}})
    raw = json.dumps(said).replace("100.0", "1.00E2").replace("<", "\\ud800<", 1)
    robot = RecordStoreKeyFactory(fieldlab=fieldlab)
    (row,) = store(said, key=robot)
    Statement.objects.filter(pk=row.pk).update(raw=raw)
    for address in (INDEX, reverse("statements:statement", args=[row.id])):
        page = browser.get(address).content.decode()
        assert nasty not in page
        assert "&lt;script&gt;" in page
        assert "&quot;raw&quot;: 1.00E2" in page
        assert "\\ud800" in page
    file = browser.get(reverse("statements:statement", args=[row.id]), {"format": "json"})
    assert file["Content-Disposition"].startswith("attachment")
    assert file.json()["id"] == str(row.id)


@pytest.mark.parametrize("query", [{}, {"who": "sanne@voorbeeld.nl"}, {"standing": "all"}])
def test_browser_costs_the_same_for_many(
    browser: Client,
    fieldlab: Fieldlab,
    version: ModuleVersion,
    django_assert_max_num_queries: Any,
    query: dict[str, str],
) -> None:
    robot = RecordStoreKeyFactory(fieldlab=fieldlab)
    enrolment = EnrolmentFactory(version=version)
    answer_all(enrolment)
    finish_all(enrolment)
    store(statement_data(actor=agent("sanne")), key=robot)
    browser.get(INDEX, query)
    cost = count_of(browser, query)
    for _ in range(6):
        answer_all(EnrolmentFactory(version=version))
    store(*(statement_data(actor=agent("sanne")) for _ in range(20)), key=robot)
    # Not more: where a page has no line that may lead to a credential, none is looked for.
    with django_assert_max_num_queries(cost):
        assert len(lines(browser.get(INDEX, query))) >= 20


def count_of(browser: Client, query: dict[str, str]) -> int:
    with CaptureQueriesContext(connection) as found:
        browser.get(INDEX, query)
    assert not any("COUNT(" in item["sql"] or "OFFSET" in item["sql"] for item in found.captured_queries)
    assert len(found) < 40
    return len(found)


def test_news_is_light(browser: Client, fieldlab: Fieldlab, django_assert_max_num_queries: Any) -> None:
    store(*(statement_data() for _ in range(30)), key=RecordStoreKeyFactory(fieldlab=fieldlab))
    with django_assert_max_num_queries(14):
        browser.get(NEWS, {"after": "2020-01-01T00:00:00Z"})


def test_menu_leads_there_for_who_may(client: Client, trainer: User, operator: User) -> None:
    for user in (trainer, operator):
        client.force_login(user)
        assert f'"{INDEX}"' in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(trainer)
    assert reverse("retention:index") not in client.get(reverse("wagtailadmin_home")).content.decode()
