"""The screens on which people see what is kept about them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertInHTML

from lms.accounts.data_pages import kinds_of, moment_of
from lms.accounts.models import User
from lms.lrs import statements
from lms.lrs.actions.store_statements import store_statements
from lms.lrs.records import ReceivedStatement
from lms.lrs.storing.sources import Source
from lms.lrs.vocabulary import EXPERIENCED, ActivityType
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import EmployerFactory, MembershipFactory

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
END_OF_TIME = datetime(9999, 12, 31, 23, 30, tzinfo=UTC)


def test_items_stand_newest_first_and_those_without_a_date_last() -> None:
    items = [{"note": "x"}, {"when": "2026-03-01T09:00:00Z"}, {"at": START}, {"since": date(2026, 3, 4)}]
    (kind,) = kinds_of("lrs", {"statements": items})
    assert kind.items == [items[3], items[2], items[1], items[0]]
    assert kind.newest == datetime(2026, 3, 4, tzinfo=UTC)


def test_single_things_are_facts_and_have_no_page() -> None:
    (kind,) = kinds_of("accounts", {"account": {"name": "Mina"}})
    assert (kind.items, kind.facts, kind.newest) == ([], {"name": "Mina"}, None)


@pytest.mark.parametrize("item", ["text", 3, None, {}, {"when": "yesterday"}, {"when": None}])
def test_items_without_a_date_have_no_moment(item: Any) -> None:
    assert moment_of(item) is None


def lessons_opened(user: User, count: int, start: datetime = START) -> None:
    said = [
        statements.step(
            verb=EXPERIENCED,
            activity_type=ActivityType.LESSON,
            actor_pseudonym=user.pseudonym,
            activity_id=statements.activity_id_of("00000000-0000-4000-8000-000000000001"),
            name={"nl": f"Les {number}", "en": f"Lesson {number}"},
            timestamp=start + timedelta(minutes=number),
        )
        for number in range(count)
    ]
    store_statements(statements=[ReceivedStatement.from_data(item) for item in said], source=Source.of_site(None))


@pytest.fixture
def user(client: Client, db: None) -> User:
    user: User = UserFactory(language="nl")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def test_my_data_sums_up_and_lists_the_newest_first_in_pages(client: Client, user: User) -> None:
    lessons_opened(user, 60)
    lessons_opened(UserFactory(), 3)
    address = "/account/data/lrs/statements/"
    overview = client.get("/account/data/").content.decode()
    assert address in overview
    assert "60 onderdelen" in overview
    assertInHTML("<dd>Nederlands</dd>", overview)
    assert "Les 1" not in overview

    def shown(page: int) -> list[str]:
        return re.findall(r'rows__title">[^<]*“(Les \d+)”', client.get(address, {"p": page}).content.decode())

    pages = [shown(number) for number in range(1, 4)]
    assert [title for page in pages for title in page] == [f"Les {number}" for number in reversed(range(60))]
    assert client.get(address, {"p": "x"}).status_code == 200


def test_my_data_stays_small_however_much_there_is(client: Client, user: User) -> None:
    lessons_opened(user, 300)
    for address in ("/account/data/", "/account/data/lrs/statements/"):
        page = client.get(address).content.decode()
        assert len(re.findall(r"<[a-z]", page)) < 1000


def test_my_data_shows_a_moment_that_has_no_local_time(client: Client, user: User) -> None:
    lessons_opened(user, 1, END_OF_TIME)
    assert "31 december 9999" in client.get("/account/data/").content.decode()
    page = client.get("/account/data/lrs/statements/").content.decode()
    assert "31 december 9999 23:30" in page


def test_my_data_of_an_unknown_kind_is_not_there(client: Client, user: User) -> None:
    for kind in ("lrs/unknown", "unknown/statements", "accounts/account"):
        assert client.get(f"/account/data/{kind}/").status_code == 404


def test_my_data_of_a_kind_is_ones_own(client: Client, user: User) -> None:
    MembershipFactory(user=user, role=Role.EMPLOYEE, employer=EmployerFactory(name="Metaal bv"))
    MembershipFactory(role=Role.EMPLOYEE, employer=EmployerFactory(name="Hout bv"))
    page = client.get("/account/data/organisations/roles/").content.decode()
    assert "Metaal bv" in page
    assert "Hout bv" not in page
    client.logout()
    assert client.get("/account/data/organisations/roles/").status_code == 302
