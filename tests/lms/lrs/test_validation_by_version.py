"""What xAPI 2.0 (IEEE 9274.1.1) says otherwise than 1.0.3."""

import pytest

from lms.lrs.validation import problem_in
from tests.factories.lrs import statement_data
from tests.lms.lrs.test_validation import MEMBER

CONTEXT_AGENT = {"objectType": "contextAgent", "agent": MEMBER, "relevantTypes": ["https://a.b/c"]}
CONTEXT_GROUP = {"objectType": "contextGroup", "group": {"objectType": "Group", "member": [MEMBER]}}


@pytest.mark.parametrize("context", [{"contextAgents": [CONTEXT_AGENT]}, {"contextGroups": [CONTEXT_GROUP]}])
def test_context_agents_and_groups_are_of_2_0_alone(context):
    assert problem_in(statement_data(context=context), version="2.0.0") is None
    assert problem_in(statement_data(context=context), version="1.0.3") is not None


@pytest.mark.parametrize(
    "context",
    [
        {"contextAgents": [{**CONTEXT_AGENT, "objectType": "Agent"}]},
        {"contextAgents": [{**CONTEXT_AGENT, "relevantTypes": []}]},
        {"contextAgents": [{**CONTEXT_AGENT, "relevantTypes": ["x"]}]},
        {"contextAgents": [{"objectType": "contextAgent"}]},
        {"contextAgents": CONTEXT_AGENT},
        {"contextGroups": [{"objectType": "contextGroup", "group": MEMBER}]},
    ],
)
def test_broken_context_agent_is_a_problem_ieee_9274_1_1_4_2_6(context):
    assert problem_in(statement_data(context=context), version="2.0.0") is not None


def test_timestamp_without_offset_is_valid_in_1_0_3_and_not_in_2_0():
    data = statement_data(timestamp="2026-01-01T10:00:00")

    assert problem_in(data, version="1.0.3") is None
    assert problem_in(data, version="2.0.0") is not None
