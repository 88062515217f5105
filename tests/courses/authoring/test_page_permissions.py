"""What Wagtail's own addresses let a trainer do with pages, whatever its menus show."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from courses.actions.approve_module import approve_module
from courses.actions.submit_module import submit_module
from courses.actions.take_back_module import take_back_module
from courses.models import CataloguePage, FieldlabPage, HomePage, LessonPage, ModulePage
from lms.organisations.models import Role
from tests.factories.accounts import SuperuserFactory
from tests.factories.authoring import module_of, trainer_of
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fieldlab(site_pages):
    return FieldlabFactory()


@pytest.fixture
def author(fieldlab):
    return trainer_of(fieldlab)


@pytest.fixture
def module(fieldlab, author) -> ModulePage:
    return module_of(fieldlab, author)


def lesson_of(module: ModulePage, number: int = 1) -> LessonPage:
    return LessonPage.objects.child_of(module).order_by("path")[number - 1]


def move(client, page: Page, destination: Page) -> Page:
    """The page's parent after trying to move it."""
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk]))
    return Page.objects.get(pk=page.pk).get_parent().specific


def is_left_after_deleting(client, page: Page) -> bool:
    languages = "all" if page.locale.language_code == "nl" else "one"
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), {"languages": languages})
    return Page.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("state", ["draft", "review", "published"])
def test_lesson_does_not_move_to_another_module(client, module, author, fieldlab, state) -> None:
    other = module_of(fieldlab, author, slug="ander")
    bring_to(state, module, author, fieldlab)
    client.force_login(author)
    assert move(client, lesson_of(module), other) == module


@pytest.mark.parametrize("state", ["draft", "review", "published"])
def test_module_does_not_move(client, module, author, fieldlab, state) -> None:
    second = FieldlabFactory()
    MembershipFactory(user=author, role=Role.TRAINER, fieldlab=second)
    elsewhere = FieldlabPage.objects.get(fieldlab=second, locale=module.locale)
    bring_to(state, module, author, fieldlab)
    client.force_login(author)
    before = module.get_parent().specific
    assert move(client, module, elsewhere) == before


def bring_to(state: str, module: ModulePage, author, fieldlab) -> None:
    if state == "draft":
        return
    submission = submit_module(page=module, by=author)
    if state == "published":
        approve_module(submission=submission, by=trainer_of(fieldlab))


def test_pages_of_a_handed_in_module_are_not_deleted(client, module, author) -> None:
    english = ModulePage.objects.get(translation_key=module.translation_key, locale__language_code="en")
    submit_module(page=module, by=author)
    client.force_login(author)
    pages = [lesson_of(english), lesson_of(module), english, module]
    assert [is_left_after_deleting(client, page) for page in pages] == [True] * 4
    take_back_module(page=module, by=author)
    assert [is_left_after_deleting(client, page) for page in pages] == [False] * 4


def test_alias_made_a_lesson_during_review_is_not_published_with_it(client, module, author, fieldlab) -> None:
    alias = lesson_of(module).create_alias(parent=module, update_slug="alias")
    submission = submit_module(page=module, by=author)
    client.force_login(author)
    client.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    version = approve_module(submission=submission, by=trainer_of(fieldlab))
    assert [lesson.title for lesson in version.lessons.filter(language="nl")] == ["Les l1", "Les l2"]
    assert Page.objects.get(pk=alias.pk).live is False


@pytest.mark.parametrize("kind", [HomePage, CataloguePage, FieldlabPage, ModulePage, LessonPage])
def test_editor_asks_for_neither_address_nor_date(client, module, kind) -> None:
    client.force_login(SuperuserFactory())
    page = kind.objects.order_by("pk")[0]
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    assert "title" in form.fields
    assert {"slug", "go_live_at", "expire_at", "show_in_menus"}.isdisjoint(form.fields)


def test_manager_publishes_the_fieldlabs_page(client, fieldlab) -> None:
    page = FieldlabPage.objects.filter(fieldlab=fieldlab).order_by("pk")[0]
    client.force_login(trainer_of(fieldlab, Role.MANAGER))
    form = {"title": "Robotlab", "introduction": "Welkom.", "action-publish": "1", "slug": "anders"}
    empty = {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form | empty)
    page.refresh_from_db()
    assert (page.title, page.introduction, page.slug) == ("Robotlab", "Welkom.", fieldlab.slug)
