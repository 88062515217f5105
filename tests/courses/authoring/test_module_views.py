import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.actions.approve_module import approve_module
from courses.actions.submit_module import submit_module
from courses.models import FieldlabPage, LessonPage, ModulePage, ModuleVersion, Submission
from lms.organisations.models import Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.authoring import module_of, trainer_of
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fieldlab(site_pages):
    return FieldlabFactory()


@pytest.fixture
def author(fieldlab):
    return trainer_of(fieldlab)


@pytest.fixture
def colleague(fieldlab):
    return trainer_of(fieldlab)


@pytest.fixture
def module(fieldlab, author) -> ModulePage:
    return module_of(fieldlab, author)


def lesson_of(module: ModulePage, number: int = 1) -> LessonPage:
    return LessonPage.objects.child_of(module).order_by("path")[number - 1]


def draft_title(module: ModulePage) -> str:
    return ModulePage.objects.get(pk=module.pk).draft_title


def module_form(**changes):
    outcome = {"text": "Je start een robot.", "esco_uri": "", "esco_label": ""}
    return nested_form_data(
        {
            "title": "Lassen met een robot",
            "summary": "Je leert een lasrobot te gebruiken.",
            "description": "Voor lassers.",
            "outcomes": streamfield([("outcome", outcome)]),
            "topic": "robotics",
            "hours": "4",
            "eqf_level": "3",
            "level_not_applicable": "",
            "participation": "blended",
            "prerequisites": "",
            "image": "",
            "contact_name": "",
            "contact_email": "",
            "pass_mark": "80",
            "sessions": "0",
            "attempts": "0",
            "validity_months": "",
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
            **changes,
        }
    )


def lesson_form(**changes):
    comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}
    return nested_form_data(
        {"title": "Les een", "minutes": "10", "content": streamfield([]), "comments": comments} | changes
    )


def test_trainer_writes_a_module_and_a_colleague_publishes_it(client, fieldlab, author, colleague) -> None:
    parent = FieldlabPage.objects.get(fieldlab=fieldlab, locale__language_code="nl")
    client.force_login(author)
    response = client.post(
        reverse("wagtailadmin_pages:add", args=["courses", "modulepage", parent.pk]), module_form()
    )
    module = ModulePage.objects.get(title="Lassen met een robot")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[module.pk])
    hand_in = reverse("courses_hand_in", args=[module.pk])
    assert "minstens één les" in client.get(hand_in).text or "at least one lesson" in client.get(hand_in).text
    client.post(hand_in, {"change": "minor"})
    assert not Submission.objects.exists()

    client.post(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk]), lesson_form())
    client.post(hand_in, {"change": "minor"})
    submission = Submission.objects.get()
    review = reverse("courses_review", args=[submission.uuid])
    assert client.post(review, {"decision": "approve"}, follow=True).status_code == 404

    client.force_login(colleague)
    lesson = LessonPage.objects.child_of(module).get()
    assert "Les een" in client.get(review).text
    assert "Les een" in client.get(reverse("courses_review_lesson", args=[submission.uuid, lesson.pk])).text
    response = client.post(review, {"decision": "approve", "comment": "Mooi"})
    assert response.url == reverse("courses_reviews")
    version = ModuleVersion.objects.get()
    assert (version.approved_by, version.lessons.get().title) == (colleague, "Les een")


def test_asking_for_changes_needs_words(client, module, author, colleague) -> None:
    submission = submit_module(page=module, by=author)
    client.force_login(colleague)
    review = reverse("courses_review", args=[submission.uuid])
    assert client.post(review, {"decision": "changes"}).status_code == 200
    assert client.post(review, {"decision": "changes", "comment": "Te lang"}).status_code == 302
    assert module.current_workflow_state.status == "needs_changes"
    client.force_login(author)
    assert "Te lang" in client.get(reverse("wagtailadmin_home")).text


def test_second_press_of_a_button_is_no_error(client, module, author, colleague, fieldlab) -> None:
    client.force_login(author)
    hand_in = reverse("courses_hand_in", args=[module.pk])
    for _press in range(2):
        response = client.post(hand_in, {"change": "minor"})
        assert response.url in (reverse("courses_modules"), hand_in)
    review = reverse("courses_review", args=[Submission.objects.get().uuid])
    client.force_login(colleague)
    for _press in range(2):
        assert client.post(review, {"decision": "approve"}).url == reverse("courses_reviews")
    assert client.get(review).url == reverse("courses_reviews")
    assert ModuleVersion.objects.count() == 1
    client.force_login(author)
    take_back = reverse("courses_take_back", args=[module.pk])
    assert client.post(take_back).url == reverse("courses_modules")
    assert client.post(hand_in, {"change": "minor"}).status_code == 200
    assert Submission.objects.count() == 1
    client.force_login(trainer_of(fieldlab, Role.MANAGER))
    for _press in range(2):
        address = reverse("courses_withdraw", args=[module.pk])
        assert client.post(address).url == reverse("courses_modules")


def test_outside_approver_reviews_without_a_role(client, module, author, fieldlab) -> None:
    fieldlab.outside_approver = UserFactory()
    fieldlab.save()
    submission = submit_module(page=module, by=author)
    client.force_login(fieldlab.outside_approver)
    assert client.get(reverse("courses_review", args=[submission.uuid])).status_code == 200
    assert module.title in client.get(reverse("courses_reviews")).text


def test_review_is_closed_for_others(client, module, author) -> None:
    submission = submit_module(page=module, by=author)
    review = reverse("courses_review", args=[submission.uuid])
    assert client.get(review).status_code == 302
    for stranger in (UserFactory(), trainer_of(FieldlabFactory())):
        client.force_login(stranger)
        assert client.get(review, follow=True).status_code == 404
        assert module.title not in client.get(reverse("courses_reviews")).text


def test_review_shows_no_answer_keys(client, module, author, colleague) -> None:
    submission = submit_module(page=module, by=author)
    client.force_login(colleague)
    html = client.get(reverse("courses_review_lesson", args=[submission.uuid, lesson_of(module).pk])).text
    assert "Wat beweegt?" in html
    assert "Goed" not in html.split("Wat beweegt?")[1]
    assert "De arm." not in html


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_editor_publishes_nothing(client, module, action) -> None:
    client.force_login(SuperuserFactory())
    lesson = lesson_of(module)
    client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), lesson_form() | {action: "1"})
    client.post(reverse("wagtailadmin_pages:edit", args=[module.pk]), module_form(title="Nieuw") | {action: "1"})
    assert not Page.objects.filter(pk__in=[lesson.pk, module.pk], live=True).exists()
    assert draft_title(module) == "Nieuw"
    assert not module.workflow_states.exists()


def test_new_page_cannot_be_handed_in_at_once(client, module, author, fieldlab) -> None:
    client.force_login(author)
    for kind, parent, form in (
        ("modulepage", module.get_parent(), module_form()),
        ("lessonpage", module, lesson_form()),
    ):
        add = reverse("wagtailadmin_pages:add", args=["courses", kind, parent.pk])
        before = Page.objects.count()
        client.post(add, form | {"action-submit": "1"})
        client.post(add, form | {"action-publish": "1"}, follow=True)
        assert Page.objects.filter(live=True, depth__gt=4).count() == 0
        assert Page.objects.count() == before + 1


def test_editor_of_a_handed_in_module_is_locked(client, module, author) -> None:
    submit_module(page=module, by=author)
    client.force_login(author)
    edit_page = reverse("wagtailadmin_pages:edit", args=[module.pk])
    client.post(edit_page, module_form(title="Stiekem"))
    assert draft_title(module) == module.title
    client.post(reverse("courses_take_back", args=[module.pk]))
    client.post(edit_page, module_form(title="Teruggenomen"))
    assert draft_title(module) == "Teruggenomen"


def test_editor_says_what_is_missing_and_leads_to_handing_in(client, module, author) -> None:
    draft = module.get_latest_revision_as_object()
    draft.summary = ""
    draft.save_revision(user=author, clean=False)
    client.force_login(author)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[module.pk])).text
    assert 'class="problems"' in html
    for shown in (module, lesson_of(module)):
        html = client.get(reverse("wagtailadmin_pages:edit", args=[shown.pk])).text
        assert reverse("courses_hand_in", args=[module.pk]) in html
        assert "action-publish" not in html
        assert "action-submit" not in html


def test_lesson_of_a_published_module_can_be_deleted_from_the_next_version(
    client, module, author, colleague
) -> None:
    approve_module(submission=submit_module(page=module, by=author), by=colleague)
    lesson = lesson_of(module)
    client.force_login(author)
    client.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]), {"languages": "all"})
    assert not LessonPage.objects.filter(pk=lesson.pk).exists()
    client.post(reverse("wagtailadmin_pages:delete", args=[module.pk]), {"languages": "all"})
    assert ModulePage.objects.filter(pk=module.pk).exists()
    assert ModuleVersion.objects.get().lessons.count() == 4


def test_lesson_preview_shows_the_draft_in_the_players_look(client, module, author) -> None:
    lesson = lesson_of(module)
    client.force_login(author)
    html = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])).text
    assert "Wat beweegt?" in html
    assert "outline__item" in html
    assert "De arm." not in html


def test_lesson_is_read_in_the_player(client, module, author, colleague) -> None:
    approve_module(submission=submit_module(page=module, by=author), by=colleague)
    response = client.get(lesson_of(module).get_url())
    assert response.status_code == 302
    assert response.url == module.get_url()


def test_module_list_shows_own_modules_with_where_they_stand(client, module, author, colleague) -> None:
    other = FieldlabFactory()
    module_of(other, trainer_of(other), slug="ander", title={"nl": "Van een ander", "en": "Of another"})
    client.force_login(colleague)
    html = client.get(reverse("courses_modules")).text
    assert "Robots veilig bedienen" in html
    assert "Van een ander" not in html
    approve_module(submission=submit_module(page=module, by=author), by=colleague)
    assert "1.0" in client.get(reverse("courses_modules")).text


def test_module_of_another_fieldlab_is_not_found(client, module) -> None:
    client.force_login(trainer_of(FieldlabFactory(), Role.MANAGER))
    for name in ("courses_hand_in", "courses_withdraw"):
        assert client.get(reverse(name, args=[module.pk]), follow=True).status_code == 404
        assert client.post(reverse(name, args=[module.pk]), {"change": "minor"}, follow=True).status_code == 404
    assert client.post(reverse("courses_take_back", args=[module.pk]), follow=True).status_code == 404


def test_manager_withdraws_and_a_trainer_does_not(client, module, author, colleague, fieldlab) -> None:
    approve_module(submission=submit_module(page=module, by=author), by=colleague)
    withdraw = reverse("courses_withdraw", args=[module.pk])
    client.force_login(author)
    assert client.post(withdraw).status_code in (302, 403)
    assert ModuleVersion.objects.newest().exists()
    client.force_login(trainer_of(fieldlab, Role.MANAGER))
    assert client.get(withdraw).status_code == 200
    client.post(withdraw)
    assert not ModuleVersion.objects.newest().exists()


@pytest.mark.parametrize("view", ["courses_modules", "wagtailadmin_home"])
def test_lists_take_as_many_queries_for_many_modules(client, module, author, fieldlab, view) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(author)
    client.get(reverse(view))
    counts = []
    for new in (0, 8):
        for number in range(new):
            module_of(fieldlab, author, slug=f"module-{number}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse(view))
        counts.append(len(queries))
    assert counts[0] == counts[1]
