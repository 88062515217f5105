"""The admin's browser of statements: who sees whose, in which words, and at which cost."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.models import ModuleVersion
from lms.accounts.models import User
from lms.lrs.models import Statement
from lms.lrs.statements import activity_id_of, actor_of
from lms.organisations.models import Fieldlab, Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store, void_data
from tests.factories.organisations import EmployerFactory, FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db

INDEX, NEWS, ROWS = (reverse(f"statements:{name}") for name in ("index", "news", "rows"))


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(lessons=1)


@pytest.fixture
def fieldlab(version: ModuleVersion) -> Fieldlab:
    return version.fieldlab


@pytest.fixture
def trainer(fieldlab: Fieldlab) -> User:
    user = UserFactory(language="en")
    MembershipFactory(user=user, role=Role.TRAINER, fieldlab=fieldlab)
    return user


@pytest.fixture
def browser(client: Client, trainer: User) -> Client:
    client.force_login(trainer)
    return client


@pytest.fixture
def operator() -> User:
    return MembershipFactory(user=UserFactory(language="en"), role=Role.OPERATOR).user


def lines(response: Any) -> list[UUID]:
    assert response.status_code == 200, response.status_code
    return [line.id for line in response.context["lines"]]


def agent(name: str) -> dict[str, Any]:
    return {"mbox": f"mailto:{name}@voorbeeld.nl"}


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


def test_browser_finds_an_own_learner_by_any_proven_address(browser: Client, version: ModuleVersion) -> None:
    enrolment = EnrolmentFactory(version=version, user__email="sanne@thuis.nl")
    answer_all(enrolment)
    for email, verified in (("sanne@werk.nl", True), ("sanne@ooit.nl", False)):
        EmailAddress.objects.create(user=enrolment.user, email=email, verified=verified)
    own = lines(browser.get(INDEX))
    assert own
    assert lines(browser.get(INDEX, {"who": "sanne@thuis.nl"})) == own
    assert lines(browser.get(INDEX, {"who": "Sanne@Werk.nl"})) == own
    for nothing in ("sanne@ooit.nl", "anne@werk.nl", "@werk.nl"):
        assert lines(browser.get(INDEX, {"who": nothing})) == []


def test_browser_finds_by_address_nobody_of_another_fieldlab(
    browser: Client, client: Client, operator: User, version: ModuleVersion, fieldlab: Fieldlab
) -> None:
    stranger = EnrolmentFactory(user__email="vreemd@elders.nl")
    said = statement_data(actor=actor_of(stranger.user.pseudonym))
    store(said, key=RecordStoreKeyFactory(fieldlab=fieldlab))
    assert lines(browser.get(INDEX, {"who": "vreemd@elders.nl"})) == []
    # The operator sees the statements, and not whose they are.
    client.force_login(operator)
    assert lines(client.get(INDEX, {"who": "vreemd@elders.nl"})) == []


def test_browser_finds_what_programs_sent_about_the_address_of_an_own_learner(
    browser: Client, version: ModuleVersion, fieldlab: Fieldlab
) -> None:
    enrolment = EnrolmentFactory(version=version, user__email="jan@voorbeeld.nl")
    answer_all(enrolment)
    (sent,) = store(statement_data(actor=agent("jan")), key=RecordStoreKeyFactory(fieldlab=fieldlab))
    assert sent.id not in lines(browser.get(INDEX, {"who": "jan@voorbeeld.nl"}))
    assert lines(browser.get(INDEX, {"who": "mailto:jan@voorbeeld.nl"})) == [sent.id]


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


def test_filters_find_what_the_api_finds(browser: Client, fieldlab: Fieldlab, version: ModuleVersion) -> None:
    robot = RecordStoreKeyFactory(fieldlab=fieldlab)
    answered = {"id": "http://adlnet.gov/expapi/verbs/answered"}
    place, registration = "https://example.org/activities/press", str(uuid4())
    sanne, verb, activity, registered, ours = (
        store(statement_data(actor=agent("sanne")), key=robot)[0],
        store(statement_data(verb=answered), key=robot)[0],
        store(statement_data(object={"id": place}), key=robot)[0],
        store(statement_data(context={"registration": registration}), key=robot)[0],
        EnrolmentFactory(version=version, user__name="Bram Bakker"),
    )
    Statement.objects.filter(pk=sanne.pk).update(stored=timezone.now() - timedelta(days=9))
    own = list(Statement.objects.filter(registration=ours.pk).order_by("-seq").values_list("id", flat=True))
    week_ago = (timezone.localtime() - timedelta(days=7)).strftime("%Y-%m-%dT%H:%M")
    assert sanne.id in lines(browser.get(INDEX, {"who": "sanne@voorbeeld.nl"}))
    assert lines(browser.get(INDEX, {"verb": answered["id"]})) == [verb.id]
    assert lines(browser.get(INDEX, {"activity": place})) == [activity.id]
    assert lines(browser.get(INDEX, {"registration": registration})) == [registered.id]
    assert lines(browser.get(INDEX, {"until": week_ago})) == [sanne.id]
    assert sanne.id not in lines(browser.get(INDEX, {"since": week_ago}))
    assert lines(browser.get(INDEX, {"client": "site"})) == own
    assert len(lines(browser.get(INDEX, {"client": str(robot.uuid)}))) == 4
    assert lines(browser.get(INDEX, {"who": "bram"})) == own
    assert lines(browser.get(INDEX, {"module": activity_id_of(version.module_key)})) == own


def test_filters_that_are_wrong_show_nothing_and_say_so(browser: Client, fieldlab: Fieldlab) -> None:
    store(statement_data(), key=RecordStoreKeyFactory(fieldlab=fieldlab))
    for name, value in (
        ("registration", "x"),
        ("activity", "x"),
        ("since", "x"),
        ("client", str(uuid4())),
        ("who", "{"),
        ("who", '{"a": NaN}'),
        ("standing", "x"),
    ):
        response = browser.get(INDEX, {name: value})
        assert lines(response) == []
        assert response.context["form"].errors.keys() == {name}
        assert browser.get(NEWS, {name: value, "after": "2000-01-01T00:00:00Z"}).json()["ids"] == []


def test_a_name_of_several_asks_which_one(browser: Client, version: ModuleVersion) -> None:
    for name in ("Sanne de Vries", "Sanne Bakker"):
        EnrolmentFactory(version=version, user__name=name)
    response = browser.get(INDEX, {"who": "sanne"})
    assert lines(response) == []
    (bakker, query), _de_vries = response.context["people"]
    assert bakker == "Sanne Bakker"
    (line,) = browser.get(f"{INDEX}?{query}").context["lines"]
    assert line.person == "Sanne Bakker"


def test_voided_ones_are_left_out_unless_asked_for(browser: Client, fieldlab: Fieldlab) -> None:
    robot = RecordStoreKeyFactory(fieldlab=fieldlab)
    (mistake,) = store(statement_data(), key=robot)
    (void,) = store(void_data(mistake.id), key=robot)
    assert lines(browser.get(INDEX)) == [void.id]
    response = browser.get(INDEX, {"standing": "voided"})
    assert lines(response) == [mistake.id]
    assert "no longer counts" in response.context["lines"][0].note
    assert lines(browser.get(INDEX, {"standing": "all"})) == [void.id, mistake.id]


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


def test_pages_go_on_where_the_one_before_ended(browser: Client, fieldlab: Fieldlab) -> None:
    robot = RecordStoreKeyFactory(fieldlab=fieldlab)
    stored = [row.id for row in store(*(statement_data() for _ in range(70)), key=robot)]
    found: list[UUID] = []
    query = ""
    for size in (30, 30, 10):
        response = browser.get(f"{INDEX}?{query}")
        assert len(lines(response)) == size
        found += lines(response)
        query = response.context["older"]
        # Came in the meantime, and belongs to the first page.
        store(statement_data(), key=robot)
    assert query == ""
    assert found == stored[::-1]


def test_news_and_rows_have_what_came_since(browser: Client, fieldlab: Fieldlab) -> None:
    robot = RecordStoreKeyFactory(fieldlab=fieldlab)
    store(statement_data(), key=robot)
    page = browser.get(INDEX)
    moment = page.context["since"]
    assert f'data-after="{moment}"' in page.content.decode()
    (new,) = store(statement_data(), key=robot)
    (other,) = store(statement_data(actor=agent("piet")), key=robot)
    assert browser.get(NEWS, {"after": moment}).json() == {"ids": [str(other.id), str(new.id)], "more": False}
    assert browser.get(NEWS, {"after": moment, "who": "piet@voorbeeld.nl"}).json()["ids"] == [str(other.id)]
    rows = browser.get(ROWS, {"after": moment})
    assert lines(rows) == [other.id, new.id]
    (following,) = re.findall(r'data-after="([^"]+)"', rows.content.decode())
    assert browser.get(NEWS, {"after": following}).json()["ids"] == []
    assert browser.get(NEWS, {"after": "x"}).json() == {"ids": [], "more": False}
    assert browser.get(ROWS, {"after": "x"}).status_code == 404


def test_news_counts_no_further_than_a_hundred(browser: Client, fieldlab: Fieldlab) -> None:
    store(*(statement_data() for _ in range(101)), key=RecordStoreKeyFactory(fieldlab=fieldlab))
    news = browser.get(NEWS, {"after": "2020-01-01T00:00:00Z"}).json()
    assert (len(news["ids"]), news["more"]) == (100, True)


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


def test_two_fieldlabs_of_one_trainer_can_be_told_apart(
    browser: Client, trainer: User, fieldlab: Fieldlab
) -> None:
    second = FieldlabFactory()
    MembershipFactory(user=trainer, role=Role.MANAGER, fieldlab=second)
    store(statement_data(), key=RecordStoreKeyFactory(fieldlab=fieldlab))
    (there,) = store(statement_data(), key=RecordStoreKeyFactory(fieldlab=second))
    assert lines(browser.get(INDEX, {"fieldlab": second.slug})) == [there.id]
    assert second.name in browser.get(INDEX).content.decode()
