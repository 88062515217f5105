import csv
import io

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lms.core.figures import FEWEST_PEOPLE, Count, NetworkFigure
from lms.core.registry import network_figures
from lms.organisations.models import Role
from tests.factories.organisations import FieldlabFactory, HubFactory, MembershipFactory

counts = st.dictionaries(st.integers(1, 9), st.builds(Count, st.integers(0, 40), st.integers(0, 12)))


@given(counts)
def test_total_minus_what_is_shown_reveals_nothing(counts):
    figure = NetworkFigure("Enrolments", counts)
    shown = [number for pk in range(1, 10) if (number := figure.of_fieldlab(pk)) is not None]
    total = figure.total(range(1, 10))
    assert total == (sum(shown) if shown else None)


@given(st.integers(0, 40), st.integers(0, 12))
def test_number_about_few_people_is_not_shown(rows, people):
    assert (Count(rows, people).shown is None) == (people < FEWEST_PEOPLE)


def test_number_about_no_people_is_shown():
    figure = NetworkFigure("Modules", {1: Count(2)}, about_people=False)
    assert (figure.of_fieldlab(1), figure.of_fieldlab(2), figure.total([1, 2])) == (2, 0, 2)


@pytest.mark.django_db
def test_figures_page_and_csv_show_the_same_to_the_operator_alone(client: Client, monkeypatch):
    hub = HubFactory(name="Zuid")
    one, two = FieldlabFactory(hub=hub, name="Aa"), FieldlabFactory(hub=hub, name="Bb")
    monkeypatch.setattr(network_figures, "_steps", {})
    network_figures.register(
        "enrolments", lambda: NetworkFigure("Inschrijvingen", {one.pk: Count(17, 9), two.pk: Count(12, 4)})
    )
    client.force_login(
        MembershipFactory(role=Role.OPERATOR).user, backend="django.contrib.auth.backends.ModelBackend"
    )
    text = client.get("/admin/figures/csv/").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [row[-1] for row in rows] == ["Inschrijvingen", "17", "<5", "17", "17"]
    page = client.get("/admin/figures/").content.decode()
    assert ("17" in page, "&lt;5" in page, ">12<" in page) == (True, True, False)
    client.force_login(
        MembershipFactory(role=Role.MANAGER, fieldlab=one).user,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert client.get("/admin/figures/csv/").status_code == 404
