"""Whether the arm, its tool or what it carries meets something, without missing anything between two looks.

Everything that moves is made of capsules, everything else of boxes and upright cylinders. A pair that is d mm
apart can't meet before one of them has moved d mm: it is looked at again only then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
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
GRID = 128
MAX_LOOKS = 1_000_000
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
    around: float
    half_length: float
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
        # The foot stands on something: it is there for the arm itself only.
        self.free = [at for at, mover in enumerate(self.movers) if mover.capsule.frame]

    def at_rest(self, joints: Joints, bodies: Iterable[Body]) -> Contact | None:
        """What touches where nothing moves."""
        return self.along(Motion((joints, joints), _NO_WAY), bodies)

    def along(self, motion: Motion, bodies: Iterable[Body]) -> Contact | None:
        """The first contact on the way, or None."""
        standing = list(bodies)
        look = _Looks(self, motion, standing)
        pairs = [(mover, body) for mover in self.free for body in range(len(standing))]
        pairs += [(-1, pair) for pair in range(len(self.own_pairs))]
        waiting = [(0.0, mover, other) for mover, other in pairs]
        while waiting:
            share, mover, other = heappop(waiting)
            self.budget.looks += 1
            if self.budget.looks > MAX_LOOKS:
                self.budget.spent = True
                return None
            gap, bound = look.own(share, other) if mover < 0 else look.standing(share, mover, other)
            if gap < 0.0:
                if mover < 0:
                    return Contact(share, self.movers[self.own_pairs[other][1]].what, "arm")
                return Contact(share, self.movers[mover].what, standing[other].id)
            again = look.next(share, gap, bound)
            if again <= 1.0:
                heappush(waiting, (again, mover, other))
        return None


class _Looks:
    """How far apart the pairs are along one motion; what was worked out for a share is used for all of them."""

    def __init__(self, sweep: Sweep, motion: Motion, bodies: list[Body]) -> None:
        self.sweep, self.motion, self.bodies = sweep, motion, bodies
        ways = motion.fastest()
        self.bounds = [
            sum(
                way if slides else way * reach
                for way, reach, slides in zip(ways, mover.reach, sweep.kinematics.slides, strict=True)
                if reach
            )
            for mover in sweep.movers
        ]
        self.share = -1.0
        self.frames: list[Matrix] = []
        self.found: dict[int, tuple[Vector, Vector]] = {}

    def next(self, share: float, gap: float, bound: float) -> float:
        """The share at which the pair could meet, or a little before; past 1 where it can't on this way."""
        if bound <= 0.0:
            return 2.0
        again = share + max(gap, STEP) / bound
        if again > 1.0:
            # The end is always looked at.
            return 1.0 if share < 1.0 and gap < STEP else 2.0
        # Looks of several pairs at one share need the arm to be worked out only once.
        shared = int(again * GRID) / GRID
        return shared if shared > share else again

    def ends(self, share: float, mover: int) -> tuple[Vector, Vector]:
        if share != self.share:
            self.share = share
            self.frames = self.sweep.kinematics.frames(self.motion.joints_at(share), self.sweep.base)
            self.found = {}
        found = self.found.get(mover)
        if found is None:
            rod = self.sweep.movers[mover].capsule
            frame = self.frames[rod.frame]
            found = self.found[mover] = (apply(frame, rod.start), apply(frame, rod.end))
        return found

    def own(self, share: float, pair: int) -> tuple[float, float]:
        """The gap between two rods of the arm, in mm, and how far the two move on the whole way."""
        one, other = self.sweep.own_pairs[pair]
        movers = self.sweep.movers
        apart = segment_segment(*self.ends(share, one), *self.ends(share, other))
        gap = apart - movers[one].capsule.radius - movers[other].capsule.radius - TOOL_MARGIN
        return gap, self.bounds[one] + self.bounds[other]

    def standing(self, share: float, mover: int, other: int) -> tuple[float, float]:
        """The gap between a rod and a body, in mm (less where they are far apart), and how far the rod moves."""
        one, body = self.sweep.movers[mover], self.bodies[other]
        p, q = self.ends(share, mover)
        mx, my, mz = body.middle
        dx, dy, dz = (p[0] + q[0]) / 2 - mx, (p[1] + q[1]) / 2 - my, (p[2] + q[2]) / 2 - mz
        rough = sqrt(dx * dx + dy * dy + dz * dz) - one.half_length - body.reach - one.around
        if rough > 0.0:
            return rough, self.bounds[mover]
        start, end = apply(body.inverse, p), apply(body.inverse, q)
        if body.round:
            apart = segment_cylinder(start, end, body.half[0], body.half[2])
        else:
            apart = segment_box(start, end, body.half)
        return apart - one.around, self.bounds[mover]


def movers_of(kinematics: Kinematics, capsules: Iterable[Capsule], what: str, margin: float) -> list[Mover]:
    """The rods with the margin (mm) that is kept around them."""
    return [
        Mover(
            capsule,
            what,
            capsule.radius + margin,
            distance(capsule.start, capsule.end) / 2,
            _reach(kinematics, capsule),
        )
        for capsule in capsules
    ]


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
