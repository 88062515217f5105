"""What a check gives back: goals, the first failure, a trace to play and a log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PERIOD = 0.05  # s between two samples of the trace


@dataclass(frozen=True)
class GoalResult:
    id: str
    kind: str
    passed: bool
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """`block`: the id of the instruction, None where none is to blame; `at` in s from the start."""

    code: str
    block: str | None
    at: float
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass
class Trace:
    """Joints in degrees (mm where one slides) once a period; the rest as changes with their moment in s."""

    joints: list[list[float]] = field(default_factory=list)
    blocks: list[list[Any]] = field(default_factory=list)
    parts: dict[str, list[list[Any]]] = field(default_factory=dict)
    grip: list[list[Any]] = field(default_factory=list)
    jaws: list[list[float]] = field(default_factory=list)
    outputs: list[list[Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "period": PERIOD,
            "joints": self.joints,
            "blocks": self.blocks,
            "parts": self.parts,
            "grip": self.grip,
            "jaws": self.jaws,
            "outputs": self.outputs,
        }


@dataclass(frozen=True)
class Result:
    """`cycle_time` in s; `steps`: how many instructions were carried out; `to_json()` is what the wire has."""

    engine: str
    goals: tuple[GoalResult, ...]
    failure: Failure | None
    cycle_time: float
    steps: int
    trace: Trace = field(default_factory=Trace)
    log: tuple[dict[str, Any], ...] = ()

    @property
    def passed(self) -> bool:
        return self.failure is None

    @property
    def score(self) -> float:
        """The share of the goals that are reached: 0 … 1."""
        return sum(goal.passed for goal in self.goals) / len(self.goals) if self.goals else 0.0

    @property
    def collisions(self) -> int:
        return int(self.failure is not None and self.failure.code == "collision")

    def to_json(self) -> dict[str, Any]:
        failure = self.failure
        return {
            "engine": self.engine,
            "passed": self.passed,
            "score": round(self.score, 4),
            "goals": [
                {"id": goal.id, "kind": goal.kind, "passed": goal.passed, "detail": goal.detail}
                for goal in self.goals
            ],
            "failure": failure
            and {"code": failure.code, "block": failure.block, "at": failure.at, "detail": failure.detail},
            "cycle_time": self.cycle_time,
            "collisions": self.collisions,
            "steps": self.steps,
            "trace": self.trace.to_json(),
            "log": list(self.log),
        }
