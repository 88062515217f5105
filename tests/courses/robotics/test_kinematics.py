"""There and back again: the joints found for a pose bring the flange to that pose."""

import math

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.robotics.geometry import compose, from_pose, invert, to_pose
from courses.robotics.kinematics import Kinematics
from courses.robotics.robots import ARM6, ROBOTS, SCARA

arm6, scara = Kinematics(ARM6), Kinematics(SCARA)


def angle(limit=math.pi):
    return st.floats(-limit, limit, allow_nan=False)


def same(a, b, within):
    return max(abs(one - other) for one, other in zip(a, b, strict=True)) < within


@settings(max_examples=300, deadline=None)
@given(st.tuples(*[angle()] * 6))
def test_every_inverse_of_the_six_axis_arm_leads_to_the_same_pose(joints):
    flange = arm6.flange(joints)

    solutions = arm6.solutions(flange)

    assert solutions or arm6.singular(joints)
    assert len(solutions) <= 8
    for solution in solutions:
        # Next to a singular place a rounding of the pose is many roundings of a joint.
        assert same(arm6.flange(solution), flange, 1e-3 if arm6.singular(solution) else 1e-5)


@settings(max_examples=300, deadline=None)
@given(st.tuples(*[angle(2 * math.pi)] * 2, angle(), *[angle(2 * math.pi)] * 3))
def test_the_nearest_inverse_is_where_the_arm_already_is(joints):
    if arm6.singular(joints):
        return

    nearest = arm6.nearest(arm6.solutions(arm6.flange(joints)), joints)

    assert nearest is not None
    assert same(nearest, joints, 1e-4)


@settings(max_examples=300, deadline=None)
@given(st.tuples(angle(2.5), angle(2.6), st.floats(0, 200), angle()))
def test_every_inverse_of_the_scara_leads_to_the_same_pose(joints):
    flange = scara.flange(joints)

    solutions = scara.solutions(flange)

    assert len(solutions) == 2
    assert all(same(scara.flange(solution), flange, 1e-6) for solution in solutions)
    if not scara.singular(joints):
        assert same(scara.nearest(solutions, joints), joints, 1e-5)


def test_scara_flange_is_where_its_lengths_say():
    # Stretched along x: 325 + 275 mm; the flange hangs 340 - 40 - 60 mm above the base.
    pose = to_pose(scara.flange((0.0, 0.0, 60.0, 0.0)))

    assert pose[:3] == pytest.approx((600.0, 0.0, 240.0))
    assert abs(pose[3]) == pytest.approx(180.0)


def test_six_axis_arm_has_its_eight_ways():
    kinematics = Kinematics(ARM6)

    assert len(kinematics.solutions(from_pose((-400.0, -100.0, 300.0, 180.0, 0.0, 30.0)))) == 8
    assert kinematics.solutions(from_pose((-2000.0, 0.0, 300.0, 180.0, 0.0, 0.0))) == []


@pytest.mark.parametrize(
    ("joints", "singular"),
    [
        ((0.3, -1.2, 1.4, -1.0, 0.01, 0.0), "wrist"),
        ((0.3, -1.2, 0.02, -1.0, -1.5, 0.0), "elbow"),
        ((0.3, -1.2, 1.4, -1.0, -1.5, 0.0), None),
    ],
)
def test_singular_places_are_known(joints, singular):
    assert arm6.singular(joints) == singular


def jacobian(joints, step=1e-6):
    """Speed of the flange (mm and radians per radian) for each joint, by small differences."""
    columns = []
    for at in range(6):
        ahead, behind = (
            arm6.flange(tuple(joint + (sign * step if at == index else 0) for index, joint in enumerate(joints)))
            for sign in (1, -1)
        )
        turn = compose((*ahead[:9], 0, 0, 0), invert((*behind[:9], 0, 0, 0)))
        spin = (turn[7] - turn[5], turn[2] - turn[6], turn[3] - turn[1])
        way = [(a - b) / (2 * step) for a, b in zip(ahead[9:], behind[9:], strict=True)]
        columns.append([*way, *(item / (4 * step) for item in spin)])
    return numpy.array(columns).T


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[angle()] * 6))
def test_singular_places_are_those_where_the_determinant_vanishes(joints):
    a2, a3, d5 = -425.0, -392.25, 94.65
    q2, q23, q234 = joints[1], joints[1] + joints[2], joints[1] + joints[2] + joints[3]
    shoulder = a2 * math.cos(q2) + a3 * math.cos(q23) + d5 * math.sin(q234)

    determinant = float(numpy.linalg.det(jacobian(joints)))

    product = a2 * a3 * math.sin(joints[2]) * math.sin(joints[4]) * shoulder
    assert abs(determinant) == pytest.approx(abs(product), rel=1e-3, abs=200.0)
    small = abs(math.sin(joints[2])) < 0.0523 or abs(math.sin(joints[4])) < 0.0523 or abs(shoulder) < 30.37
    assert (arm6.singular(joints) is not None) == small


@given(st.tuples(*[st.floats(-1000, 1000)] * 3, st.floats(-179, 179), st.floats(-89, 89), st.floats(-179, 179)))
def test_pose_becomes_a_matrix_and_the_same_pose_again(pose):
    assert to_pose(from_pose(pose)) == pytest.approx(pose, abs=1e-6)
    assert compose(from_pose(pose), invert(from_pose(pose))) == pytest.approx(
        (1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0), abs=1e-9
    )


def test_every_robot_is_one_of_the_two():
    assert set(ROBOTS) == {"arm6", "scara"}
