"""The six-axis arm against ikpy, which reads its published description (URDF) from example-robot-data."""

import math
import random
import sysconfig
from pathlib import Path

import pytest

from courses.robotics.kinematics import Kinematics
from courses.robotics.robots import ARM6

pytestmark = pytest.mark.conformance

URDF = (
    Path(sysconfig.get_paths()["purelib"])
    / "cmeel.prefix/share/example-robot-data/robots/ur_description/urdf/ur5_robot.urdf"
)
# From the base to the flange; the description also has an end for a tool that lies elsewhere.
WAY = [
    "base_link",
    "shoulder_pan_joint",
    "shoulder_link",
    "shoulder_lift_joint",
    "upper_arm_link",
    "elbow_joint",
    "forearm_link",
    "wrist_1_joint",
    "wrist_1_link",
    "wrist_2_joint",
    "wrist_2_link",
    "wrist_3_joint",
    "wrist_3_link",
    "wrist_3_link-tool0_fixed_joint",
    "tool0",
]


@pytest.fixture(scope="module")
def chain():
    from ikpy.chain import Chain

    mask = [False, *[True] * 6, False]
    return Chain.from_urdf_file(str(URDF), base_elements=WAY, active_links_mask=mask)


def test_forward_kinematics_agree_with_ikpy_within_a_micrometre(chain):
    kinematics = Kinematics(ARM6)
    chosen = random.Random(5)

    for _ in range(200):
        joints = tuple(chosen.uniform(low, high) for low, high in kinematics.limits)
        theirs = chain.forward_kinematics([0.0, *joints, 0.0])
        ours = kinematics.flange(joints)
        # The description's base is turned by half a turn about z from that of Denavit and Hartenberg.
        position = [-theirs[0, 3], -theirs[1, 3], theirs[2, 3]]
        turning = [-theirs[0, :3], -theirs[1, :3], theirs[2, :3]]
        assert [item / 1000 for item in ours[9:]] == pytest.approx(position, abs=1e-6)
        assert list(ours[:9]) == pytest.approx([item for row in turning for item in row], abs=1e-6)


def test_joint_limits_and_speeds_are_those_published(chain):
    published = [link.bounds for link in chain.links if link.joint_type == "revolute"]

    ours = [(math.radians(joint.low), math.radians(joint.high)) for joint in ARM6.joints]

    assert [item for pair in ours for item in pair] == pytest.approx([item for pair in published for item in pair])
    assert {joint.max_speed for joint in ARM6.joints} == {180}
