"""The speed of the TCP where people may be."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from courses.robotics.cell import Zone
from courses.robotics.geometry import Matrix, Vector, apply, distance, from_pose, invert
from courses.robotics.kinematics import Joints
from courses.robotics.motion import Motion

# So much (mm/s) above the limit of the zone counts as too fast: what is asked to be just at it never is.
SPEED_MARGIN = 1.37
STEP = 0.01  # s between two looks at the speed inside the zone
FASTEST = 6_000.0  # mm/s: no TCP goes faster
# The share of a motion over which the speed is measured.
_SHARE = 1e-4


def too_fast(
    motion: Motion, zone: Zone, last: float, tcp_at: Callable[[Joints], Matrix]
) -> tuple[float, float] | None:
    """When (s into the motion, up to `last`) the TCP is first too fast inside the zone, and how fast, in mm/s."""
    inverse = invert(from_pose(zone.at.pose))
    time = 0.0
    while time <= last:
        share = motion.profile.share_at(time)
        here = tcp_at(motion.joints_at(share))[9:]
        away = _outside(apply(inverse, here), zone.size)
        if away <= 0.0:
            way = motion.line
            if way is None:
                step = _SHARE if share < 0.5 else -_SHARE
                way = distance(here, tcp_at(motion.joints_at(share + step))[9:]) / _SHARE
            speed = way * motion.profile.rate_at(time)
            if speed > zone.limit + SPEED_MARGIN:
                return time, speed
        time += max(away / FASTEST, STEP)
    return None


def _outside(point: Vector, size: Vector) -> float:
    """How far a point is outside a box that stands on the origin; 0 inside."""
    x = max(abs(point[0]) - size[0] / 2, 0.0)
    y = max(abs(point[1]) - size[1] / 2, 0.0)
    z = max(-point[2], point[2] - size[2], 0.0)
    return sqrt(x * x + y * y + z * z)
