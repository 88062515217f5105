from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from credentials.award_rules import ANSWERS, ASSESSOR, EVIDENCE, Fact, Rule, evidence_of, judge, percent

START = datetime(2026, 1, 1, tzinfo=UTC)
MODULES = ("a", "b", "c", "d")
evidence = st.frozensets(st.sampled_from(EVIDENCE))
facts = st.builds(
    Fact,
    id=st.uuids().map(str),
    module=st.sampled_from((*MODULES, "elsewhere")),
    completed_at=st.integers(0, 400).map(lambda days: START + timedelta(days=days)),
    score=st.none() | st.decimals(0, 1, places=4),
    evidence=evidence,
)
rules = st.builds(
    Rule,
    modules=st.permutations(MODULES).map(tuple),
    needed=st.integers(1, 4),
    minimum_score=st.integers(0, 100),
    evidence=evidence.map(tuple),
)


def fact(module: str = "a", score: str | None = "0.85", *evidence: str) -> Fact:
    return Fact("1", module, START, Decimal(score) if score else None, frozenset(evidence))


@given(rules, st.lists(facts, max_size=12), st.randoms())
def test_the_order_of_facts_does_not_matter(rule: Rule, found: list[Fact], random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert judge(rule, shuffled) == judge(rule, found)


@given(rules, st.lists(facts, max_size=12), facts)
def test_more_facts_never_take_away_what_was_earned(rule: Rule, found: list[Fact], more: Fact) -> None:
    if judge(rule, found).met:
        assert judge(rule, [*found, more]).met


@given(rules, st.lists(facts, max_size=12))
def test_what_counts_meets_the_rule_each_module_once(rule: Rule, found: list[Fact]) -> None:
    judgement = judge(rule, found)
    if not judgement.met:
        assert judgement.counted == ()
        return
    modules = [item.module for item in judgement.counted]
    assert len(modules) == len(set(modules)) >= rule.needed
    for item in judgement.counted:
        assert set(rule.evidence) <= item.evidence
        assert item.evidence
        assert not rule.minimum_score or percent(item.score) >= rule.minimum_score


@given(rules, st.lists(facts, max_size=12))
def test_what_only_a_browser_reported_earns_nothing(rule: Rule, found: list[Fact]) -> None:
    reported = [Fact(item.id, item.module, item.completed_at, Decimal(1), frozenset()) for item in found]
    assert not judge(rule, reported).met
    assert not judge(Rule(MODULES, 1), reported).met


def test_a_score_is_never_rounded_up() -> None:
    assert judge(Rule(("a",), 1, 85), [fact("a", "0.8499", ANSWERS)]).lacking == ("score",)
    assert judge(Rule(("a",), 1, 85), [fact("a", "0.85", ANSWERS)]).met
    assert judge(Rule(("a",), 1, 1), [fact("a", None, ASSESSOR)]).lacking == ("score",)


def test_evidence_is_what_the_server_or_an_assessor_saw() -> None:
    assert evidence_of({"lessons": [1], "videos": [1], "questions": []}, assessed=False) == frozenset()
    assert evidence_of({"questions": [1]}, assessed=True) == {ANSWERS, ASSESSOR}


@given(rules)
def test_rules_survive_being_stored(rule: Rule) -> None:
    assert Rule.from_json(rule.to_json()) == rule
