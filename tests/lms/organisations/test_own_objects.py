"""What a request names beside its address: pages to move, where to copy, decisions by Wagtail's own screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from courses.actions.create_site import create_site
from courses.actions.submit_module import submit_module
from courses.models import LessonPage, ModulePage, ModuleVersion
from lms.accounts.models import User
from tests.factories.accounts import SuperuserFactory
from tests.factories.authoring import module_of, trainer_of
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db

MOVE = "/admin/bulk/wagtailcore/page/move/"
# Python calls it a digit, and int() does not take it.
NO_NUMBER = "²"


@dataclass
class Desk:
    trainer: User
    colleague: User
    module: ModulePage
    lessons: list[LessonPage]


@pytest.fixture
def desks(settings: Any, tmp_path: Any) -> tuple[Desk, Desk]:
    """One's own and another fieldlab's."""
    settings.MEDIA_ROOT = tmp_path
    create_site(by=SuperuserFactory())
    return desk("Eigen titel"), desk("Vreemde titel")


def desk(title: str) -> Desk:
    fieldlab = FieldlabFactory()
    trainer = trainer_of(fieldlab)
    module = module_of(fieldlab, trainer, slug=fieldlab.slug, title={"nl": title, "en": title})
    return Desk(trainer, trainer_of(fieldlab), module, list(LessonPage.objects.child_of(module)))


def client_of(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("wanted", ["all", "one"])
def test_moving_in_bulk_tells_nothing_of_another_fieldlabs_page(desks: tuple[Desk, Desk], wanted: str) -> None:
    ours, theirs = desks
    query = {"id": "all" if wanted == "all" else ours.lessons[0].pk, "childOf": ours.module.pk}
    response = client_of(ours.trainer).post(MOVE, {"chooser": theirs.module.pk}, query_params=query)
    assert response.status_code == 404
    assert "Vreemde titel" not in response.content.decode()


def test_moving_all_in_bulk_asks_where_to(desks: tuple[Desk, Desk]) -> None:
    ours, _theirs = desks
    query = {"id": "all", "childOf": ours.module.pk}
    response = client_of(ours.trainer).get(MOVE, query)
    assert response.status_code == 200
    assert client_of(ours.trainer).get(MOVE, {"id": "all"}).status_code == 404
    assert client_of(ours.trainer).get(MOVE, {"id": NO_NUMBER}).status_code == 404


@pytest.mark.parametrize(
    "destinations", [{}, {"new_parent_page": ""}, {"new_parent_page": "x"}, {"new_parent_page": NO_NUMBER}]
)
def test_copying_without_a_page_to_copy_to_is_refused(
    desks: tuple[Desk, Desk], destinations: dict[str, str]
) -> None:
    ours, _theirs = desks
    before = Page.objects.count()
    address = f"/admin/pages/{ours.lessons[0].pk}/copy/"
    data = {"new_title": "Kopie", "new_slug": "kopie", **destinations}
    response = client_of(ours.trainer, raise_request_exception=False).post(address, data)
    assert response.status_code == 404
    assert Page.objects.count() == before


def test_copying_a_lesson_within_its_module_works(desks: tuple[Desk, Desk]) -> None:
    ours, _theirs = desks
    address = f"/admin/pages/{ours.lessons[0].pk}/copy/"
    assert client_of(ours.trainer).get(address).status_code == 200
    data = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": ours.module.pk}
    assert client_of(ours.trainer).post(address, data).status_code == 302
    assert LessonPage.objects.child_of(ours.module).filter(slug="kopie").exists()


@pytest.mark.parametrize("who", ["colleague", "superuser"])
@pytest.mark.parametrize("screen", ["action", "collect_action_data"])
def test_deciding_by_wagtails_own_screens_is_closed(desks: tuple[Desk, Desk], who: str, screen: str) -> None:
    ours, _theirs = desks
    submission = submit_module(page=ours.module, by=ours.trainer, change_note="Klaar")
    # Lost since it was handed in: approval refuses what is not whole.
    LessonPage.objects.filter(translation_key=ours.lessons[0].translation_key).delete()
    person = ours.colleague if who == "colleague" else SuperuserFactory()
    client = client_of(person, raise_request_exception=False)
    state = submission.task_state_id
    answers = [
        client.post(f"/admin/pages/workflow/{screen}/{ours.module.pk}/{decision}/{state}/", {"comment": "x"})
        for decision in ("approve", "reject")
    ]
    # To a superuser Wagtail says that it is not allowed, on the admin's first page.
    assert {answer.status_code for answer in answers} == {404 if who == "colleague" else 302}
    submission.task_state.refresh_from_db()
    assert submission.task_state.status == "in_progress"
    assert not ModuleVersion.objects.exists()
