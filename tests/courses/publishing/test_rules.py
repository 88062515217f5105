from copy import deepcopy

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from wagtail.documents.models import Document

from courses.models import LessonPage, ModulePage
from courses.publishing.drafts import latest_draft
from courses.publishing.rules import problems_of
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


def test_module_without_lessons_is_told(module) -> None:
    for lesson in LessonPage.objects.all():
        lesson.delete()
    assert messages_of(module) == [f"{module.title}: Write at least one lesson."]


def test_gap_in_a_block_is_named_with_its_place(module, author) -> None:
    def forget_feedback(content):
        content[1]["value"]["choices"][1]["value"]["feedback"] = ""

    change_content(lesson_of(module), author, forget_feedback)
    assert messages_of(module) == [
        "Les l1: Block 2 (Question, one answer), answers, 2, feedback: This field is required."
    ]


def test_untranslated_lesson_is_named(module) -> None:
    lesson_of(in_language(module, "en")).delete()
    assert messages_of(module) == ["Operating robots safely: The lesson “Les l1” is not translated yet."]


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


OTHER_SHAPE = "Lesson l1: This lesson has other questions, answers, criteria or videos to watch than “Les l1”."


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
    assert "Les l2: A question or practical is in this module twice. Remove one and make it again." in messages_of(
        module
    )


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
    assert any("Choose a file of this kind: .mp4, .webm." in message for message in messages_of(module))
