"""Progress, whatever the statements and their order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from courses.progress_rules import compute
from lms.lrs.vocabulary import EXPERIENCED
from tests.courses.steps_taken import (
    LESSONS,
    RULE,
    START,
    Said,
    answered,
    attended,
    completed,
    handed_in,
    observed,
    said,
    tried,
)

STEPS = st.one_of(
    st.builds(completed, st.sampled_from([0, 1]), minute=st.integers(0, 50), own=st.booleans()),
    st.builds(
        answered,
        st.sampled_from([0, 1]),
        right=st.booleans(),
        minute=st.integers(0, 50),
        response=st.sampled_from(["a", "b", "a[,]b"]),
        own=st.booleans(),
    ),
    st.builds(handed_in, st.booleans(), minute=st.integers(0, 50), own=st.booleans()),
    st.builds(tried, st.booleans(), minute=st.integers(0, 50), own=st.booleans()),
    st.builds(observed, st.booleans(), minute=st.integers(0, 50), own=st.booleans()),
    st.builds(attended, st.sampled_from([0, 1]), minute=st.integers(0, 50), own=st.booleans()),
    st.builds(said, st.just(EXPERIENCED), st.sampled_from(LESSONS), minute=st.integers(0, 50)),
)


@given(st.lists(STEPS, max_size=25), st.integers(0, 3), st.randoms())
def test_order_and_duplicates_make_no_difference(steps: list[Said], attempts: int, random: Any) -> None:
    rule = replace(RULE, attempts=attempts)
    shuffled = steps + [item for item in steps if random.random() < 0.5]
    random.shuffle(shuffled)
    assert compute(rule, shuffled) == compute(rule, steps)


@given(st.lists(STEPS, max_size=25))
def test_what_others_vouch_for_never_counts(steps: list[Said]) -> None:
    assert compute(RULE, steps) == compute(RULE, [item for item in steps if item.own])


@given(st.lists(STEPS, max_size=25), STEPS)
def test_one_step_more_never_takes_progress_away(steps: list[Said], later: Said) -> None:
    after = replace(later, timestamp=START + timedelta(days=1))
    assert compute(RULE, [*steps, after]).done >= compute(RULE, steps).done


@given(st.lists(STEPS, max_size=25))
def test_progress_stays_within_its_bounds(steps: list[Said]) -> None:
    result = compute(RULE, steps)
    assert 0 <= result.done <= result.total == 6
    assert result.score is not None
    assert 0 <= result.score <= 1
    assert result.complete == (result.done == result.total)
