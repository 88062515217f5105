from courses.structure import practicals_in, questions_in
from tests.factories.courses import practical_block, question_block, text_block

CONTENT = [
    text_block("t", "nl"),
    question_block(["q1", "a", "b", "c"], "nl"),
    question_block(["q2", "a", "b", "c"], "nl", multiple=True),
    practical_block(["p", "c1", "c2", "c3"], "nl"),
]


def test_questions_are_found_with_their_answer_keys() -> None:
    single, multiple = questions_in(CONTENT)
    assert (single.id, single.multiple, single.correct) == ("q1", False, {"a"})
    assert (multiple.id, multiple.multiple, multiple.correct) == ("q2", True, {"a", "b"})
    assert multiple.choice_ids == {"a", "b", "c"}


def test_practicals_are_found_with_their_criteria() -> None:
    (practical,) = practicals_in(CONTENT)
    assert (practical.id, [criterion.id for criterion in practical.criteria]) == ("p", ["c1", "c2", "c3"])
    assert [criterion.outcome for criterion in practical.criteria] == [1, 2, 3]


def test_lesson_without_questions_has_none() -> None:
    assert (questions_in([text_block("t", "nl")]), practicals_in([])) == ([], [])
