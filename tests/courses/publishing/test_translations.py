"""A module in several languages: every page translated, and of the same shape."""

import pytest
from django.urls import reverse
from wagtail.models import Locale

from courses.actions.approve_module import approve_module
from courses.actions.submit_module import submit_module
from courses.models import ModulePage
from tests.courses.publishing.changes import (
    OTHER_SHAPE,
    change_content,
    in_language,
    lesson_of,
    messages_of,
    save_with_gaps,
)
from tests.factories.authoring import edit, trainer_of

pytestmark = pytest.mark.django_db


def test_facts_of_a_translation_do_not_count(module, author) -> None:
    save_with_gaps(in_language(module, "en"), author, hours=None, eqf_level=None)
    assert messages_of(module) == []


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
