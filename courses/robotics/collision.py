"""Whether the arm, its tool or what it carries meets something, without missing anything between two looks.

Everything that moves is made of capsules, everything else of boxes and upright cylinders. A pair that is d mm
apart can't meet before one of them has moved d mm: it is looked at again only then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import ceil, cos, pi, sin, sqrt

from courses.robotics.geometry import (
    Matrix,
    Vector,
    apply,
    distance,
    invert,
    segment_box,
    segment_cylinder,
    segment_segment,
)
from courses.robotics.kinematics import Joints, Kinematics
from courses.robotics.motion import Motion, Profile
from courses.robotics.robots import Capsule

# How near the arm and the tool may come to something, and how deep a carried part may press into it, in mm. No
# numbers that a drawing would have: what just fits by round numbers never lies within a rounding of the margin.
ARM_MARGIN = 4.93
TOOL_MARGIN = 0.97
CARRIED_DEPTH = 2.03
# A pair is looked at again after at least so many mm of movement.
STEP = 0.5
MAX_LOOKS = 3_000_000
_NO_WAY = Profile(0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Body:
    """Something that stands still: a box or an upright cylinder; `inverse` leads into its frame."""

    id: str
    inverse: Matrix
    middle: Vector
    half: Vector
    round: bool
    reach: float


def body_of(name: str, shape: str, size: Vector, frame: Matrix) -> Body:
    """`frame` is that of the middle of the bottom face; `size` in mm."""
    half = (size[0] / 2, size[1] / 2, size[2] / 2)
    middle = apply(frame, (0.0, 0.0, half[2]))
    inverse = invert((*frame[:9], *middle))
    return Body(name, inverse, middle, half, shape == "cylinder", sqrt(sum(item * item for item in half)))


@dataclass(frozen=True, slots=True)
class Mover:
    """A capsule of the "arm", the "tool" or the "part"; `reach`: how far it is at most from each joint's axis."""

    capsule: Capsule
    what: str
    margin: float
    reach: tuple[float, ...]


@dataclass
class Budget:
    """Counts the looks of a whole run, so that the work is bounded by a number and not by a clock."""

    looks: int = 0
    spent: bool = False


@dataclass
class Contact:
    share: float
    what: str
    with_: str


@dataclass
class Sweep:
    """What moves with the arm now, and what it must not meet."""

    kinematics: Kinematics
    base: Matrix
    movers: list[Mover] = field(default_factory=list)
    own_pairs: list[tuple[int, int]] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)

    def __post_init__(self) -> None:
        self.capsules = [mover.capsule for mover in self.movers]
        # The foot stands on something: it is there for the arm itself only.
        self.free = [at for at, capsule in enumerate(self.capsules) if capsule.frame]

    def at_rest(self, joints: Joints, bodies: Iterable[Body]) -> Contact | None:
        """What touches where nothing moves."""
        return self.along(Motion((joints, joints), _NO_WAY), bodies)

    def along(self, motion: Motion, bodies: Iterable[Body]) -> Contact | None:
        """The first contact on the way, or None."""
        look = _Looks(self, motion)
        standing = list(bodies)
        waiting: list[tuple[float, int, int]] = []
        first: Contact | None = None
        self.budget.looks += len(self.movers) * len(standing)
        ends = look.ends(0.0)
        for mover in self.free:
            for body in range(len(standing)):
                gap = self.gap(ends[mover], mover, standing[body])
                if gap < 0.0:
                    return Contact(0.0, self.movers[mover].what, standing[body].id)
                share = look.next(0.0, gap, look.bounds[mover])
                if share <= 1.0:
                    waiting.append((share, mover, body))
        for pair, (one, other) in enumerate(self.own_pairs):
            gap = self.own_gap(ends[one], ends[other], one, other)
            if gap < 0.0:
                return Contact(0.0, self.movers[other].what, "arm")
            share = look.next(0.0, gap, look.bounds[one] + look.bounds[other])
            if share <= 1.0:
                waiting.append((share, -1, pair))
        heapify(waiting)
        while waiting:
            share, mover, body = heappop(waiting)
            self.budget.looks += 1
            if self.budget.looks > MAX_LOOKS:
                self.budget.spent = True
                return Contact(share, "", "")
            ends = look.ends(share)
            if mover < 0:
                one, other = self.own_pairs[body]
                gap = self.own_gap(ends[one], ends[other], one, other)
                bound = look.bounds[one] + look.bounds[other]
                what, with_ = self.movers[other].what, "arm"
            else:
                gap = self.gap(ends[mover], mover, standing[body])
                bound = look.bounds[mover]
                what, with_ = self.movers[mover].what, standing[body].id
            if gap < 0.0:
                first = Contact(share, what, with_)
                break
            again = look.next(share, gap, bound)
            if again <= 1.0:
                heappush(waiting, (again, mover, body))
        return first

    def gap(self, ends: tuple[Vector, Vector], mover: int, body: Body) -> float:
        """How far the capsule is from meeting the body; a lower bound where they are far apart."""
        one = self.movers[mover]
        p, q = ends
        mx, my, mz = body.middle
        dx, dy, dz = (p[0] + q[0]) / 2 - mx, (p[1] + q[1]) / 2 - my, (p[2] + q[2]) / 2 - mz
        length = distance(one.capsule.start, one.capsule.end) / 2
        around = one.capsule.radius + one.margin
        rough = sqrt(dx * dx + dy * dy + dz * dz) - length - body.reach - around
        if rough > 0.0:
            return rough
        start, end = apply(body.inverse, p), apply(body.inverse, q)
        if body.round:
            return segment_cylinder(start, end, body.half[0], body.half[2]) - around
        return segment_box(start, end, body.half) - around

    def own_gap(self, a: tuple[Vector, Vector], b: tuple[Vector, Vector], one: int, other: int) -> float:
        thick = self.movers[one].capsule.radius + self.movers[other].capsule.radius
        return segment_segment(*a, *b) - thick - TOOL_MARGIN


class _Looks:
    """Where the movers are along one motion, worked out once for each share."""

    def __init__(self, sweep: Sweep, motion: Motion) -> None:
        self.sweep, self.motion = sweep, motion
        ways = motion.fastest()
        slides = sweep.kinematics.slides
        self.bounds = [
            sum(
                way if slide else way * reach
                for way, reach, slide in zip(ways, mover.reach, slides, strict=True)
                if reach
            )
            for mover in sweep.movers
        ]
        self.share = -1.0
        self.found: list[tuple[Vector, Vector]] = []

    def next(self, share: float, gap: float, bound: float) -> float:
        """The share at which the pair could meet; past 1 where it can't on this way."""
        if bound <= 0.0:
            return 2.0
        again = share + max(gap, STEP) / bound
        # The end is always looked at.
        return 1.0 if share < 1.0 < again and gap < STEP else again

    def ends(self, share: float) -> list[tuple[Vector, Vector]]:
        if share != self.share:
            joints = self.motion.joints_at(share)
            frames = self.sweep.kinematics.frames(joints, self.sweep.base)
            self.found = [
                (apply(frames[rod.frame], rod.start), apply(frames[rod.frame], rod.end))
                for rod in self.sweep.capsules
            ]
            self.share = share
        return self.found


def movers_of(kinematics: Kinematics, capsules: Iterable[Capsule], what: str, margin: float) -> list[Mover]:
    return [Mover(capsule, what, margin, _reach(kinematics, capsule)) for capsule in capsules]


def _reach(kinematics: Kinematics, capsule: Capsule) -> tuple[float, ...]:
    """For each joint the greatest distance from its axis to the capsule's middle line; 0 where it isn't moved."""
    size = max(sqrt(sum(item * item for item in end)) for end in (capsule.start, capsule.end))
    joints = kinematics.robot.joints
    found = []
    for at in range(len(joints)):
        if at >= capsule.frame:
            found.append(0.0)
            continue
        # Along the joint's own axis nothing is turned away from it.
        way = joints[at].a
        far = abs(way) + sum(
            sqrt(later.a**2 + (later.d + (later.high if later.slides else 0.0)) ** 2)
            for later in joints[at + 1 : capsule.frame]
        )
        found.append(max(far + size, 1.0))
    return tuple(found)


def filled(shape: str, size: Vector, frame: int, place: Matrix, depth: float) -> list[Capsule]:
    """Capsules of `frame` that fill a part `depth` mm inside its faces; `place` is its own frame in that one."""
    half = [max(item / 2 - depth, 1.0) for item in size]
    up = size[2] / 2
    if shape == "cylinder":
        if half[2] >= half[0]:
            lines = [((0.0, 0.0, -half[2] + half[0]), (0.0, 0.0, half[2] - half[0]), half[0])]
            edge = half[0] * 0.3
            out, up_to = half[0] - edge, half[2] - edge
            lines += [
                ((x * out, y * out, -up_to), (x * out, y * out, up_to), edge)
                for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1))
            ]
        else:
            # A flat one: rods across it, like the spokes of a wheel.
            far = half[0] - half[2]
            spokes = [(cos(pi * at / 4) * far, sin(pi * at / 4) * far) for at in range(4)]
            lines = [((-x, -y, 0.0), (x, y, 0.0), half[2]) for x, y in spokes]
    else:
        lines = _filled_box(*half)
    return [
        Capsule(frame, apply(place, (a[0], a[1], a[2] + up)), apply(place, (b[0], b[1], b[2] + up)), radius)
        for a, b, radius in lines
    ]


def _filled_box(x: float, y: float, z: float) -> list[tuple[Vector, Vector, float]]:
    """Rods along the longest side: a row of thick ones in the middle, thin ones in the corners."""
    order = sorted(range(3), key=lambda axis: -(x, y, z)[axis])
    long, wide, thin = ((x, y, z)[axis] for axis in order)
    count = max(ceil(wide / thin), 1)
    rods = [
        (0.0 if count == 1 else -(wide - thin) + 2 * (wide - thin) * at / (count - 1), 0.0, thin)
        for at in range(count)
    ]
    corner = thin * 0.3
    rods += [(i * (wide - corner), j * (thin - corner), corner) for i in (-1, 1) for j in (-1, 1)]
    found = []
    for across, up, radius in rods:
        ends = []
        for sign in (-1.0, 1.0):
            point = [0.0, 0.0, 0.0]
            point[order[0]], point[order[1]], point[order[2]] = sign * max(long - radius, 0.0), across, up
            ends.append((point[0], point[1], point[2]))
        found.append((ends[0], ends[1], radius))
    return found
