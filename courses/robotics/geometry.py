"""Poses and distances; lengths in mm, angles in radians inside, in degrees where a pose is read or shown."""

from __future__ import annotations

from math import atan2, cos, degrees, hypot, radians, sin, sqrt

Vector = tuple[float, float, float]
# A rotation by rows (nine numbers), then the translation in mm (three).
Matrix = tuple[float, float, float, float, float, float, float, float, float, float, float, float]
# x, y, z in mm and rx, ry, rz in degrees: turned about the fixed axes x, then y, then z.
Pose = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
# Below this, ry is so near ±90° that rx and rz turn about the same axis.
_GIMBAL = 1e-9


def from_pose(pose: Pose) -> Matrix:
    x, y, z, rx, ry, rz = pose
    ca, sa = cos(radians(rx)), sin(radians(rx))
    cb, sb = cos(radians(ry)), sin(radians(ry))
    cg, sg = cos(radians(rz)), sin(radians(rz))
    return (
        cg * cb,
        cg * sb * sa - sg * ca,
        cg * sb * ca + sg * sa,
        sg * cb,
        sg * sb * sa + cg * ca,
        sg * sb * ca - cg * sa,
        -sb,
        cb * sa,
        cb * ca,
        x,
        y,
        z,
    )


def to_pose(matrix: Matrix) -> Pose:
    """The pose of a matrix; at ry = ±90° all turning is put in rz."""
    level = hypot(matrix[0], matrix[3])
    ry = atan2(-matrix[6], level)
    if level < _GIMBAL:
        rx, rz = 0.0, atan2(-matrix[1], matrix[4])
    else:
        rx, rz = atan2(matrix[7], matrix[8]), atan2(matrix[3], matrix[0])
    return matrix[9], matrix[10], matrix[11], degrees(rx), degrees(ry), degrees(rz)


def compose(a: Matrix, b: Matrix) -> Matrix:
    """First b, then a: what is at b in the frame a, seen from outside."""
    a0, a1, a2, a3, a4, a5, a6, a7, a8, ax, ay, az = a
    b0, b1, b2, b3, b4, b5, b6, b7, b8, bx, by, bz = b
    return (
        a0 * b0 + a1 * b3 + a2 * b6,
        a0 * b1 + a1 * b4 + a2 * b7,
        a0 * b2 + a1 * b5 + a2 * b8,
        a3 * b0 + a4 * b3 + a5 * b6,
        a3 * b1 + a4 * b4 + a5 * b7,
        a3 * b2 + a4 * b5 + a5 * b8,
        a6 * b0 + a7 * b3 + a8 * b6,
        a6 * b1 + a7 * b4 + a8 * b7,
        a6 * b2 + a7 * b5 + a8 * b8,
        a0 * bx + a1 * by + a2 * bz + ax,
        a3 * bx + a4 * by + a5 * bz + ay,
        a6 * bx + a7 * by + a8 * bz + az,
    )


def invert(a: Matrix) -> Matrix:
    a0, a1, a2, a3, a4, a5, a6, a7, a8, x, y, z = a
    return (
        a0,
        a3,
        a6,
        a1,
        a4,
        a7,
        a2,
        a5,
        a8,
        -(a0 * x + a3 * y + a6 * z),
        -(a1 * x + a4 * y + a7 * z),
        -(a2 * x + a5 * y + a8 * z),
    )


def apply(a: Matrix, point: Vector) -> Vector:
    x, y, z = point
    return (
        a[0] * x + a[1] * y + a[2] * z + a[9],
        a[3] * x + a[4] * y + a[5] * z + a[10],
        a[6] * x + a[7] * y + a[8] * z + a[11],
    )


def distance(a: Vector, b: Vector) -> float:
    return sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2)


def angle_between(a: Matrix, b: Matrix) -> float:
    """How far b is turned from a: 0 … π."""
    x = (a[1] * b[2] + a[4] * b[5] + a[7] * b[8]) - (a[2] * b[1] + a[5] * b[4] + a[8] * b[7])
    y = (a[2] * b[0] + a[5] * b[3] + a[8] * b[6]) - (a[0] * b[2] + a[3] * b[5] + a[6] * b[8])
    z = (a[0] * b[1] + a[3] * b[4] + a[6] * b[7]) - (a[1] * b[0] + a[4] * b[3] + a[7] * b[6])
    trace = sum(a[i] * b[i] for i in range(9))
    return atan2(sqrt(x * x + y * y + z * z), trace - 1.0)


def segment_box(p: Vector, q: Vector, half: Vector) -> float:
    """The distance between the segment p–q and a box of half sizes `half` about the origin; 0 where they meet."""
    low = [0.0, 0.0, 0.0]
    crossings = []
    for axis in (0, 1, 2):
        start, way, limit = p[axis], q[axis] - p[axis], half[axis]
        low[axis] = way
        if way:
            for wall in (-limit, limit):
                t = (wall - start) / way
                if 0.0 < t < 1.0:
                    crossings.append(t)
    px, py, pz = p
    dx, dy, dz = low
    hx, hy, hz = half

    def outside(t: float) -> tuple[float, float, float]:
        x, y, z = px + t * dx, py + t * dy, pz + t * dz
        return (
            x - hx if x > hx else x + hx if x < -hx else 0.0,
            y - hy if y > hy else y + hy if y < -hy else 0.0,
            z - hz if z > hz else z + hz if z < -hz else 0.0,
        )

    # The slope of the squared distance never falls along the segment and is straight between crossings.
    before, best = 0.0, outside(0.0)
    slope = best[0] * dx + best[1] * dy + best[2] * dz
    if slope < 0.0:
        for t in (*sorted(crossings), 1.0):
            here = outside(t)
            slope_here = here[0] * dx + here[1] * dy + here[2] * dz
            if slope_here >= 0.0:
                best = outside(before + (t - before) * slope / (slope - slope_here))
                break
            before, slope, best = t, slope_here, here
    return sqrt(best[0] ** 2 + best[1] ** 2 + best[2] ** 2)


def segment_cylinder(p: Vector, q: Vector, radius: float, half_height: float) -> float:
    """The distance between the segment p–q and an upright cylinder about the origin, at most 0.01 mm too large."""

    def outside(t: float) -> float:
        x, y, z = p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]), p[2] + t * (q[2] - p[2])
        return hypot(max(hypot(x, y) - radius, 0.0), max(abs(z) - half_height, 0.0))

    low, high = 0.0, 1.0
    length = distance(p, q)
    while (high - low) * length > 0.01:
        left, right = low + (high - low) * 0.45, low + (high - low) * 0.55
        if outside(left) <= outside(right):
            high = right
        else:
            low = left
    return min(outside(0.0), outside(1.0), outside((low + high) / 2))


def segment_segment(p: Vector, q: Vector, r: Vector, s: Vector) -> float:
    """The distance between the segments p–q and r–s."""
    ux, uy, uz = q[0] - p[0], q[1] - p[1], q[2] - p[2]
    vx, vy, vz = s[0] - r[0], s[1] - r[1], s[2] - r[2]
    wx, wy, wz = p[0] - r[0], p[1] - r[1], p[2] - r[2]
    a, b, c = ux * ux + uy * uy + uz * uz, ux * vx + uy * vy + uz * vz, vx * vx + vy * vy + vz * vz
    d, e = ux * wx + uy * wy + uz * wz, vx * wx + vy * wy + vz * wz
    denominator = a * c - b * b
    along = min(max((b * e - c * d) / denominator, 0.0), 1.0) if denominator > 1e-9 * (1.0 + a * c) else 0.0
    across = (b * along + e) / c if c > 1e-12 else 0.0
    if across < 0.0 or across > 1.0 or c <= 1e-12:
        across = min(max(across, 0.0), 1.0)
        along = min(max((b * across - d) / a, 0.0), 1.0) if a > 1e-12 else 0.0
    return distance(
        (p[0] + along * ux, p[1] + along * uy, p[2] + along * uz),
        (r[0] + across * vx, r[1] + across * vy, r[2] + across * vz),
    )
