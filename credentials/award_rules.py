"""When an achievement is earned: by which modules, with which score and which evidence. Pure.

A fact tells of one completed module what was checked and by whom. What only the learner's own browser reported
is no evidence: a fact without any evidence counts for nothing, whatever the rule asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from credentials.formats.errors import FormatError

# Answers that the server checked; an assessor's signature; a trainer who saw the person at a session.
ANSWERS, ASSESSOR, ATTENDANCE = "answers", "assessor", "attendance"
EVIDENCE = (ANSWERS, ASSESSOR, ATTENDANCE)

# Beside what a Judgement lacks: somebody has the credential already, by another completion.
HELD = "held"

# Parts of a module version's rule (courses.progress_rules.Rule) that the server judges.
_JUDGED_BY_SERVER = ("questions", "exercises", "programs")


class RuleNotMet(FormatError):
    """Somebody completed the module, but not as the rule of its achievement asks."""


@dataclass(frozen=True)
class Rule:
    """`needed` of `modules` (their keys), each with at least `minimum_score` percent and all `evidence`."""

    modules: tuple[str, ...]
    needed: int
    minimum_score: int = 0
    evidence: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "modules": list(self.modules),
            "needed": self.needed,
            "minimum_score": self.minimum_score,
            "evidence": list(self.evidence),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rule:
        return cls(tuple(data["modules"]), data["needed"], data["minimum_score"], tuple(data["evidence"]))


@dataclass(frozen=True)
class Fact:
    """One completed module: `score` is 0 … 1 or none where nothing was scored; `id` names the row behind it."""

    id: str
    module: str
    completed_at: datetime
    score: Decimal | None
    evidence: frozenset[str]


@dataclass(frozen=True)
class Judgement:
    """`counted` are the facts that earn it; `lacking` says why not: score, evidence, or modules."""

    counted: tuple[Fact, ...]
    lacking: tuple[str, ...]

    @property
    def met(self) -> bool:
        return not self.lacking


def judge(rule: Rule, facts: Iterable[Fact]) -> Judgement:
    """Say whether `facts` (of one person) meet `rule`; of each module the first that will do counts.

    The order of `facts` does not matter.
    """
    counted: dict[str, Fact] = {}
    lacking: set[str] = set()
    for fact in sorted(facts, key=lambda fact: (fact.completed_at, fact.id)):
        if fact.module not in rule.modules or fact.module in counted:
            continue
        missing = _lacking_of(rule, fact)
        if missing:
            lacking |= missing
        else:
            counted[fact.module] = fact
    if rule.modules and len(counted) >= max(rule.needed, 1):
        in_order = tuple(counted[module] for module in rule.modules if module in counted)
        return Judgement(in_order, ())
    return Judgement((), tuple(sorted(lacking)) or ("modules",))


def _lacking_of(rule: Rule, fact: Fact) -> set[str]:
    missing = set()
    # Compared as whole percents, as they are shown.
    if rule.minimum_score and (fact.score is None or percent(fact.score) < rule.minimum_score):
        missing.add("score")
    if not fact.evidence or not set(rule.evidence) <= fact.evidence:
        missing.add("evidence")
    return missing


def percent(score: Decimal) -> int:
    """A score of 0 … 1 as whole percents, never rounded up."""
    return int(score * 100)


def evidence_of(version_rule: Mapping[str, Any], *, assessed: bool) -> frozenset[str]:
    """The evidence behind a completion: what its version's rule has the server judge, an assessor, and a trainer.

    Without the sessions that its rule asks for, it would be no completion.
    """
    found = {ANSWERS} if any(version_rule.get(part) for part in _JUDGED_BY_SERVER) else set()
    if version_rule.get("sessions"):
        found.add(ATTENDANCE)
    return frozenset(found | ({ASSESSOR} if assessed else set()))


def common_score(facts: Sequence[Fact]) -> Decimal | None:
    """The lowest score of the facts that count: of which one can say that all reached it. None without scores."""
    scores = [fact.score for fact in facts if fact.score is not None]
    return min(scores) if scores else None
