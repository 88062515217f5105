"""The two robots: their joints as published, their bodies as simple shapes.

Frames by Denavit and Hartenberg: T(i) = T(i-1) · Rz(theta) · Tz(d) · Tx(a) · Rx(alpha); mm and degrees here.
"""

from __future__ import annotations

from dataclasses import dataclass

from courses.robotics.geometry import Vector


@dataclass(frozen=True, slots=True)
class Joint:
    """`a`, `d` in mm, `alpha` in degrees; one that slides adds to `d`. Speeds: deg/s (mm/s where it slides)."""

    d: float
    a: float
    alpha: float
    low: float
    high: float
    max_speed: float
    acceleration: float
    slides: bool = False


@dataclass(frozen=True, slots=True)
class Capsule:
    """A rod with round ends in the frame of its link, all in mm."""

    frame: int
    start: Vector
    end: Vector
    radius: float


@dataclass(frozen=True, slots=True)
class Robot:
    """`own_pairs`: rods of the body that could meet each other; `tool_meets`: those that the tool could meet.

    `rest`: an easy posture (degrees; mm where a joint slides), to which a home that is a pose is nearest.
    """

    model: str
    joints: tuple[Joint, ...]
    body: tuple[Capsule, ...]
    own_pairs: tuple[tuple[int, int], ...]
    tool_meets: tuple[int, ...]
    rest: tuple[float, ...]

    @property
    def limits(self) -> tuple[tuple[float, float], ...]:
        return tuple((joint.low, joint.high) for joint in self.joints)


# Published parameters of a six-axis arm with 850 mm reach: lengths, limits and speed of each joint.
_A2, _A3, _D1, _D4, _D5, _D6 = -425.0, -392.25, 89.159, 109.15, 94.65, 82.3
# The upper arm runs this far beside the shoulder, the forearm this far (on the same side).
_UPPER, _FORE = 135.85, 16.15

ARM6 = Robot(
    model="arm6",
    joints=(
        Joint(_D1, 0.0, 90.0, -360, 360, 180, 360),
        Joint(0.0, _A2, 0.0, -360, 360, 180, 360),
        Joint(0.0, _A3, 0.0, -180, 180, 180, 360),
        Joint(_D4, 0.0, 90.0, -360, 360, 180, 360),
        Joint(_D5, 0.0, -90.0, -360, 360, 180, 360),
        Joint(_D6, 0.0, 0.0, -360, 360, 180, 360),
    ),
    body=(
        Capsule(0, (0.0, 0.0, 50.0), (0.0, 0.0, 60.0), 60.0),
        Capsule(1, (0.0, 0.0, 0.0), (0.0, 0.0, _UPPER), 58.0),
        Capsule(2, (-_A2, 0.0, _UPPER), (0.0, 0.0, _UPPER), 52.0),
        Capsule(2, (0.0, 0.0, _UPPER), (0.0, 0.0, _FORE), 48.0),
        Capsule(3, (-_A3, 0.0, _FORE), (0.0, 0.0, _FORE), 44.0),
        Capsule(3, (0.0, 0.0, _FORE), (0.0, 0.0, _D4), 42.0),
        Capsule(4, (0.0, 0.0, 0.0), (0.0, 0.0, _D5), 42.0),
        Capsule(5, (0.0, 0.0, 0.0), (0.0, 0.0, _D6 - 40.0), 40.0),
    ),
    own_pairs=((0, 4), (0, 5), (0, 6), (0, 7), (1, 5), (1, 6), (1, 7), (2, 5), (2, 6), (2, 7)),
    tool_meets=(0, 1, 2, 3, 4),
    # Elbow up, the hand pointing down.
    rest=(0.0, -100.0, 100.0, -90.0, -90.0, 0.0),
)

# A four-axis arm of our own for assembly and packing: 600 mm reach, 200 mm stroke.
SCARA = Robot(
    model="scara",
    joints=(
        Joint(340.0, 325.0, 0.0, -145, 145, 360, 1200),
        Joint(0.0, 275.0, 180.0, -150, 150, 480, 1600),
        Joint(0.0, 0.0, 0.0, 0, 200, 1000, 6000, slides=True),
        Joint(40.0, 0.0, 0.0, -360, 360, 900, 3600),
    ),
    body=(
        Capsule(0, (0.0, 0.0, 70.0), (0.0, 0.0, 250.0), 70.0),
        Capsule(1, (-325.0, 0.0, 0.0), (0.0, 0.0, 0.0), 55.0),
        Capsule(2, (-275.0, 0.0, -20.0), (0.0, 0.0, -20.0), 50.0),
        Capsule(3, (0.0, 0.0, -180.0), (0.0, 0.0, 20.0), 18.0),
    ),
    own_pairs=(),
    tool_meets=(0,),
    rest=(0.0, 0.0, 0.0, 0.0),
)

ROBOTS = {"arm6": ARM6, "scara": SCARA}
