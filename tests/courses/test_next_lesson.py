"""Where a learner goes on."""

import pytest

from courses.next_lesson import next_lesson
from courses.progress_rules import compute
from lms.lrs.vocabulary import EXPERIENCED
from tests.courses.steps_taken import EVERYTHING, LESSONS, RULE, Said, answered, completed, handed_in, said


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], 0),
        ([said(EXPERIENCED, LESSONS[0])], 0),
        ([completed(0)], 1),
        ([said(EXPERIENCED, LESSONS[1])], 1),
        ([completed(1)], 0),
        ([completed(0, minute=1), completed(1, minute=2)], 0),
        ([completed(0, minute=1), completed(1, minute=2), answered(0, right=True, minute=3)], 0),
        (
            [
                completed(0, minute=1),
                completed(1, minute=2),
                answered(0, right=True, minute=3),
                handed_in(True, minute=4),
            ],
            1,
        ),
        (EVERYTHING, 1),
    ],
)
def test_next_lesson_is_where_something_is_left_to_do(steps: list[Said], expected: int) -> None:
    result = compute(RULE, steps)
    conditions = [item.to_json() for item in result.conditions]
    assert next_lesson(RULE, conditions, result.last_lesson) == LESSONS[expected]
