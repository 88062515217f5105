"""A collision is found wherever it is: against looking at 1,500 places of the way."""

import random

import pytest

from courses.robotics.cell import Tool
from courses.robotics.collision import ARM_MARGIN, CARRIED_DEPTH, TOOL_MARGIN, Sweep, body_of, filled, movers_of
from courses.robotics.geometry import apply, from_pose, invert, segment_box, segment_cylinder
from courses.robotics.gripper import tool_capsules
from courses.robotics.kinematics import Kinematics
from courses.robotics.motion import move_joints
from courses.robotics.robots import ROBOTS

PLACES = 1_500
STEP = 0.5


def sweep_of(kinematics):
    robot = kinematics.robot
    frame = len(robot.joints)
    part = from_pose((0.0, 0.0, 170.0, 180.0, 0.0, 0.0))
    movers = [
        *movers_of(kinematics, robot.body, "arm", ARM_MARGIN),
        *movers_of(kinematics, tool_capsules(Tool(), 60.0, frame), "tool", TOOL_MARGIN),
        *movers_of(kinematics, filled("box", (40.0, 40.0, 80.0), frame, part, CARRIED_DEPTH), "part", 0.0),
    ]
    return Sweep(kinematics, from_pose((0.0,) * 6), movers)


def gap(sweep, joints, bodies):
    """The least gap of all pairs there, worked out without any short cut."""
    frames = sweep.kinematics.frames(joints, sweep.base)
    gaps = []
    for mover in sweep.movers:
        rod = mover.capsule
        if not rod.frame:
            continue
        ends = apply(frames[rod.frame], rod.start), apply(frames[rod.frame], rod.end)
        for body in bodies:
            start, end = (apply(body.inverse, point) for point in ends)
            apart = (
                segment_cylinder(start, end, body.half[0], body.half[2])
                if body.round
                else segment_box(start, end, body.half)
            )
            gaps.append(apart - mover.around)
    return min(gaps)


def bodies(chosen):
    found = []
    for at in range(4):
        size = tuple(chosen.uniform(20, 200) for _ in range(3))
        shape = chosen.choice(["box", "cylinder"])
        if shape == "cylinder":
            size = (size[0], size[0], size[2])
        away, around = chosen.uniform(250, 900), chosen.uniform(-180, 180)
        turned = from_pose((0.0, 0.0, 0.0, 0.0, 0.0, around))
        x, y, _z = apply(turned, (away, 0.0, 0.0))
        frame = from_pose((x, y, chosen.uniform(-200, 600), 0.0, 0.0, chosen.uniform(-90, 90)))
        found.append(body_of(f"body{at}", shape, size, frame))
    return found


@pytest.mark.parametrize("model", ROBOTS)
def test_first_contact_is_that_of_looking_everywhere(model):
    kinematics = Kinematics(ROBOTS[model])
    sweep = sweep_of(kinematics)
    chosen = random.Random(7)
    found = 0
    for _ in range(12):
        start, end = (
            tuple(
                chosen.uniform(max(low, -2.5), min(high, 2.5) if high < 20 else high)
                for low, high in kinematics.limits
            )
            for _ in "12"
        )
        motion = move_joints(kinematics, start, end, None)
        around = bodies(chosen)
        contact = sweep.along(motion, around)
        gaps = [gap(sweep, motion.joints_at(at / PLACES), around) for at in range(PLACES + 1)]
        deep = next((at / PLACES for at, one in enumerate(gaps) if one < -STEP), None)
        if contact is None:
            assert deep is None
        else:
            found += 1
            assert gap(sweep, motion.joints_at(contact.share), around) < 0
            assert deep is None or contact.share <= deep
            before = [one for at, one in enumerate(gaps) if at / PLACES < contact.share]
            assert not before or min(before) > -STEP - 0.02
    assert 2 < found < 12


def test_part_is_filled_up_to_its_depth_and_not_beyond():
    chosen = random.Random(3)
    place = from_pose((10.0, -20.0, 30.0, 20.0, 30.0, 40.0))
    inverse = invert(place)
    for shape, size in (
        ("box", (40.0, 40.0, 40.0)),
        ("box", (100.0, 60.0, 20.0)),
        ("cylinder", (44.0, 44.0, 30.0)),
        ("cylinder", (30.0, 30.0, 90.0)),
    ):
        rods = filled(shape, size, 0, place, 2.0)
        # Nothing reaches out of the part …
        for rod in rods:
            for end in (rod.start, rod.end):
                x, y, z = apply(inverse, end)
                assert abs(z - size[2] / 2) + rod.radius <= size[2] / 2 - 2 + 1e-6
                assert max(abs(x), abs(y)) + rod.radius <= size[0] / 2 + 1e-6
        # … and a needle of 10 mm that goes in 12 mm anywhere meets one of them.
        for _ in range(50):
            x, y = (chosen.uniform(-0.5, 0.5) * (size[0] - 10), chosen.uniform(-0.5, 0.5) * (size[1] - 10))
            if shape == "cylinder" and (x * x + y * y) ** 0.5 > size[0] / 2 - 5:
                continue
            tip = apply(place, (x, y, size[2] - min(12.0, size[2] / 2)))
            gaps = []
            for rod in rods:
                nearest = min(
                    sum((a + (b - a) * at / 100 - c) ** 2 for a, b, c in zip(rod.start, rod.end, tip, strict=True))
                    ** 0.5
                    for at in range(101)
                )
                gaps.append(nearest - rod.radius)
            assert min(gaps) < 5.0, (shape, size, x, y)
