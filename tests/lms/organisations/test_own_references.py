"""What a trainer posts into a page is looked at: choosers are no fence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file_svg
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.actions.create_site import create_site
from courses.models import LessonPage, ModulePage, RobotCell
from lms.accounts.models import User
from lms.organisations.models import Fieldlab
from lms.organisations.own_references import references_of
from tests.factories.accounts import SuperuserFactory
from tests.factories.authoring import edit, module_of, trainer_of
from tests.factories.organisations import FieldlabFactory
from tests.factories.robots import robot_cell

pytestmark = pytest.mark.django_db


@dataclass
class Desk:
    """A trainer with a module, a lesson, a picture and a document."""

    fieldlab: Fieldlab
    trainer: User
    module: ModulePage
    lesson: LessonPage
    image: Image
    document: Document


@pytest.fixture
def desks(settings: Any, tmp_path: Any) -> tuple[Desk, Desk]:
    """One's own and another fieldlab's."""
    settings.MEDIA_ROOT = tmp_path
    create_site(by=SuperuserFactory())
    return desk("Eigen"), desk("Vreemd")


def desk(word: str) -> Desk:
    fieldlab = FieldlabFactory(name=f"{word} fieldlab", slug=word.lower())
    trainer = trainer_of(fieldlab)
    module = module_of(fieldlab, trainer, slug=word.lower(), title={"nl": f"{word} module"})
    return Desk(
        fieldlab,
        trainer,
        module,
        LessonPage.objects.child_of(module).first(),
        Image.objects.create(title=f"{word} foto", file=get_test_image_file_svg(), collection=fieldlab.collection),
        Document.objects.create(
            title=f"{word} blad", file=ContentFile(b"x", name="blad.txt"), collection=fieldlab.collection
        ),
    )


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def lesson_form(**blocks: Any) -> dict[str, Any]:
    """A lesson with these blocks, as the editor posts it."""
    content = streamfield([(name.partition("__")[0], value) for name, value in blocks.items()])
    return nested_form_data({"title": "Les", "slug": "les", "minutes": 10, "content": content})


def picture(image: Image) -> dict[str, Any]:
    return {"image": image.pk, "alt": "Een robot", "caption": ""}


def download(document: Document) -> dict[str, Any]:
    return {"document": document.pk, "title": "Blad", "description": ""}


def exercise_form(cell: RobotCell, elsewhere: str = "") -> dict[str, Any]:
    """A robot exercise in `cell`, with a scenario that is in the cell `elsewhere`."""
    goal = {"colour": "", "part": "", "into": "bin", "count": 1}
    scenario = {"title": "Zo", "hidden": "", "cell": elsewhere, "changes": streamfield([])}
    return {
        "title": "Oefening",
        "task": "Doe het.",
        "cell": cell.pk,
        "goals": streamfield([("placed", goal)]),
        "scenarios": streamfield([("item", scenario)]),
        "operations": ["moveJ"],
        "views": ["text"],
        "hints": streamfield([]),
        "attempts": 0,
        "start": "",
        "solution": "moveJ(pick)",
        "wrong": streamfield([]),
    }


def link_to(page: Page) -> str:
    return rich_text(f'<p><a linktype="page" id="{page.pk}">Lees dit</a></p>')


def module_form(image: Image) -> dict[str, Any]:
    form = {"title": "Robots", "summary": "Kort", "description": "Lang", "topic": "robotics", "hours": 4}
    facts = {"participation": "online", "pass_mark": 80, "attempts": 0, "sessions": 0, "image": image.pk}
    return nested_form_data({**form, **facts, "outcomes": streamfield([])})


def test_lesson_takes_own_pictures_documents_and_pages(desks: tuple[Desk, Desk]) -> None:
    own, _other = desks
    form = lesson_form(picture=picture(own.image), download=download(own.document), text=link_to(own.module))
    response = client_of(own.trainer).post(f"/admin/pages/{own.lesson.pk}/edit/", form)
    assert response.status_code == 302
    own.lesson.refresh_from_db()
    assert references_of(own.lesson.get_latest_revision_as_object()) == {
        (Image, str(own.image.pk)),
        (Document, str(own.document.pk)),
        (Page, str(own.module.pk)),
    }


@pytest.mark.parametrize("kind", ["picture", "download", "text", "callout", "video", "robot_exercise"])
@pytest.mark.parametrize("place", ["edit", "edit/preview", "add", "add/preview"])
def test_lesson_refuses_what_is_of_another_fieldlab(desks: tuple[Desk, Desk], kind: str, place: str) -> None:
    own, other = desks
    captions = streamfield([])
    blocks = {
        "picture": picture(other.image),
        "download": download(other.document),
        "text": link_to(other.module),
        "callout": {"kind": "tip", "title": "Tip", "text": link_to(other.lesson)},
        "robot_exercise": exercise_form(robot_cell(other.fieldlab, other.trainer)),
        "video": {"title": "Film", "video": other.document.pk, "poster": "", "captions": captions},
    }
    addresses = {
        "edit": f"/admin/pages/{own.lesson.pk}/edit/",
        "edit/preview": f"/admin/pages/{own.lesson.pk}/edit/preview/",
        "add": f"/admin/pages/add/courses/lessonpage/{own.module.pk}/",
        "add/preview": f"/admin/pages/add/courses/lessonpage/{own.module.pk}/preview/",
    }
    before = own.lesson.latest_revision_id, Page.objects.count()
    response = client_of(own.trainer).post(addresses[place], lesson_form(**{kind: blocks[kind]}))
    own.lesson.refresh_from_db()
    assert response.status_code == 404
    assert "Vreemd" not in response.content.decode()
    assert (own.lesson.latest_revision_id, Page.objects.count()) == before


def test_lesson_that_is_wrong_elsewhere_shows_no_foreign_title(desks: tuple[Desk, Desk]) -> None:
    own, other = desks
    form = lesson_form(picture={**picture(other.image), "alt": ""}) | {"title": ""}
    response = client_of(own.trainer).post(f"/admin/pages/{own.lesson.pk}/edit/", form)
    assert response.status_code == 404


def test_module_refuses_a_foreign_picture(desks: tuple[Desk, Desk]) -> None:
    own, other = desks
    client = client_of(own.trainer)
    address = f"/admin/pages/{own.module.pk}/edit/"
    assert client.post(address, module_form(other.image)).status_code == 404
    assert client.post(address, module_form(own.image)).status_code == 302


def test_lesson_takes_robot_cells_of_the_own_library_only(desks: tuple[Desk, Desk]) -> None:
    own, other = desks
    cell, theirs = robot_cell(own.fieldlab, own.trainer), robot_cell(other.fieldlab, other.trainer)
    client, address = client_of(own.trainer), f"/admin/pages/{own.lesson.pk}/edit/"
    assert client.post(address, lesson_form(robot_exercise=exercise_form(cell))).status_code == 302
    scenario = exercise_form(cell, elsewhere=str(theirs.pk))
    assert client.post(address, lesson_form(robot_exercise=scenario)).status_code == 404


def test_lesson_may_link_to_a_published_page_of_another_fieldlab(desks: tuple[Desk, Desk]) -> None:
    own, other = desks
    Page.objects.filter(pk=other.module.pk).update(live=True)
    form = lesson_form(text=link_to(other.module))
    assert client_of(own.trainer).post(f"/admin/pages/{own.lesson.pk}/edit/", form).status_code == 302


def test_lesson_keeps_what_an_operator_put_in(desks: tuple[Desk, Desk]) -> None:
    own, other = desks
    put_in = [{"type": "picture", "value": picture(other.image)}]
    edit(own.lesson, SuperuserFactory(), content=json.dumps(put_in))
    form = lesson_form(picture=picture(other.image))
    assert client_of(own.trainer).post(f"/admin/pages/{own.lesson.pk}/edit/", form).status_code == 302


def test_operator_may_use_everything(desks: tuple[Desk, Desk]) -> None:
    own, other = desks
    form = lesson_form(picture=picture(other.image))
    assert client_of(SuperuserFactory()).post(f"/admin/pages/{own.lesson.pk}/edit/", form).status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"content-count": None},
        {"content-count": "veel"},
        {"content-0-type": None},
        {"content-0-order": "eerst"},
        {"content-0-value": "{"},
        {"content-0-value": "[]"},
    ],
)
def test_malformed_form_is_a_bad_request(desks: tuple[Desk, Desk], changes: dict[str, Any]) -> None:
    own, _other = desks
    form = {**lesson_form(text=rich_text("<p>Tekst</p>")), **changes}
    posted = {name: value for name, value in form.items() if value is not None}
    client = client_of(own.trainer)
    for address in (f"/admin/pages/{own.lesson.pk}/edit/", f"/admin/pages/{own.lesson.pk}/edit/preview/"):
        assert client.post(address, posted).status_code == 400
