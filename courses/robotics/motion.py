"""How the arm gets from one place to the next: as joints over a share 0 … 1 of the way, and the share over time.

Joints in radians (mm where one slides), lengths in mm, times in s. Starts and ends at rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, degrees, radians, sin, sqrt

from courses.robotics.failures import JOINT_LIMIT, OUT_OF_REACH, SINGULARITY, Failed
from courses.robotics.geometry import Matrix, angle_between, compose, distance, invert
from courses.robotics.kinematics import Joints, Kinematics

USUAL_SPEED = {"moveJ": 60.0, "moveL": 250.0}
LINE_ACCELERATION = 1_000.0  # mm/s²
TURN_SPEED = 90.0  # deg/s at most along a line
LINE_STEP = 10.0  # mm between the places of a line that are worked out
TURN_STEP = 5.0  # degrees, likewise
SHORTEST = 0.1  # s: no move is done in less, so that a run has a bounded number of moves
# More than this in one step along a line (rad), and the arm would have to flip over.
_FLIP = 0.8
# Below this (radians, mm) a joint counts as standing still.
_STILL = 1e-9


@dataclass(frozen=True, slots=True)
class Profile:
    """Speed up, go on, slow down over `length` (any unit); a triangle where it is too short."""

    length: float
    speed: float
    acceleration: float

    @property
    def ramp(self) -> float:
        return self.peak / self.acceleration

    @property
    def peak(self) -> float:
        return min(self.speed, sqrt(self.length * self.acceleration))

    @property
    def duration(self) -> float:
        return self.length / self.peak + self.ramp if self.length > 0 else 0.0

    def share_at(self, time: float) -> float:
        """Which share of the way is done at `time`: 0 … 1."""
        if self.length <= 0 or time >= self.duration:
            return 1.0
        ramp, peak = self.ramp, self.peak
        if time < ramp:
            way = self.acceleration * time * time / 2
        elif time > self.duration - ramp:
            left = self.duration - time
            way = self.length - self.acceleration * left * left / 2
        else:
            way = peak * (time - ramp / 2)
        return min(max(way / self.length, 0.0), 1.0)

    def time_at(self, share: float) -> float:
        way = share * self.length
        ramp, peak = self.ramp, self.peak
        ramp_way = peak * ramp / 2
        if way < ramp_way:
            return sqrt(2 * way / self.acceleration)
        if way > self.length - ramp_way:
            return self.duration - sqrt(max(2 * (self.length - way) / self.acceleration, 0.0))
        return way / peak + ramp / 2

    def rate_at(self, time: float) -> float:
        """How fast the share grows at `time`, per s."""
        if self.length <= 0:
            return 0.0
        rising = min(time, self.duration - time) * self.acceleration
        return max(min(rising, self.peak), 0.0) / self.length


@dataclass(frozen=True, slots=True)
class Motion:
    """`places`: the joints at equal shares of the way, straight in between; two of them for a moveJ.

    `line`: how long the straight line of the TCP is, in mm; None for a moveJ.
    """

    places: tuple[Joints, ...]
    profile: Profile
    line: float | None = None

    @property
    def duration(self) -> float:
        return max(self.profile.duration, SHORTEST)

    def joints_at(self, share: float) -> Joints:
        legs = len(self.places) - 1
        at = min(int(share * legs), legs - 1)
        within = share * legs - at
        if within <= 0.0:
            return self.places[at]
        return tuple(a + (b - a) * within for a, b in zip(self.places[at], self.places[at + 1], strict=True))

    def fastest(self) -> tuple[float, ...]:
        """For each joint how far it would go in the whole way at its fastest leg."""
        legs = len(self.places) - 1
        return tuple(
            legs * max(abs(b[joint] - a[joint]) for a, b in zip(self.places, self.places[1:], strict=False))
            for joint in range(len(self.places[0]))
        )


def solve(kinematics: Kinematics, flange: Matrix, current: Joints) -> Joints:
    """The nearest joints that bring the flange there; raises Failed out_of_reach or joint_limit."""
    solutions = kinematics.solutions(flange)
    if not solutions:
        raise Failed(OUT_OF_REACH)
    found = kinematics.nearest(solutions, current)
    if found is None:
        raise Failed(JOINT_LIMIT, joints=_past_limit(kinematics, solutions))
    return found


def _past_limit(kinematics: Kinematics, solutions: list[Joints]) -> list[int]:
    """The joints, counted from 1, that pass a limit in the solution with the fewest of them."""
    past = [
        [
            at
            for at, (joint, (low, high)) in enumerate(zip(solution, kinematics.limits, strict=True), 1)
            if not low - 1e-7 <= joint <= high + 1e-7
        ]
        for solution in solutions
    ]
    return min(past, key=len)


def move_joints(kinematics: Kinematics, start: Joints, end: Joints, speed: float | None) -> Motion:
    """All joints start and stop together; the one with the longest way sets the time. `speed` in deg/s."""
    wanted = radians(speed or USUAL_SPEED["moveJ"])
    share_speed, share_acceleration = float("inf"), float("inf")
    for joint, a, b in zip(kinematics.robot.joints, start, end, strict=True):
        way = abs(b - a)
        if way <= _STILL:
            continue
        if joint.slides:
            # A sliding joint goes at the same part of its greatest speed as the turning ones would.
            limit = joint.max_speed * min(degrees(wanted) / 180.0, 1.0)
            acceleration = joint.acceleration
        else:
            limit, acceleration = min(wanted, radians(joint.max_speed)), radians(joint.acceleration)
        share_speed = min(share_speed, limit / way)
        share_acceleration = min(share_acceleration, acceleration / way)
    if share_speed == float("inf"):
        return Motion((start, end), Profile(0.0, 1.0, 1.0))
    return Motion((start, end), Profile(1.0, share_speed, share_acceleration))


def move_line(
    kinematics: Kinematics, base: Matrix, start: Joints, to_flange: Matrix, tcp: Matrix, speed: float | None
) -> Motion:
    """The TCP in a straight line, turning evenly; `to_flange` in the cell. `speed` in mm/s.

    Raises Failed out_of_reach, joint_limit or singularity, with the share of the way at which it happens.
    Where a joint can't keep up, the whole line goes slower.
    """
    from_base = invert(base)
    begin = compose(kinematics.flange(start), tcp)
    end = compose(compose(from_base, to_flange), tcp)
    away = distance(begin[9:], end[9:])
    turn = angle_between(begin, end)
    wanted = speed or USUAL_SPEED["moveL"]
    if away < 1e-6 and turn < 1e-9:
        return Motion((start, start), Profile(0.0, 1.0, 1.0))
    legs = max(ceil(away / LINE_STEP), ceil(degrees(turn) / TURN_STEP), 1)
    to_end = _Way(begin, end, turn)
    flange_of = invert(tcp)
    length = max(away, degrees(turn) / TURN_SPEED * wanted)
    places = [start]
    profile = Profile(length, wanted, LINE_ACCELERATION)
    for leg in range(legs + 1):
        try:
            found = start if leg == 0 else solve(kinematics, compose(to_end(leg / legs), flange_of), places[-1])
            _not_singular(kinematics, found, places[-1])
        except Failed as failed:
            # As far as it went, the line is still driven.
            done = max(leg - 1, 0)
            failed.motion = Motion((*places, *[places[-1]] * (legs + 1 - len(places))), profile, away)
            failed.after = profile.time_at(done / legs)
            raise
        if leg:
            places.append(found)
    slower = 1.0
    motion = Motion(tuple(places), profile, away)
    for joint, way in zip(kinematics.robot.joints, motion.fastest(), strict=True):
        limit = joint.max_speed if joint.slides else radians(joint.max_speed)
        slower = max(slower, way / length * wanted / limit)
    return Motion(motion.places, Profile(length, wanted / slower, LINE_ACCELERATION), away)


def _not_singular(kinematics: Kinematics, joints: Joints, before: Joints) -> None:
    kind = kinematics.singular(joints)
    flips = any(
        abs(a - b) > _FLIP for a, b, slides in zip(joints, before, kinematics.slides, strict=True) if not slides
    )
    if kind is not None or flips:
        raise Failed(SINGULARITY, kind=kind or "flip")


class _Way:
    """The pose at a share of the way: straight, and turned evenly about one axis."""

    def __init__(self, begin: Matrix, end: Matrix, turn: float) -> None:
        self.begin, self.end, self.turn = begin, end, turn
        if turn > 1e-9:
            self.axis = _axis(begin, end, turn)

    def __call__(self, share: float) -> Matrix:
        b, e = self.begin, self.end
        x, y, z = (b[at] + (e[at] - b[at]) * share for at in (9, 10, 11))
        if self.turn <= 1e-9:
            return (*b[:9], x, y, z)
        return (*_turned(self.axis, self.turn * share, b)[:9], x, y, z)


def _axis(begin: Matrix, end: Matrix, turn: float) -> tuple[float, float, float]:
    """The axis in the cell about which `begin` is turned to become `end`."""
    back = invert((*begin[:9], 0.0, 0.0, 0.0))
    r = compose((*end[:9], 0.0, 0.0, 0.0), back)
    if sin(turn) > 1e-6:
        size = 2 * sin(turn)
        return (r[7] - r[5]) / size, (r[2] - r[6]) / size, (r[3] - r[1]) / size
    # Half a turn: the axis is the column of R + 1 that is longest.
    columns = [(r[0] + 1, r[3], r[6]), (r[1], r[4] + 1, r[7]), (r[2], r[5], r[8] + 1)]
    longest = max(columns, key=lambda column: round(sum(item * item for item in column), 9))
    size = sqrt(sum(item * item for item in longest))
    return longest[0] / size, longest[1] / size, longest[2] / size


def _turned(axis: tuple[float, float, float], angle: float, matrix: Matrix) -> Matrix:
    x, y, z = axis
    s, c = sin(angle), 1 - 2 * sin(angle / 2) ** 2
    t = 1 - c
    turn: Matrix = (
        t * x * x + c, t * x * y - s * z, t * x * z + s * y,
        t * x * y + s * z, t * y * y + c, t * y * z - s * x,
        t * x * z - s * y, t * y * z + s * x, t * z * z + c,
        0.0, 0.0, 0.0,
    )  # fmt: skip
    return compose(turn, (*matrix[:9], 0.0, 0.0, 0.0))


__all__ = ["Motion", "Profile", "move_joints", "move_line", "solve"]
