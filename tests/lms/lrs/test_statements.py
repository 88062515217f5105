"""The statements that the site makes itself are valid, say who and what, and no e-mail address."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.lrs.formats import duration_key, parse_timestamp
from lms.lrs.statements import Result, activity_id_of, actor_of, interaction, observed, step
from lms.lrs.validation import problem_in
from lms.lrs.vocabulary import VERBS, ActivityType, Extension


def arguments(**changes):
    return {
        "actor_pseudonym": uuid4(),
        "activity_id": activity_id_of(uuid4(), uuid4()),
        "name": {"nl": "Les 1", "en": "Lesson 1"},
        "registration": uuid4(),
        "parent": [activity_id_of(uuid4())],
        "grouping": [activity_id_of(uuid4())],
        "category": ["https://w3id.org/xapi/cmi5"],
        "language": "nl",
        "revision": uuid4(),
        **changes,
    }


@pytest.mark.parametrize("verb", [verb for verb in VERBS.values() if not verb.iri.endswith("voided")])
def test_step_of_every_verb_is_valid_in_both_versions(verb):
    data = step(verb=verb, activity_type=ActivityType.LESSON, **arguments())

    assert problem_in(data, version="1.0.3") is None
    assert problem_in(data, version="2.0.0") is None


def test_step_names_actor_activity_registration_and_version(settings):
    settings.SITE_URL = "https://site.example"
    given_arguments = arguments()

    data = step(
        verb=VERBS["http://adlnet.gov/expapi/verbs/completed"], activity_type="urn:type", **given_arguments
    )

    assert data["actor"] == actor_of(given_arguments["actor_pseudonym"])
    assert data["actor"]["account"]["homePage"] == "https://site.example"
    assert data["object"]["definition"] == {"type": "urn:type", "name": {"nl": "Les 1", "en": "Lesson 1"}}
    context = data["context"]
    assert context["registration"] == str(given_arguments["registration"])
    assert context["revision"] == str(given_arguments["revision"])
    assert context["platform"] == "skillslab"
    assert [activity["id"] for activity in context["contextActivities"]["parent"]] == given_arguments["parent"]


def test_interaction_has_choices_pattern_and_response():
    data = interaction(
        question={"nl": "Waar zit de noodstop?"},
        choices={"a": {"nl": "Links"}, "b": {"nl": "Rechts"}, "c": {"nl": "Onder"}},
        correct=["a", "b"],
        chosen=["a", "c"],
        success=False,
        scaled=0.0,
        **arguments(),
    )

    assert problem_in(data) is None
    definition = data["object"]["definition"]
    assert definition["interactionType"] == "choice"
    assert [choice["id"] for choice in definition["choices"]] == ["a", "b", "c"]
    assert definition["correctResponsesPattern"] == ["a[,]b"]
    assert data["result"]["response"] == "a[,]c"
    assert data["result"]["score"] == {"scaled": 0.0}
    assert data["result"]["success"] is False


def test_observation_names_the_assessor_as_instructor():
    assessor = uuid4()

    data = observed(
        passed=True, instructor_pseudonym=assessor, result=Result(success=True, scaled=1.0), **arguments()
    )

    assert problem_in(data) is None
    assert data["context"]["instructor"] == actor_of(assessor)
    assert data["object"]["definition"]["type"] == ActivityType.PERFORMANCE


@given(
    milliseconds=st.integers(0, 10**10),
    moment=st.datetimes(
        min_value=datetime(2000, 1, 1),
        max_value=datetime(2100, 1, 1),
        timezones=st.just(UTC),
    ),
)
def test_durations_and_timestamps_survive_tincan(milliseconds, moment):
    duration = timedelta(milliseconds=milliseconds)

    data = step(
        verb=VERBS["http://adlnet.gov/expapi/verbs/experienced"],
        activity_type=ActivityType.VIDEO,
        result=Result(duration=duration, extensions={Extension.VIDEO_PLAYED_SEGMENTS: "0[.]12.5[,]20[.]31"}),
        timestamp=moment,
        **arguments(),
    )

    assert problem_in(data) is None
    assert parse_timestamp(data["timestamp"]) == moment
    _, seconds = duration_key(data["result"]["duration"])
    assert abs(float(seconds) - duration.total_seconds()) < 0.011
