import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses.actions.approve_module import approve_module
from courses.actions.publish_version import next_number, publish_version
from courses.actions.request_changes import request_changes
from courses.actions.submit_module import submit_module
from courses.actions.take_back_module import take_back_module
from courses.actions.withdraw_module import withdraw_module
from courses.models import LessonPage, LessonVersion, ModulePage, ModuleVersion, Submission
from courses.publishing.notices import notify_reviewers
from courses.publishing.rules import ModuleNotReady
from courses.tasks import sweep
from lms.organisations.models import Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.authoring import edit, module_of, trainer_of
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


def english(module: ModulePage) -> ModulePage:
    return ModulePage.objects.get(translation_key=module.translation_key, locale__language_code="en")


def publish(module: ModulePage, author, colleague, **kwargs) -> ModuleVersion:
    submission = submit_module(page=module, by=author, **kwargs)
    return approve_module(submission=submission, by=colleague)


def test_approval_publishes_the_pinned_lessons_in_every_language(module, author, colleague) -> None:
    version = publish(module, author, colleague)
    assert (version.number, version.source_language) == ("1.0", "nl")
    assert [text.language for text in version.texts.order_by("language")] == ["en", "nl"]
    assert [(lesson.language, lesson.position, lesson.title) for lesson in version.lessons.all()] == [
        ("en", 1, "Lesson l1"),
        ("en", 2, "Lesson l2"),
        ("nl", 1, "Les l1"),
        ("nl", 2, "Les l2"),
    ]
    lesson = version.lessons.get(language="nl", position=1)
    assert lesson.content.get_prep_value() == lesson_of(module).content.get_prep_value()
    assert len(version.rule["questions"]) == 2
    assert len(version.rule["practicals"][0]["criteria"]) == 3


def test_approval_publishes_what_was_handed_in_not_what_was_edited_since(module, author, colleague) -> None:
    submission = submit_module(page=module, by=author)
    edit(lesson_of(module), author, title="Les die nog niet klaar is")
    edit(english(module), author, title="Not finished")
    version = approve_module(submission=submission, by=colleague)
    assert version.lessons.get(language="nl", position=1).title == "Les l1"
    assert version.texts.get(language="en").title == "Operating robots safely"
    assert lesson_of(module).title == "Les l1"
    assert lesson_of(module).get_latest_revision_as_object().title == "Les die nog niet klaar is"
    assert (english(module).live, english(module).has_unpublished_changes) == (True, True)


def test_saving_by_itself_does_not_overwrite_what_was_handed_in(module, author, colleague) -> None:
    lesson = lesson_of(module)
    pinned = lesson.latest_revision
    submission = submit_module(page=module, by=author)
    draft = lesson.get_latest_revision_as_object()
    draft.title = "Stilletjes veranderd"
    draft.save_revision(user=author, overwrite_revision=pinned)
    version = approve_module(submission=submission, by=colleague)
    assert version.lessons.get(language="nl", position=1).title == "Les l1"


def test_saving_by_itself_does_not_overwrite_what_was_published(module, author, colleague) -> None:
    lesson = lesson_of(module)
    pinned = lesson.latest_revision
    publish(module, author, colleague)
    draft = lesson.get_latest_revision_as_object()
    draft.title = "Stilletjes veranderd"
    saved = draft.save_revision(user=author, overwrite_revision=pinned)
    pinned.refresh_from_db()
    assert (saved.pk != pinned.pk, pinned.content["title"]) == (True, "Les l1")


def test_lessons_are_published_in_the_order_at_handing_in(module, author, colleague) -> None:
    submission = submit_module(page=module, by=author)
    lesson_of(module, 2).move(module, pos="first-child")
    version = approve_module(submission=submission, by=colleague)
    assert [lesson.title for lesson in version.lessons.filter(language="nl")] == ["Les l1", "Les l2"]


def test_who_handed_it_in_does_not_approve(module, author, colleague, fieldlab) -> None:
    submission = submit_module(page=module, by=trainer_of(fieldlab))
    with pytest.raises(PermissionDenied):
        approve_module(submission=submission, by=submission.submitted_by)
    assert not ModuleVersion.objects.exists()


def test_who_wrote_a_lesson_does_not_approve(module, author, colleague) -> None:
    edit(lesson_of(english(module)), colleague, title="Lesson one")
    submission = submit_module(page=module, by=author)
    with pytest.raises(PermissionDenied):
        approve_module(submission=submission, by=colleague)


def test_superuser_who_wrote_it_does_not_approve(fieldlab, colleague) -> None:
    superuser = SuperuserFactory()
    submission = submit_module(page=module_of(fieldlab, superuser), by=superuser)
    with pytest.raises(PermissionDenied):
        approve_module(submission=submission, by=superuser)


def test_trainer_of_another_fieldlab_does_not_approve(module, author) -> None:
    submission = submit_module(page=module, by=author)
    with pytest.raises(PermissionDenied):
        approve_module(submission=submission, by=trainer_of(FieldlabFactory()))


def test_who_wrote_an_earlier_version_may_approve_the_next(module, author, colleague) -> None:
    publish(module, author, colleague)
    edit(lesson_of(module), colleague, title="Les een")
    assert publish(module, colleague, author).number == "1.1"


def test_outside_approver_approves_for_a_fieldlab_of_one(module, author, fieldlab) -> None:
    fieldlab.outside_approver = UserFactory()
    fieldlab.save()
    assert publish(module, author, fieldlab.outside_approver).approved_by == fieldlab.outside_approver


def test_publishing_outside_the_workflow_asks_for_four_eyes_too(module, author) -> None:
    submission = submit_module(page=module, by=author)
    with pytest.raises(PermissionDenied):
        publish_version(submission=submission, by=author)


def test_approving_twice_makes_one_version(module, author, colleague) -> None:
    submission = submit_module(page=module, by=author)
    approve_module(submission=submission, by=colleague)
    with pytest.raises(PermissionDenied):
        approve_module(submission=Submission.objects.get(pk=submission.pk), by=colleague)
    assert ModuleVersion.objects.count() == 1


def test_large_change_supersedes_and_counts_up(module, author, colleague) -> None:
    first = publish(module, author, colleague)
    edit(lesson_of(module), author, title="Les een")
    second = publish(module, author, colleague, change="major", change_note="Nieuwe robot")
    first.refresh_from_db()
    assert (second.number, second.change_note) == ("2.0", "Nieuwe robot")
    assert first.superseded_at is not None
    assert list(ModuleVersion.objects.newest()) == [second]


@pytest.mark.parametrize(
    ("previous", "change", "number"),
    [(None, "minor", (1, 0)), (None, "major", (1, 0)), ((1, 4), "minor", (1, 5)), ((1, 4), "major", (2, 0))],
)
def test_next_number_counts_from_one(previous, change, number) -> None:
    assert next_number(previous, change) == number


def test_changes_can_be_asked_for_and_handed_in_again(module, author, colleague) -> None:
    submission = submit_module(page=module, by=author)
    request_changes(submission=submission, by=colleague, comment="Les 1 is te lang.")
    edit(lesson_of(module), author, title="Les 1, korter")
    again = submit_module(page=module, by=author)
    version = approve_module(submission=again, by=colleague)
    assert version.lessons.get(language="nl", position=1).title == "Les 1, korter"
    assert version.submission == again


def test_handed_in_module_is_not_handed_in_twice(module, author) -> None:
    submit_module(page=module, by=author)
    with pytest.raises(PermissionDenied):
        submit_module(page=module, by=author)
    with pytest.raises(PermissionDenied):
        submit_module(page=english(module), by=author)


def test_trainer_elsewhere_does_not_hand_it_in(module) -> None:
    with pytest.raises(PermissionDenied):
        submit_module(page=module, by=trainer_of(FieldlabFactory()))


def test_page_deleted_during_review_refuses_approval(module, author, colleague) -> None:
    submission = submit_module(page=module, by=author)
    lesson_of(module).delete()
    with pytest.raises(ModuleNotReady, match=r"deleted|verwijderd"):
        approve_module(submission=submission, by=colleague)
    assert not ModuleVersion.objects.exists()


def test_lesson_deleted_after_publication_stays_in_the_version(module, author, colleague) -> None:
    version = publish(module, author, colleague)
    for lesson in LessonPage.objects.filter(translation_key=lesson_of(module).translation_key):
        lesson.delete()
    second = publish(module, author, colleague)
    assert LessonVersion.objects.filter(version=version).count() == 4
    assert [lesson.title for lesson in second.lessons.filter(language="nl")] == ["Les l2"]


def test_media_of_a_version_cannot_be_deleted(module, author, colleague) -> None:
    image = Image.objects.create(title="Robot", file="robot.png", width=10, height=10)
    document = Document.objects.create(title="Checklist", file="checklist.pdf")
    draft = lesson_of(module).get_latest_revision_as_object()
    draft.content = [
        *draft.content.get_prep_value(),
        {"type": "picture", "id": "a", "value": {"image": image.pk, "alt": "Een robot", "caption": ""}},
        {"type": "download", "id": "b", "value": {"document": document.pk, "title": "Lijst", "description": ""}},
    ]
    draft.save_revision(user=author)
    publish(module, author, colleague)
    for file in (image, document):
        with pytest.raises(ProtectedError):
            type(file).objects.filter(pk=file.pk).delete()


def test_manager_takes_a_module_out_of_the_catalogue(module, author, colleague, fieldlab) -> None:
    version = publish(module, author, colleague)
    with pytest.raises(PermissionDenied):
        withdraw_module(page=module, by=author)
    withdraw_module(page=module, by=trainer_of(fieldlab, Role.MANAGER))
    version.refresh_from_db()
    assert version.withdrawn_at is not None
    assert not ModulePage.objects.live().exists()
    assert publish(module, author, colleague).number == "1.1"
    assert ModulePage.objects.live().count() == 2


def test_colleagues_who_may_approve_are_written_to(
    module, author, colleague, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        submission = submit_module(page=module, by=author)
    assert callbacks
    assert notify_reviewers(submission.pk) == 1
    (mail,) = [mail for mail in mailoutbox if mail.to == [colleague.email]]
    assert not [mail for mail in mailoutbox if mail.to == [author.email]]
    assert str(submission.uuid) in mail.body
    assert notify_reviewers(submission.pk) == 0


def test_sweep_tells_colleagues_once_where_the_task_was_lost(module, author, colleague, mailoutbox) -> None:
    submission = submit_module(page=module, by=author)
    assert not mailoutbox
    sweep()
    sweep()
    (mail,) = mailoutbox
    assert mail.to == [colleague.email]
    assert str(submission.uuid) in mail.body


def test_nobody_is_told_of_what_was_decided(module, author, colleague, mailoutbox) -> None:
    submission = submit_module(page=module, by=author)
    approve_module(submission=submission, by=colleague)
    assert notify_reviewers(submission.pk) == 0


def test_taken_back_module_can_be_changed_and_not_be_decided_on(module, author, colleague) -> None:
    submission = submit_module(page=module, by=author)
    with pytest.raises(PermissionDenied):
        take_back_module(page=module, by=trainer_of(FieldlabFactory()))
    take_back_module(page=module, by=author)
    with pytest.raises(PermissionDenied):
        take_back_module(page=module, by=author)
    with pytest.raises(PermissionDenied):
        approve_module(submission=submission, by=colleague)
    assert submit_module(page=module, by=author) != submission


def test_author_is_told_where_the_published_module_stands(module, author, colleague, mailoutbox, settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://leren.example"
    approve_module(submission=submit_module(page=module, by=author), by=colleague)
    (mail,) = [mail for mail in mailoutbox if mail.to == [author.email]]
    module.refresh_from_db()
    assert f"https://leren.example{module.url}" in mail.body
