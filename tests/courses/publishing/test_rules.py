from copy import deepcopy

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation
from wagtail.documents.models import Document
from wagtail.models import Locale

from courses.actions.approve_module import approve_module
from courses.actions.submit_module import submit_module
from courses.models import LessonPage, ModulePage
from courses.publishing.drafts import latest_draft
from courses.publishing.rules import identifiers_in, problems_of
from tests.courses.authoring.conftest import site_pages
from tests.factories.authoring import edit, module_of, trainer_of
from tests.factories.organisations import FieldlabFactory

__all__ = ["site_pages"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def fieldlab(site_pages):
    return FieldlabFactory()


@pytest.fixture
def author(fieldlab):
    return trainer_of(fieldlab)


@pytest.fixture
def module(fieldlab, author) -> ModulePage:
    return module_of(fieldlab, author)


def in_language(module: ModulePage, language: str) -> ModulePage:
    return ModulePage.objects.get(translation_key=module.translation_key, locale__language_code=language)


def lesson_of(module: ModulePage, number: int = 1) -> LessonPage:
    return LessonPage.objects.child_of(module).order_by("path")[number - 1]


def change_content(lesson: LessonPage, author, change) -> None:
    content = deepcopy(lesson.get_latest_revision_as_object().content.get_prep_value())
    change(content)
    save_with_gaps(lesson, author, content=content)


def save_with_gaps(page, author, **values) -> None:
    """As the editor saves a draft: what is required may be missing."""
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=author, clean=False)


def messages_of(module: ModulePage) -> list[str]:
    # A request before this may have left its own language behind.
    with translation.override("en"):
        return [str(problem) for problem in problems_of(latest_draft(module))]


def test_complete_module_has_no_problems(module) -> None:
    assert messages_of(module) == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"summary": ""}, "Fill in the summary."),
        ({"description": " "}, "Fill in the description."),
        ({"hours": None}, "Say how many hours the module takes."),
        ({"eqf_level": None}, "Choose a level, or say why no level applies."),
        ({"topic": ""}, "Choose a topic."),
        ({"outcomes": []}, "Write at least one learning outcome."),
    ],
)
def test_missing_fact_is_named(module, author, values, message) -> None:
    save_with_gaps(module, author, **values)
    assert f"{module.title}: {message}" in messages_of(module)


def test_level_may_be_left_out_with_a_reason(module, author) -> None:
    edit(module, author, eqf_level=None, level_not_applicable="Het is een introductie.")
    assert messages_of(module) == []


def test_facts_of_a_translation_do_not_count(module, author) -> None:
    save_with_gaps(in_language(module, "en"), author, hours=None, eqf_level=None)
    assert messages_of(module) == []


def test_fieldlab_without_quality_assurance_is_told(module, fieldlab) -> None:
    fieldlab.quality_assurance = " "
    fieldlab.kvk_number = ""
    fieldlab.save()
    assert [message[:12] for message in messages_of(module)] == ["The fieldlab", "The KvK numb"]


HIDDEN = "a\u202eb"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"title": HIDDEN}, "the title of the module"),
        ({"summary": HIDDEN}, "the summary of the module"),
        ({"prerequisites": f"Rekenen\n{HIDDEN}"}, "what one needs to know before"),
        ({"eqf_level": None, "level_not_applicable": HIDDEN}, "why no level applies"),
    ],
)
def test_text_that_no_credential_can_hold_is_named_before_anybody_completes_the_module(
    module, author, values, name
) -> None:
    save_with_gaps(module, author, **values)
    message = messages_of(module)[0]
    assert "can't stand in a credential" in message
    assert name in message


def test_outcome_that_no_credential_can_hold_is_named_with_its_place(module, author) -> None:
    save_with_gaps(module, author, outcomes=[{"type": "outcome", "id": "o1", "value": {"text": HIDDEN}}])
    assert "a character that can't be seen" in messages_of(module)[0]


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"region": " "}, "the province"), ({"legal_name": HIDDEN}, "trade register")],
)
def test_fieldlab_that_can_award_nothing_is_told_before_anybody_completes_the_module(
    module, fieldlab, changes, name
) -> None:
    type(fieldlab).objects.filter(pk=fieldlab.pk).update(**changes)
    assert name in messages_of(module)[0]


@pytest.mark.parametrize("name", ["title", "summary", "prerequisites", "level_not_applicable"])
def test_editor_refuses_a_text_that_no_credential_can_hold(module, author, name) -> None:
    form = ModulePage.get_edit_handler().get_form_class()(instance=module, for_user=author)
    with pytest.raises(ValidationError, match="a character that can't be seen"):
        form.fields[name].clean(HIDDEN)
    assert form.fields[name].clean("Robots veilig bedienen") == "Robots veilig bedienen"


def test_module_without_lessons_is_told(module) -> None:
    for lesson in LessonPage.objects.all():
        lesson.delete()
    assert messages_of(module) == [f"{module.title}: Write at least one lesson."]


def test_gap_in_a_block_is_named_with_its_place(module, author) -> None:
    def forget_feedback(content):
        content[1]["value"]["choices"][1]["value"]["feedback"] = ""

    change_content(lesson_of(module), author, forget_feedback)
    assert messages_of(module) == [
        "Les l1: Block 2 (Question, one answer), Answers, 2, Feedback: This field is required."
    ]


def test_untranslated_lesson_is_named(module) -> None:
    lesson_of(in_language(module, "en")).delete()
    assert messages_of(module) == ["Operating robots safely: The lesson “Les l1” is not translated yet."]


def copied_to_german(module, author, client) -> ModulePage:
    """What Wagtail's “Translate” makes of a module: German pages with the words of the first language."""
    client.force_login(author)
    german = Locale.objects.get(language_code="de")
    address = reverse("simple_translation:submit_page_translation", args=[module.pk])
    client.post(address, {"locales": [german.pk], "include_subtree": "on"})
    return in_language(module, "de")


NOT_TRANSLATED = "This page has not been translated yet: its text is that of “{}”. Translate or remove it."


def test_copy_that_was_not_translated_is_named_page_by_page(module, author, client) -> None:
    german = copied_to_german(module, author, client)
    assert messages_of(module) == [
        f"{module.title}: {NOT_TRANSLATED.format(module.title)}",
        f"Les l1: {NOT_TRANSLATED.format('Les l1')}",
        f"Les l2: {NOT_TRANSLATED.format('Les l2')}",
    ]
    edit(german, author, summary="Du lernst das.", description="Für alle.")
    for number in (1, 2):
        change_content(lesson_of(german, number), author, write_german)
    assert messages_of(module) == [f"{module.title}: {NOT_TRANSLATED.format(module.title)}"]
    german.refresh_from_db()
    outcomes = german.outcomes.get_prep_value()
    outcomes[0]["value"]["text"] = "Du startest einen Roboter."
    edit(german, author, outcomes=outcomes)
    assert messages_of(module) == []


def write_german(content) -> None:
    content[0]["value"] = "<p>Ein Roboter bewegt sich.</p>"


def test_unwanted_translation_of_a_published_module_can_be_removed(module, author, fieldlab, client) -> None:
    approve_module(submission=submit_module(page=module, by=author), by=trainer_of(fieldlab))
    german = copied_to_german(module, author, client)
    for page in (module, in_language(module, "en"), german):
        languages = "all" if page == module else "one"
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), {"languages": languages})
    left = ModulePage.objects.filter(translation_key=module.translation_key)
    assert sorted(left.values_list("locale__language_code", flat=True)) == ["en", "nl"]
    assert messages_of(module) == []


def test_lesson_that_is_only_in_a_translation_is_named(module) -> None:
    lesson_of(module).delete()
    assert messages_of(module) == [
        "Lesson l1: This lesson is not in the module's first language. Remove it, or add it there."
    ]


def swap_right_answer(content):
    for choice in content[1]["value"]["choices"]:
        choice["value"]["correct"] = not choice["value"]["correct"]


def leave_out_the_question(content):
    del content[1]


def give_a_choice_another_id(content):
    content[1]["value"]["choices"][0]["id"] = "11111111-1111-4111-8111-111111111111"


OTHER_SHAPE = "Lesson l1: This lesson has other questions, answers, exercises, criteria or videos than “Les l1”."


@pytest.mark.parametrize("change", [swap_right_answer, leave_out_the_question, give_a_choice_another_id])
def test_translation_with_other_questions_is_named(module, author, change) -> None:
    change_content(lesson_of(in_language(module, "en")), author, change)
    (message,) = messages_of(module)
    assert message.startswith(OTHER_SHAPE)


def test_translated_words_may_differ(module, author) -> None:
    def reword(content):
        content[1]["value"]["question"] = "Which part moves?"
        content.append({"type": "text", "id": "22222222-2222-4222-8222-222222222222", "value": "<p>More.</p>"})

    change_content(lesson_of(in_language(module, "en")), author, reword)
    assert messages_of(module) == []


def test_criterion_of_an_outcome_that_is_not_there_is_named(module, author) -> None:
    def point_elsewhere(content):
        content[2]["value"]["criteria"][0]["value"]["outcome"] = 7

    for language in ("nl", "en"):
        change_content(lesson_of(in_language(module, language), 2), author, point_elsewhere)
    assert messages_of(module) == [
        "Les l2: “Stap 1” belongs to learning outcome 7, which the module does not have."
    ]


def test_block_that_is_there_twice_is_named(module, author) -> None:
    first = lesson_of(module).content.get_prep_value()

    def paste(content):
        content.append(first[1])

    change_content(lesson_of(module, 2), author, paste)
    twice = "Les l2: A question, exercise or practical is in this module twice. Remove one and make it again."
    assert twice in messages_of(module)


def document(name: str, content: bytes) -> Document:
    return Document.objects.create(title=name, file=ContentFile(content, name=name))


GOOD_CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHallo\n"


def with_video(video: Document, captions: dict[str, Document]):
    def add(content):
        files = [
            {"type": "item", "id": f"33333333-3333-4333-8333-33333333333{number}", "value": value}
            for number, value in enumerate(
                {"language": language, "file": file.pk} for language, file in captions.items()
            )
        ]
        value = {"title": "De robot", "video": video.pk, "captions": files, "poster": None}
        content.append({"type": "video", "id": "44444444-4444-4444-8444-444444444444", "value": value})

    return add


def test_video_needs_captions_in_the_language_of_the_page(module, author) -> None:
    add = with_video(document("a.mp4", b"x"), {"nl": document("a.vtt", GOOD_CAPTIONS)})
    change_content(lesson_of(module), author, add)
    change_content(lesson_of(in_language(module, "en")), author, add)
    assert messages_of(module) == ["Lesson l1: The video “De robot” has no captions in the language of this page."]


def test_video_that_must_be_watched_is_one_in_every_language(module, author) -> None:
    files = (
        document("a.mp4", b"x"),
        {"nl": document("a.vtt", GOOD_CAPTIONS), "en": document("b.vtt", GOOD_CAPTIONS)},
    )
    add = with_video(*files)

    def require(content):
        content[-1]["value"]["must_watch"] = True

    for page in (module, in_language(module, "en")):
        change_content(lesson_of(page), author, add)
    assert messages_of(module) == []
    change_content(lesson_of(module), author, require)
    (message,) = messages_of(module)
    assert message.startswith(OTHER_SHAPE)
    change_content(lesson_of(in_language(module, "en")), author, require)
    assert messages_of(module) == []


def test_captions_must_be_readable(module, author) -> None:
    add = with_video(document("a.mp4", b"x"), {"nl": document("a.vtt", b"1\n00:00 niets")})
    change_content(lesson_of(module), author, add)
    (message,) = messages_of(module)
    assert message.startswith("Les l1: The captions of “De robot” can't be read:")


def test_video_must_be_a_video_file(module, author) -> None:
    add = with_video(document("a.exe", b"x"), {"nl": document("a.vtt", GOOD_CAPTIONS)})
    change_content(lesson_of(module), author, add)
    (message,) = messages_of(module)
    assert message.endswith("Choose a file of this kind: .mp4, .webm.")


def test_captions_of_another_kind_are_named_once(module, author) -> None:
    add = with_video(document("a.mp4", b"x"), {"nl": document("a.txt", b"Hallo")})
    change_content(lesson_of(module), author, add)
    (message,) = messages_of(module)
    assert message.endswith("Choose a file of this kind: .vtt.")


def leave_out_a_criterion(content):
    del content[2]["value"]["criteria"][0]


def forget_the_outcome(content):
    content[2]["value"]["criteria"][0]["value"]["outcome"] = None


@pytest.mark.parametrize("change", [leave_out_a_criterion, forget_the_outcome])
def test_gap_in_a_practical_is_named_once_per_page(module, author, change) -> None:
    for language in ("nl", "en"):
        change_content(lesson_of(in_language(module, language), 2), author, change)
    assert [message.split(":")[0] for message in messages_of(module)] == ["Les l2", "Lesson l2"]


def copy_lesson(client, lesson: LessonPage, to: ModulePage) -> LessonPage:
    form = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": to.pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[lesson.pk]), form)
    return LessonPage.objects.child_of(to).get(slug="kopie")


def ids_of(lesson: LessonPage) -> set[str]:
    return set(identifiers_in(lesson.get_latest_revision_as_object().content.get_prep_value()))


def test_lesson_copied_within_its_module_can_be_handed_in(fieldlab, author, client) -> None:
    module = module_of(fieldlab, author, title={"nl": "Alleen in het Nederlands"})
    client.force_login(author)
    lesson = lesson_of(module, 2)
    copy = copy_lesson(client, lesson, module)
    assert messages_of(module) == []
    assert len(ids_of(copy)) == len(ids_of(lesson))
    assert ids_of(copy).isdisjoint(ids_of(lesson))


def test_alias_made_a_lesson_within_its_module_can_be_handed_in(fieldlab, author, client) -> None:
    module = module_of(fieldlab, author, title={"nl": "Alleen in het Nederlands"})
    client.force_login(author)
    alias = lesson_of(module).create_alias(parent=module, update_slug="alias")
    client.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    assert LessonPage.objects.get(slug="alias").alias_of is None
    assert messages_of(module) == []


def test_module_copied_as_a_whole_keeps_its_ids(module, author, client) -> None:
    client.force_login(author)
    form = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": module.get_parent().pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[module.pk]), form | {"copy_subpages": "on"})
    copy = ModulePage.objects.get(slug="kopie")
    assert ids_of(lesson_of(copy, 2)) == ids_of(lesson_of(module, 2))
