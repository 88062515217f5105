"""Enrolling, and the page "my learning"."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions.enrol import enrol
from courses.actions.withdraw import withdraw
from courses.models import Enrolment, ModuleVersion
from lms.lrs.models import Statement
from tests.courses.player.pages import lesson_address, lesson_at, page_of
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.courses import (
    EnrolmentFactory,
    ModuleVersionFactory,
    answer_all,
    finish_all,
)

pytestmark = pytest.mark.django_db


def test_enrolling_signed_in_leads_to_the_module(client: Client) -> None:
    version = ModuleVersionFactory()
    client.force_login(UserFactory())
    response = client.post(reverse("enrol", args=[version.module_key]))
    assert response["Location"] == reverse("learn", args=[Enrolment.objects.get().pk])
    again = client.post(reverse("enrol", args=[version.module_key]))
    assert again["Location"] == response["Location"]
    assert Enrolment.objects.count() == 1


def test_enrolling_on_the_way_keeps_the_intent_through_sign_in(client: Client) -> None:
    version = ModuleVersionFactory()
    user = UserFactory()
    address = reverse("enrol", args=[version.module_key])
    response = client.post(address)
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={address}")
    response = client.post(response["Location"], {"login": user.email, "password": PASSWORD})
    assert response["Location"] == address
    assert Enrolment.objects.count() == 0
    assert 'method="post"' in page_of(client, address)
    client.post(address)
    assert Enrolment.objects.get().user == user


def test_enrolling_by_get_changes_nothing_and_leads_the_enrolled_to_the_module(learner: Client) -> None:
    enrolment = Enrolment.objects.get()
    before = Statement.objects.count()
    response = learner.get(reverse("enrol", args=[enrolment.module_key]))
    assert response["Location"] == reverse("learn", args=[enrolment.pk])
    assert Statement.objects.count() == before


def test_enrolling_in_what_is_withdrawn_or_unknown_says_so(client: Client) -> None:
    client.force_login(UserFactory())
    gone = ModuleVersionFactory(withdrawn_at=timezone.now())
    for act in (client.get, client.post):
        assert act(reverse("enrol", args=[gone.module_key])).status_code == 409
        assert act(reverse("enrol", args=[uuid4()])).status_code == 404
    assert Enrolment.objects.count() == 0


def test_go_on_leads_to_where_the_learner_was(learner: Client, enrolment: Enrolment) -> None:
    learner.post(reverse("open_lesson", args=[enrolment.pk, lesson_at(enrolment, 2).key]), {"step": uuid4()})
    page = page_of(learner, reverse("my_learning"))
    assert reverse("launch", args=[enrolment.pk]) in page
    response = learner.post(reverse("launch", args=[enrolment.pk]), {"step": uuid4()})
    assert response["Location"] == lesson_address(enrolment, lesson_at(enrolment, 2))


def test_leaving_and_stopping(learner: Client, enrolment: Enrolment) -> None:
    response = learner.post(reverse("leave", args=[enrolment.pk]), {"step": uuid4()})
    assert response["Location"] == reverse("my_learning")
    page_of(learner, reverse("stop", args=[enrolment.pk]))
    enrolment.refresh_from_db()
    assert enrolment.is_open
    learner.post(reverse("stop", args=[enrolment.pk]))
    enrolment.refresh_from_db()
    assert not enrolment.is_open


def test_my_learning_sorts_by_what_it_asks_of_the_learner(client: Client) -> None:
    user = UserFactory()
    busy, ready, done, stopped = (
        EnrolmentFactory(user=user, version=ModuleVersionFactory(lessons=1, title=title, practical=practical))
        for title, practical in (
            ("Bezig", False),
            ("Klaar om te laten zien", True),
            ("Afgerond", False),
            ("Gestopt", False),
        )
    )
    for enrolment in (ready, done):
        answer_all(enrolment)
        finish_all(enrolment)
    withdraw(by=user, enrolment_id=stopped.pk)
    client.force_login(user)
    response = client.get(reverse("my_learning"))
    context = response.context
    assert context["current"].enrolment == busy
    assert [card.enrolment for card in context["waiting"]] == [ready]
    assert [card.enrolment for card in context["completed"]] == [done]
    assert [card.enrolment for card in context["withdrawn"]] == [stopped]
    EnrolmentFactory()
    assert response.content.decode().count("Klaar om te laten zien") >= 1


def test_my_learning_without_anything_leads_to_the_catalogue(client: Client) -> None:
    client.force_login(UserFactory())
    assert "empty" in page_of(client, reverse("my_learning"))


def test_new_major_version_is_offered_in_my_learning_and_on_the_modules_page(
    learner: Client, enrolment: Enrolment
) -> None:
    old = enrolment.version
    ModuleVersion.objects.filter(pk=old.pk).update(superseded_at=timezone.now())
    version = ModuleVersionFactory(
        module_key=old.module_key, fieldlab=old.fieldlab, keys_of=old, major=2, change_note="Nieuwe robot"
    )
    address = reverse("enrol", args=[version.module_key])
    pages = [reverse("my_learning"), reverse("learn", args=[enrolment.pk])]
    for place in pages:
        page = page_of(learner, place)
        assert address in page
        assert "Nieuwe robot" in page
    enrol(by=enrolment.user, module_key=version.module_key)
    for place in pages:
        assert address not in page_of(learner, place)


def test_my_learning_costs_the_same_for_many_rows(client: Client, django_assert_max_num_queries: Any) -> None:
    user = UserFactory()
    versions = [ModuleVersionFactory(lessons=1)]
    versions += [ModuleVersionFactory(lessons=1, fieldlab=versions[0].fieldlab) for _number in range(30)]
    EnrolmentFactory(user=user, version=versions[0])
    client.force_login(user)
    with django_assert_max_num_queries(8):
        page_of(client, reverse("my_learning"))
    for version in versions[1:]:
        enrolment = EnrolmentFactory(user=user, version=version)
        answer_all(enrolment)
        finish_all(enrolment)
    with django_assert_max_num_queries(8):
        page_of(client, reverse("my_learning"))


def test_enrolling_on_the_way_keeps_the_language_of_the_lessons(client: Client) -> None:
    version = ModuleVersionFactory(languages=["nl", "en"])
    user = UserFactory(language="nl")
    response = client.post(
        reverse("enrol", args=[version.module_key]), {"language": "en"}, headers={"Accept": "text/html"}
    )
    assert response.status_code == 302
    address = client.post(response["Location"], {"login": user.email, "password": PASSWORD})["Location"]
    assert 'name="language" value="en"' in page_of(client, address)
    client.post(address, {"language": "en"})
    assert Enrolment.objects.get().language == "en"
