"""The cell, version 1: robot, tool, taught points and everything that stands around them.

Lengths in mm, angles in degrees, times in s. `at` is the middle of a thing's bottom face; z = 0 is the table top.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from courses.robotics.geometry import Pose

VERSION = 1

Size = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class At:
    x: float
    y: float
    z: float
    rz: float = 0.0

    @property
    def pose(self) -> Pose:
        return self.x, self.y, self.z, 0.0, 0.0, self.rz


@dataclass(frozen=True, slots=True)
class Tool:
    """A gripper with two jaws that open along the tool's y.

    `length` runs from flange to TCP; `reach` is how far the jaws go on past the TCP; `opening` is the room between
    the open jaws.
    """

    length: float = 150.0
    opening: float = 60.0
    jaw_length: float = 60.0
    jaw_thickness: float = 12.0
    reach: float = 10.0


@dataclass(frozen=True, slots=True)
class Point:
    """A taught point: the pose of the TCP, or the position of each joint (degrees; mm where it slides)."""

    pose: Pose | None = None
    joints: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """A solid or a part: a box of `size`, or an upright cylinder of [diameter, diameter, height]."""

    id: str
    kind: str
    shape: str
    size: Size
    at: At
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Feeder:
    """Lays down its parts one by one: the first at once, each next one `interval` s after its place is free."""

    id: str
    at: At
    parts: tuple[str, ...]
    interval: float
    shape: str
    size: Size


@dataclass(frozen=True, slots=True)
class Bin:
    """A chute with walls; `size` is the room inside. Without `accepts` it takes every colour."""

    id: str
    at: At
    size: Size
    accepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pallet:
    """Places in rows (along x), columns (along y) and layers, `pitch` apart; `at` is the first place."""

    id: str
    at: At
    rows: int
    columns: int
    layers: int
    pitch: Size
    accepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sensor:
    """Sees the part whose middle is inside its box: whether there is one (presence) or its colour."""

    id: str
    kind: str
    at: At
    size: Size


@dataclass(frozen=True, slots=True)
class Input:
    """A signal from outside: `value` at the start, then the changes [moment in s, value]."""

    id: str
    value: bool
    changes: tuple[tuple[float, bool], ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """Where people may be: inside it the TCP goes at most at `limit` mm/s."""

    at: At
    size: Size
    limit: float


@dataclass(frozen=True, slots=True)
class Goal:
    id: str
    kind: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    model: str
    base: At
    tool: Tool
    home: str
    points: dict[str, Point]
    solids: tuple[Thing, ...]
    parts: tuple[Thing, ...]
    feeders: tuple[Feeder, ...]
    bins: tuple[Bin, ...]
    pallets: tuple[Pallet, ...]
    sensors: tuple[Sensor, ...]
    inputs: tuple[Input, ...]
    outputs: tuple[str, ...]
    zone: Zone | None
    goals: tuple[Goal, ...]


# What a scenario may replace.
CHANGEABLE = (
    "parts",
    "feeders",
    "inputs",
    "solids",
    "bins",
    "pallets",
    "sensors",
    "points",
    "zone",
    "goals",
    "tool",
    "home",
    "outputs",
    "labels",
)


def scenario_cell(cell: dict[str, Any], scenario: dict[str, Any] | None) -> dict[str, Any]:
    """The cell as it is in a scenario: the keys in `changes` are replaced whole, nothing in `cell` is touched."""
    changes = (scenario or {}).get("changes") or {}
    return {**cell, **{key: value for key, value in changes.items() if key in CHANGEABLE}}
