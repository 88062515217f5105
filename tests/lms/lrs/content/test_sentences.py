from uuid import uuid4

import pytest

from lms.lrs.content.sentences import sentence_of
from lms.lrs.statements import activity_id_of, interaction
from tests.factories.lrs import statement_data, void_data

ROBOT = {"id": "https://example.org/robot", "definition": {"name": {"nl": "Robotcel", "en": "Robot cell"}}}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nl", "bekeek “Robotcel”"), ("en", "experienced “Robot cell”"), ("de", "betrachtete „Robot cell“")],
)
def test_sentence_is_in_the_language_of_the_reader(language, sentence):
    assert sentence_of(statement_data(object=ROBOT), language) == sentence


def test_answer_is_told_with_the_texts_of_the_choices():
    data = interaction(
        actor_pseudonym=uuid4(),
        activity_id=activity_id_of(uuid4(), uuid4()),
        name={"nl": "Waar zit de noodstop?"},
        question={"nl": "Waar zit de noodstop?"},
        choices={"a": {"nl": "Links"}, "b": {"nl": "Rechts"}},
        correct=["a"],
        chosen=["a", "b"],
        success=False,
        scaled=0.5,
    )

    assert sentence_of(data, "nl") == (
        "beantwoordde “Waar zit de noodstop?” (antwoord: Links; Rechts, niet goed, score 50 %)"
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            statement_data(verb={"id": "https://example.org/verbs/welded"}),
            "welded “https://example.org/activities/robot”",
        ),
        (statement_data(verb={"id": "urn:x", "display": {"nl-NL": "laste"}}, object=ROBOT), "laste “Robotcel”"),
        (void_data(uuid4()), "herriep een eerdere regel"),
        (statement_data(object={"objectType": "Agent", "mbox": "mailto:a@b.nl", "name": "Jan"}), "bekeek Jan"),
        (
            statement_data(object={"objectType": "SubStatement", **statement_data(id=None, object=ROBOT)}),
            "bekeek “bekeek “Robotcel””",
        ),
    ],
)
def test_any_statement_makes_a_sentence(data, sentence):
    assert sentence_of(data, "nl") == sentence
