"""Where the flange is for given joints, and which joints bring it there. Joints: radians (mm where one slides)."""

from __future__ import annotations

from math import acos, atan2, cos, degrees, hypot, pi, radians, sin, sqrt

from courses.robotics.geometry import IDENTITY, Matrix, apply, compose, invert
from courses.robotics.robots import Robot

Joints = tuple[float, ...]

# A wrist that is this little (sine) or a shoulder that is this near (mm) to a singular place counts as singular.
SINGULAR_SINE = 0.0523
SINGULAR_SHOULDER = 30.37
# An arm may be this much too short (as a cosine) and still count as stretched: no rounding decides about reach.
_STRETCH = 1e-9
# A SCARA's tool hangs straight down: so much (sine) may be due to rounding.
_UPRIGHT = 1e-6


class Kinematics:
    """A robot's arithmetic, with what does not change worked out once."""

    def __init__(self, robot: Robot) -> None:
        self.robot = robot
        self.joint_count = len(robot.joints)
        self.slides = tuple(joint.slides for joint in robot.joints)
        self.limits = tuple(
            (joint.low, joint.high) if joint.slides else (radians(joint.low), radians(joint.high))
            for joint in robot.joints
        )
        self._table = tuple((joint.d, joint.a, *_exact(joint.alpha), joint.slides) for joint in robot.joints)

    def frames(self, joints: Joints, base: Matrix = IDENTITY) -> list[Matrix]:
        """The frame of the base and of each link, the last being the flange, in the frame that `base` is in."""
        r0, r1, r2, r3, r4, r5, r6, r7, r8, x, y, z = base
        found = [base]
        for (d, a, ca, sa, slides), joint in zip(self._table, joints, strict=True):
            if slides:
                c, s, d = 1.0, 0.0, d + joint
            else:
                c, s = cos(joint), sin(joint)
            x, y, z = x + d * r2, y + d * r5, z + d * r8
            # The new x axis, then y and z turned about it by alpha.
            n0, n3, n6 = r0 * c + r1 * s, r3 * c + r4 * s, r6 * c + r7 * s
            m0, m3, m6 = r1 * c - r0 * s, r4 * c - r3 * s, r7 * c - r6 * s
            r1, r2 = m0 * ca + r2 * sa, r2 * ca - m0 * sa
            r4, r5 = m3 * ca + r5 * sa, r5 * ca - m3 * sa
            r7, r8 = m6 * ca + r8 * sa, r8 * ca - m6 * sa
            r0, r3, r6 = n0, n3, n6
            x, y, z = x + a * r0, y + a * r3, z + a * r6
            found.append((r0, r1, r2, r3, r4, r5, r6, r7, r8, x, y, z))
        return found

    def flange(self, joints: Joints, base: Matrix = IDENTITY) -> Matrix:
        return self.frames(joints, base)[-1]

    def solutions(self, flange: Matrix) -> list[Joints]:
        """Every way to bring the flange there (in the base's frame), each joint within ±π; no limits."""
        return _arm6(self.robot, flange) if self.robot.model == "arm6" else _scara(self.robot, flange)

    def nearest(self, solutions: list[Joints], current: Joints) -> Joints | None:
        """The solution within the limits with the least turning from `current`; None where all pass a limit."""
        best: tuple[float, Joints] | None = None
        for solution in solutions:
            turned = []
            for joint, before, (low, high), slides in zip(
                solution, current, self.limits, self.slides, strict=True
            ):
                near = joint if slides else _nearest_turn(joint, before, low, high)
                if near is None or not low - 1e-7 <= near <= high + 1e-7:
                    break
                turned.append(near)
            else:
                # Rounded, so that of two equally near ones the first is taken on every machine.
                cost = round(
                    sum(
                        (a - b) ** 2
                        for a, b, slides in zip(turned, current, self.slides, strict=True)
                        if not slides
                    ),
                    6,
                )
                if best is None or cost < best[0]:
                    best = (cost, tuple(turned))
        return best[1] if best else None

    def singular(self, joints: Joints) -> str | None:
        """Which of its singular places the arm is at: "wrist", "elbow", "shoulder", or None.

        The determinant of the six-axis arm's Jacobian is sin(q3) · sin(q5) · (distance of the wrist from the
        first axis) · constants: each factor is looked at by itself.
        """
        if self.robot.model == "scara":
            return "elbow" if abs(sin(joints[1])) < SINGULAR_SINE else None
        if abs(sin(joints[4])) < SINGULAR_SINE:
            return "wrist"
        if abs(sin(joints[2])) < SINGULAR_SINE:
            return "elbow"
        a2, a3, d5 = self.robot.joints[1].a, self.robot.joints[2].a, self.robot.joints[4].d
        second, third = joints[1], joints[1] + joints[2]
        out = a2 * cos(second) + a3 * cos(third) + d5 * sin(third + joints[3])
        return "shoulder" if abs(out) < SINGULAR_SHOULDER else None

    def shown(self, joints: Joints) -> list[float]:
        """Degrees (mm where a joint slides), as a trace holds them."""
        return [
            round(joint, 3) if slides else round(degrees(joint), 3)
            for joint, slides in zip(joints, self.slides, strict=True)
        ]

    def inside(self, joints: tuple[float, ...]) -> Joints:
        """From degrees to what is used inside."""
        return tuple(
            joint if slides else radians(joint) for joint, slides in zip(joints, self.slides, strict=True)
        )


def _exact(alpha: float) -> tuple[float, float]:
    """Cosine and sine; quarter turns exactly."""
    return {0.0: (1.0, 0.0), 90.0: (0.0, 1.0), -90.0: (0.0, -1.0), 180.0: (-1.0, 0.0)}[alpha]


def _nearest_turn(joint: float, before: float, low: float, high: float) -> float | None:
    turns = round((before - joint) / (2 * pi))
    for extra in (0, -1, 1, -2, 2):
        near = joint + (turns + extra) * 2 * pi
        if low - 1e-7 <= near <= high + 1e-7:
            return near
    return None


def _wrapped(angle: float) -> float:
    return atan2(sin(angle), cos(angle))


def _arm6(robot: Robot, flange: Matrix) -> list[Joints]:
    d1, d4, d5, d6 = (robot.joints[at].d for at in (0, 3, 4, 5))
    a2, a3 = robot.joints[1].a, robot.joints[2].a
    r0, r1, r2, r3, r4, r5, _r6, _r7, _r8, px, py, _pz = flange
    wx, wy = px - d6 * r2, py - d6 * r5
    out = hypot(wx, wy)
    if out < d4 * (1 - _STRETCH) or out == 0.0:
        return []
    lead, spread = atan2(wy, wx), acos(min(d4 / out, 1.0))
    found = []
    for q1 in (_wrapped(lead + spread + pi / 2), _wrapped(lead - spread + pi / 2)):
        s1, c1 = sin(q1), cos(q1)
        cosine = (px * s1 - py * c1 - d4) / d6
        if abs(cosine) > 1 + _STRETCH:
            continue
        q5_size = acos(min(max(cosine, -1.0), 1.0))
        for q5 in (q5_size, -q5_size):
            s5 = sin(q5)
            # With a straight wrist the axes 4 and 6 turn the same: 6 is left as it is.
            q6 = atan2(-(r1 * s1 - r4 * c1) / s5, (r0 * s1 - r3 * c1) / s5) if abs(s5) > 1e-9 else 0.0
            found.extend(_elbows(flange, (q1, q5, q6), (d1, d4, d5, d6), (a2, a3)))
    return found


def _elbows(
    flange: Matrix, known: tuple[float, float, float], d: tuple[float, ...], a: tuple[float, float]
) -> list[Joints]:
    """The arm with two links in the plane of joints 2, 3 and 4: elbow up and elbow down."""
    q1, q5, q6 = known
    d1, _d4, d5, d6 = d
    a2, a3 = a
    s1, c1 = sin(q1), cos(q1)
    first: Matrix = (c1, 0.0, s1, s1, 0.0, -c1, 0.0, 1.0, 0.0, 0.0, 0.0, d1)
    c5, s5, c6, s6 = cos(q5), sin(q5), cos(q6), sin(q6)
    fifth: Matrix = (c5, 0.0, -s5, s5, 0.0, c5, 0.0, -1.0, 0.0, 0.0, 0.0, d5)
    sixth: Matrix = (c6, -s6, 0.0, s6, c6, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, d6)
    fourth = compose(compose(invert(first), flange), invert(compose(fifth, sixth)))
    x, y, _z = apply(fourth, (0.0, 0.0, 0.0))
    cosine = (x * x + y * y - a2 * a2 - a3 * a3) / (2 * a2 * a3)
    if abs(cosine) > 1 + _STRETCH:
        return []
    total = atan2(fourth[3], fourth[0])
    size = acos(min(max(cosine, -1.0), 1.0))
    found: list[Joints] = []
    for q3 in (size, -size):
        q2 = atan2(y, x) - atan2(a3 * sin(q3), a2 + a3 * cos(q3))
        found.append((q1, _wrapped(q2), q3, _wrapped(total - q2 - q3), q5, q6))
    return found


def _scara(robot: Robot, flange: Matrix) -> list[Joints]:
    d1, d4 = robot.joints[0].d, robot.joints[3].d
    a1, a2 = robot.joints[0].a, robot.joints[1].a
    x, y, z = flange[9:]
    if sqrt(flange[2] ** 2 + flange[5] ** 2) > _UPRIGHT or flange[8] > 0:
        return []
    cosine = (x * x + y * y - a1 * a1 - a2 * a2) / (2 * a1 * a2)
    if abs(cosine) > 1 + _STRETCH:
        return []
    size = acos(min(max(cosine, -1.0), 1.0))
    turn = atan2(flange[3], flange[0])
    found: list[Joints] = []
    for q2 in (size, -size):
        q1 = atan2(y, x) - atan2(a2 * sin(q2), a1 + a2 * cos(q2))
        found.append((_wrapped(q1), q2, d1 - d4 - z, _wrapped(q1 + q2 - turn)))
    return found
