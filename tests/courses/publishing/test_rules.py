import pytest
from django.core.exceptions import ValidationError

from courses.models import LessonPage, ModulePage
from tests.courses.publishing.changes import change_content, in_language, lesson_of, messages_of, save_with_gaps
from tests.factories.authoring import edit

pytestmark = pytest.mark.django_db


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


def leave_out_a_criterion(content):
    del content[2]["value"]["criteria"][0]


def forget_the_outcome(content):
    content[2]["value"]["criteria"][0]["value"]["outcome"] = None


@pytest.mark.parametrize("change", [leave_out_a_criterion, forget_the_outcome])
def test_gap_in_a_practical_is_named_once_per_page(module, author, change) -> None:
    for language in ("nl", "en"):
        change_content(lesson_of(in_language(module, language), 2), author, change)
    assert [message.split(":")[0] for message in messages_of(module)] == ["Les l2", "Lesson l2"]
