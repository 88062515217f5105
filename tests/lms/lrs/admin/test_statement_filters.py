"""The filters and pages of the admin's browser of statements: they find what the API finds."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from courses.models import ModuleVersion
from lms.accounts.models import User
from lms.lrs.models import Statement
from lms.lrs.statements import activity_id_of, actor_of
from lms.organisations.models import Fieldlab, Role
from tests.factories.courses import EnrolmentFactory, answer_all
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store, void_data
from tests.factories.organisations import FieldlabFactory, MembershipFactory
from tests.lms.lrs.admin.browsing import INDEX, NEWS, ROWS, agent, lines

pytestmark = pytest.mark.django_db


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


def test_two_fieldlabs_of_one_trainer_can_be_told_apart(
    browser: Client, trainer: User, fieldlab: Fieldlab
) -> None:
    second = FieldlabFactory()
    MembershipFactory(user=trainer, role=Role.MANAGER, fieldlab=second)
    store(statement_data(), key=RecordStoreKeyFactory(fieldlab=fieldlab))
    (there,) = store(statement_data(), key=RecordStoreKeyFactory(fieldlab=second))
    assert lines(browser.get(INDEX, {"fieldlab": second.slug})) == [there.id]
    assert second.name in browser.get(INDEX).content.decode()
