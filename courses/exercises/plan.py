"""A robot cell drawn from above and from the side, as one SVG. Pure: from what courses.robotics.drawing says.

x goes to the right in both views; y goes up in the first, z in the second. mm, with room around what stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians, sin
from typing import Any

MARGIN = 60
WIDTH = 640
COLOURS = {"red", "blue", "green", "yellow", "orange", "white", "black", "grey"}

# Of the letters of names: how high in pixels, how wide against that, and how many rows one may move.
LETTER = 20
LETTER_WIDTH = 0.58
ROWS = 8

Corner = tuple[float, float, float]
Flat = tuple[float, float]


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
    unit = width / WIDTH
    flattened = [(shape, [(x, -y) for x, y in map(flat, shape.corners)]) for shape in shapes]
    parts = [draw(shape, corners, unit) for shape, corners in flattened]
    parts += letters(list(names_in(flattened, unit)), unit, (-high, -low))
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
        return f'<path {style} d="M{x - size:.0f} {y:.0f}h{2 * size:.0f}M{x:.0f} {y - size:.0f}v{2 * size:.0f}"/>'
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in hull(points))
    return f'<polygon {style} points="{path}"/>'


def names_in(flattened: Iterable[tuple[Shape, list[Flat]]], unit: float) -> Iterator[tuple[str, Flat]]:
    """Each name with where its middle would be best; a point's stands above its cross."""
    for shape, corners in flattened:
        if shape.name:
            left, right = min(x for x, _y in corners), max(x for x, _y in corners)
            top, bottom = min(y for _x, y in corners), max(y for _x, y in corners)
            lifted = LETTER * unit if shape.kind == "point" else 0.0
            yield shape.name, ((left + right) / 2, (top + bottom) / 2 - lifted)


def letters(names: Sequence[tuple[str, Flat]], unit: float, within: Flat) -> list[str]:
    """The names, none over another: one that has no room moves up or down, with a line to its place."""
    size = LETTER * unit
    taken: list[tuple[float, float, float]] = []  # the middle, and half of the width
    written = []
    for name, (x, wanted) in names:
        half = len(name) * size * LETTER_WIDTH / 2
        for rows in sorted(range(-ROWS, ROWS + 1), key=abs):
            y = wanted + rows * size * 1.15
            is_inside = within[0] + size / 2 <= y <= within[1] - size / 2
            near = [(mid, own) for mid, at, own in taken if abs(y - at) < size * 1.1]
            if is_inside and not any(abs(x - mid) < half + own for mid, own in near):
                break
        taken.append((x, y, half))
        if abs(y - wanted) > size * 1.5:
            line = f'd="M{x:.0f} {wanted:.0f}V{y:.0f}" stroke-width="{unit:.2f}"'
            written.append(f'<path class="cell-plan__lead" {line}/>')
        written.append(f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size:.1f}">{escape(name)}</text>')
    return written


def hull(points: Iterable[Flat]) -> list[Flat]:
    """What a body looks like from one side: the outline of its corners."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    lower: list[Flat] = []
    upper: list[Flat] = []
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
        name = "" if item["kind"] == "table" else item["id"]  # It is below all the others.
        shapes.append(Shape(kind_of(item["kind"]), tuple(corners), name))
    for sensor in drawing["sensors"]:
        shapes.append(Shape("sensor", standing(sensor["size"], sensor["at"]), sensor["id"]))
    for part in drawing["parts"]:
        colour = part["colour"] if part["colour"] in COLOURS else "grey"
        # What a feeder lays down lies one on the other here: the feeder's name says it.
        name = "" if part.get("fed") else part["id"]
        shapes.append(Shape(f"part cell-plan__part--{colour}", standing(part["size"], part["at"]), name))
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
