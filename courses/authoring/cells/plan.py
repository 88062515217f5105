"""A robot cell drawn from above and from the side, as one SVG. Pure: from what courses.robotics.drawing says.

x goes to the right in both views; y goes up in the first, z in the second. mm, with room around what stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians, sin
from typing import Any

MARGIN = 60
WIDTH = 640
COLOURS = {"red", "blue", "green", "yellow", "orange", "white", "black", "grey"}

Corner = tuple[float, float, float]


@dataclass(frozen=True)
class Shape:
    """Corners in the cell; `kind` says how it is drawn, `name` stands beside it."""

    kind: str
    corners: tuple[Corner, ...]
    name: str = ""


def plan(drawing: dict[str, Any], titles: tuple[str, str]) -> str:
    """The two views below each other; `titles` are read aloud and stand above them."""
    shapes = [*shapes_of(drawing), *arm_of(drawing)]
    above = view(shapes, lambda corner: (corner[0], corner[1]), titles[0])
    side = view(shapes, lambda corner: (corner[0], corner[2]), titles[1])
    return above + side


def view(shapes: Sequence[Shape], flat: Any, title: str) -> str:
    points = [flat(corner) for shape in shapes for corner in shape.corners] or [(0.0, 0.0)]
    left, right = min(x for x, _y in points) - MARGIN, max(x for x, _y in points) + MARGIN
    low, high = min(y for _x, y in points) - MARGIN, max(y for _x, y in points) + MARGIN
    width, height = right - left, high - low
    parts = [draw(shape, [(x, -y) for x, y in map(flat, shape.corners)], width / WIDTH) for shape in shapes]
    return (
        f'<figure class="cell-plan"><figcaption>{escape(title)}</figcaption>'
        f'<svg viewBox="{left:.0f} {-high:.0f} {width:.0f} {height:.0f}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg></figure>"
    )


def draw(shape: Shape, points: list[tuple[float, float]], unit: float) -> str:
    """One shape; `unit` is how many mm a pixel is, for lines and letters of the same size in every cell."""
    style = f'class="cell-plan__{shape.kind}" stroke-width="{1.5 * unit:.2f}"'
    if shape.kind == "arm":
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        return f'<polyline class="cell-plan__arm" stroke-width="{6 * unit:.2f}" points="{path}"/>'
    if shape.kind == "point":
        (x, y), size = points[0], 5 * unit
        mark = f'<path {style} d="M{x - size:.0f} {y:.0f}h{2 * size:.0f}M{x:.0f} {y - size:.0f}v{2 * size:.0f}"/>'
        return mark + letters(shape.name, x + size, y - size, unit)
    outline = hull(points)
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in outline)
    middle = sum(x for x, _y in outline) / len(outline), sum(y for _x, y in outline) / len(outline)
    return f'<polygon {style} points="{path}"/>' + letters(shape.name, *middle, unit)


def letters(name: str, x: float, y: float, unit: float) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{13 * unit:.1f}">{escape(name)}</text>' if name else ""


def hull(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """What a body looks like from one side: the outline of its corners."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    lower: list[tuple[float, float]] = []
    upper: list[tuple[float, float]] = []
    for half, along in ((lower, ordered), (upper, ordered[::-1])):
        for point in along:
            while len(half) > 1 and _turn(half[-2], half[-1], point) <= 0:
                half.pop()
            half.append(point)
    return [*lower[:-1], *upper[:-1]]


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def shapes_of(drawing: dict[str, Any]) -> list[Shape]:
    """What stands in the cell, from the largest to the smallest."""
    shapes = []
    if zone := drawing["zone"]:
        shapes.append(Shape("zone", standing(zone["size"], zone["at"])))
    for item in drawing["items"]:
        corners = [corner for primitive in item["primitives"] for corner in corners_of(primitive)]
        shapes.append(Shape(kind_of(item["kind"]), tuple(corners), item["id"]))
    for sensor in drawing["sensors"]:
        shapes.append(Shape("sensor", standing(sensor["size"], sensor["at"]), sensor["id"]))
    for part in drawing["parts"]:
        colour = part["colour"] if part["colour"] in COLOURS else "grey"
        shapes.append(Shape(f"part cell-plan__part--{colour}", standing(part["size"], part["at"]), part["id"]))
    for name, pose in drawing["points"].items():
        shapes.append(Shape("point", ((pose[0], pose[1], pose[2]),), name))
    return shapes


def kind_of(kind: str) -> str:
    return kind if kind in {"table", "bin", "pallet", "feeder"} else "solid"


def corners_of(primitive: dict[str, Any]) -> list[Corner]:
    if primitive["kind"] == "box":
        x, y, z = primitive["at"]
        width, depth, height = primitive["size"]
        at = {"x": x, "y": y, "z": z - height / 2, "rz": primitive["rz"]}
        return list(standing([width, depth, height], at))
    radius = primitive["radius"]
    return [
        (x + radius * cos(turn), y + radius * sin(turn), z)
        for x, y, z in (primitive["from"], primitive["to"])
        for turn in (radians(step * 30) for step in range(12))
    ]


def standing(size: Sequence[float], at: dict[str, float]) -> tuple[Corner, ...]:
    """The corners of a box whose bottom's middle is at `at`, turned about z."""
    turn = radians(at.get("rz", 0))
    return tuple(
        (
            at["x"] + dx * cos(turn) - dy * sin(turn),
            at["y"] + dx * sin(turn) + dy * cos(turn),
            at["z"] + dz,
        )
        for dx in (-size[0] / 2, size[0] / 2)
        for dy in (-size[1] / 2, size[1] / 2)
        for dz in (0.0, size[2] if len(size) > 2 else size[-1])
    )


def arm_of(drawing: dict[str, Any]) -> list[Shape]:
    """The arm in its home position, as a line through its joints (standard Denavit and Hartenberg)."""
    robot, home = drawing["robot"], drawing["home"]
    if home is None:
        return []
    base = robot["base"]
    frame = _turned_about_z(radians(base.get("rz", 0)), (base["x"], base["y"], base["z"]))
    places = [_place(frame)]
    for joint, angle in zip(robot["chain"], home, strict=True):
        slides = joint["type"] == "prismatic"
        theta = radians(joint["theta"] + (0 if slides else angle))
        frame = _times(
            frame, _link(theta, joint["d"] + (angle if slides else 0), joint["a"], radians(joint["alpha"]))
        )
        places.append(_place(frame))
    places.append(_place(_times(frame, _turned_about_z(0.0, (0.0, 0.0, drawing["tool"]["tcp"]["z"])))))
    return [Shape("arm", tuple(places))]


Frame = list[list[float]]


def _link(theta: float, d: float, a: float, alpha: float) -> Frame:
    c, s, ca, sa = cos(theta), sin(theta), cos(alpha), sin(alpha)
    return [
        [c, -s * ca, s * sa, a * c],
        [s, c * ca, -c * sa, a * s],
        [0.0, sa, ca, d],
        [0.0, 0.0, 0.0, 1.0],
    ]


def _turned_about_z(turn: float, at: Corner) -> Frame:
    c, s = cos(turn), sin(turn)
    return [[c, -s, 0.0, at[0]], [s, c, 0.0, at[1]], [0.0, 0.0, 1.0, at[2]], [0.0, 0.0, 0.0, 1.0]]


def _times(left: Frame, right: Frame) -> Frame:
    return [[sum(row[k] * right[k][j] for k in range(4)) for j in range(4)] for row in left]


def _place(frame: Frame) -> Corner:
    return frame[0][3], frame[1][3], frame[2][3]
