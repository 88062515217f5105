"""The gripper: its shape for collisions, and which part it has between its jaws."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from courses.robotics.cell import Thing, Tool
from courses.robotics.failures import NOTHING_TO_GRIP, Failed
from courses.robotics.geometry import Matrix, Vector, compose, invert
from courses.robotics.robots import Capsule
from courses.robotics.world import Part

BODY_RADIUS = 36.0
# Numbers that no drawing would have (mm; a sine): how far off the middle, how little between the jaws, how askew.
ACROSS = 8.13
HOLD = 8.13
ASKEW = 0.1413
NEAR = 150.0


def tool_capsules(tool: Tool, opening: float, frame: int) -> list[Capsule]:
    """In the frame of the flange: the body, then the two jaws with `opening` mm between them."""
    top = tool.length - tool.jaw_length
    radius = min(BODY_RADIUS, top / 2)
    across = opening / 2 + tool.jaw_thickness / 2
    thin = tool.jaw_thickness / 2
    return [
        Capsule(frame, (0.0, 0.0, radius), (0.0, 0.0, top - radius), radius),
        *(
            Capsule(frame, (0.0, side * across, top), (0.0, side * across, tool.length + tool.reach - thin), thin)
            for side in (-1.0, 1.0)
        ),
    ]


def find_part(parts: Iterable[Part], tcp: Matrix, tool: Tool) -> tuple[Part, float]:
    """The part between the jaws and its width in mm; raises Failed nothing_to_grip, with what lay nearest."""
    inverse = invert(tcp)
    near = sorted(
        ((_away(part, inverse), part) for part in parts if part.standing),
        key=lambda item: (round(item[0], 6), item[1].id),
    )
    for _distance, part in near:
        reason, width = _between(compose(inverse, part.frame), part.thing, tool)
        if reason is None:
            return part, width
    if not near or near[0][0] > NEAR:
        raise Failed(NOTHING_TO_GRIP, reason="nothing_near")
    part = near[0][1]
    relative = compose(inverse, part.frame)
    reason, _width = _between(relative, part.thing, tool)
    middle = part.middle()
    dx, dy, dz = (round(a - b, 1) + 0.0 for a, b in zip(tcp[9:], middle, strict=True))
    raise Failed(NOTHING_TO_GRIP, reason=reason, part=part.id, dx=dx, dy=dy, dz=dz)


def _away(part: Part, inverse: Matrix) -> float:
    x, y, z = _middle(compose(inverse, part.frame), part.thing)
    return sqrt(x * x + y * y + z * z)


def _middle(relative: Matrix, thing: Thing) -> Vector:
    up = thing.size[2] / 2
    return (
        relative[9] + relative[2] * up,
        relative[10] + relative[5] * up,
        relative[11] + relative[8] * up,
    )


def _between(relative: Matrix, thing: Thing, tool: Tool) -> tuple[str | None, float]:
    """Why a part whose frame in the TCP's is `relative` can't be gripped (or None), and its width there."""
    x, y, z = _middle(relative, thing)
    half = [item / 2 for item in thing.size]
    # The jaws' direction and the tool's axis, as the part sees them.
    jaws = (relative[3], relative[4], relative[5])
    along = (relative[6], relative[7], relative[8])
    if thing.shape == "cylinder":
        askew = abs(jaws[2])
        width = thing.size[0]
        tall = half[2] * abs(along[2]) + half[0] * sqrt(max(1 - along[2] ** 2, 0.0))
    else:
        order = sorted(range(3), key=lambda axis: -abs(jaws[axis]))
        askew = sqrt(sum(jaws[axis] ** 2 for axis in order[1:]))
        width = 2 * half[order[0]]
        tall = sum(half[axis] * abs(along[axis]) for axis in range(3))
    inside = min(z + tall, tool.reach) - max(z - tall, -tool.jaw_length)
    if width > tool.opening + 0.01:
        return "too_wide", width
    if askew > ASKEW:
        return "askew", width
    if inside < min(HOLD, 2 * tall - 0.5):
        return ("too_high" if z > 0 else "too_low"), width
    if abs(x) > ACROSS or abs(y) > (tool.opening - width) / 2 + 0.01:
        return "off_centre", width
    return None, width
