"""The arm in its cell during one run: moves, grips and waits on the clock of the run, and keeps the trace."""

from __future__ import annotations

from math import sqrt
from typing import Any

from courses.robotics.cell import Cell, Point
from courses.robotics.collision import (
    ARM_MARGIN,
    CARRIED_DEPTH,
    TOOL_MARGIN,
    Budget,
    Mover,
    Sweep,
    filled,
    movers_of,
)
from courses.robotics.failures import (
    COLLISION,
    GRIPPER_FULL,
    PALLET_FULL,
    TOO_LONG,
    ZONE_SPEED,
    Failed,
)
from courses.robotics.geometry import Matrix, compose, from_pose, invert
from courses.robotics.gripper import find_part, tool_capsules
from courses.robotics.kinematics import Joints, Kinematics
from courses.robotics.motion import Motion, move_joints, move_line, solve
from courses.robotics.program import Move, PalletTarget, PointTarget, PoseTarget, Target
from courses.robotics.result import PERIOD, Trace
from courses.robotics.robots import ROBOTS
from courses.robotics.world import Part, World
from courses.robotics.zone import too_fast

MAX_TIME = 600.0
MAX_EVENTS = 20_000
GRIP_TIME, RELEASE_TIME = 0.5, 0.3
LOOP_TIME = 0.01  # what looking at a condition again costs
# How far below the part's middle a gripper goes for a place of a pallet while nothing is held, in mm.
USUAL_GRIP = 20.0


class Machine:
    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.kinematics = Kinematics(ROBOTS[cell.model])
        self.base = from_pose(cell.base.pose)
        self.tcp_in_flange: Matrix = from_pose((0.0, 0.0, cell.tool.length, 0.0, 0.0, 0.0))
        self.flange_in_tcp = invert(self.tcp_in_flange)
        self.world = World(cell)
        self.trace = Trace()
        self.log: list[dict[str, Any]] = []
        self.time = 0.0
        self.block: str | None = None
        self.budget = Budget()
        self.outputs = dict.fromkeys(cell.outputs, False)
        self.body = movers_of(self.kinematics, self.kinematics.robot.body, "arm", ARM_MARGIN)
        self.sweeps: dict[tuple[str, float], Sweep] = {}
        self.jaws = cell.tool.opening
        self.joints: Joints = self.kinematics.inside(self.kinematics.robot.rest)
        self.joints = self.joints_of(cell.points[cell.home])
        self.home = self.joints
        self.trace.jaws.append([0.0, self.jaws])
        self.trace.grip.append([0.0, False])
        self.note_outputs()
        self.feed()

    def joints_of(self, point: Point) -> Joints:
        """Raises Failed where the point can't be reached."""
        if point.joints is not None:
            return self.kinematics.inside(point.joints)
        assert point.pose is not None
        return self.solve(from_pose(point.pose))

    def solve(self, tcp: Matrix) -> Joints:
        flange = compose(compose(invert(self.base), tcp), self.flange_in_tcp)
        return solve(self.kinematics, flange, self.joints)

    def tcp(self) -> Matrix:
        return self.tcp_at(self.joints)

    def tcp_at(self, joints: Joints) -> Matrix:
        return compose(self.kinematics.flange(joints, self.base), self.tcp_in_flange)

    def note(self, code: str, **detail: Any) -> None:
        if len(self.log) < MAX_EVENTS:
            self.log.append({"at": round(self.time, 3), "code": code, "block": self.block, "detail": detail})

    def note_outputs(self) -> None:
        self.trace.outputs.extend([round(self.time, 3), name, value] for name, value in self.outputs.items())

    def start_block(self, block: str) -> None:
        """From now on `block` runs; of several at one moment the last one is kept."""
        self.block = block
        now = round(self.time, 3)
        if self.trace.blocks and self.trace.blocks[-1][0] == now:
            self.trace.blocks[-1][1] = block
        else:
            self.trace.blocks.append([now, block])

    def feed(self) -> None:
        for part in self.world.feed(self.time, self.tcp()[9:]):
            self.note("fed", part=part.id, colour=part.thing.colour)

    def pass_time(self, seconds: float, motion: Motion | None = None) -> None:
        """The clock goes on, the trace is filled; raises Failed too_long at the end of all time."""
        ends = self.time + seconds
        late = ends > MAX_TIME
        ends = min(ends, MAX_TIME)
        still = None if motion else self.kinematics.shown(self.joints)
        while len(self.trace.joints) * PERIOD <= ends:
            if motion:
                share = motion.profile.share_at(len(self.trace.joints) * PERIOD - self.time)
                self.trace.joints.append(self.kinematics.shown(motion.joints_at(share)))
            elif still:
                self.trace.joints.append(still)
        self.time = ends
        if late:
            raise Failed(TOO_LONG, reason="time", limit=MAX_TIME)

    def target(self, target: Target) -> tuple[Matrix, Joints | None]:
        """The pose of the TCP in the cell, and the joints where a point is taught by them."""
        if isinstance(target, PoseTarget):
            return from_pose(target.pose), None
        if isinstance(target, PointTarget):
            point = self.cell.points[target.point]
            if point.joints is None:
                assert point.pose is not None
                return _raised(from_pose(point.pose), target.above), None
            joints = self.kinematics.inside(point.joints)
            return _raised(self.tcp_at(joints), target.above), None if target.above else joints
        return _raised(self.on_pallet(target), target.above), None

    def on_pallet(self, target: PalletTarget) -> Matrix:
        """Where the TCP must be for the held part to stand on the pallet's place."""
        pallet = next(one for one in self.cell.pallets if one.id == target.pallet)
        place = self.world.current_place(pallet)
        if place is None:
            raise Failed(PALLET_FULL, pallet=pallet.id)
        if self.world.held:
            self.grip_of_pallet = invert(self.world.held.frame)
        elif pallet.id not in self.world.last_filled:
            self.grip_of_pallet = from_pose((0.0, 0.0, USUAL_GRIP, 180.0, 0.0, 0.0))
        return compose(place, self.grip_of_pallet)

    grip_of_pallet: Matrix = from_pose((0.0, 0.0, USUAL_GRIP, 180.0, 0.0, 0.0))

    def move(self, move: Move) -> None:
        tcp, joints = self.target(move.to)
        if move.kind == "moveJ":
            end = joints if joints is not None else self.solve(tcp)
            motion = move_joints(self.kinematics, self.joints, end, move.speed)
            self.carry_out(motion)
        else:
            self.solve(tcp)
            flange = compose(tcp, self.flange_in_tcp)
            try:
                motion = move_line(self.kinematics, self.base, self.joints, flange, self.tcp_in_flange, move.speed)
            except Failed as failed:
                if failed.motion:
                    self.carry_out(failed.motion, failed.after)
                raise
            self.carry_out(motion)
        x, y, z = self.tcp()[9:]
        self.note("moved", kind=move.kind, x=round(x, 1), y=round(y, 1), z=round(z, 1))

    def carry_out(self, motion: Motion, until: float | None = None) -> None:
        """The motion, or as far as `until` s into it; raises Failed at the first collision or too much speed."""
        contact = self.sweep().along(motion, self.world.bodies())
        if self.budget.spent:
            raise Failed(TOO_LONG, reason="work")
        last = motion.duration if until is None else until
        failed: Failed | None = None
        if contact is not None and motion.profile.time_at(contact.share) <= last:
            last = motion.profile.time_at(contact.share)
            failed = Failed(COLLISION, what=contact.what, **{"with": contact.with_})
        if self.cell.zone is not None:
            fast = too_fast(motion, self.cell.zone, last, self.tcp_at)
            if fast is not None:
                last, speed = fast
                failed = Failed(ZONE_SPEED, speed=round(speed), limit=self.cell.zone.limit)
        self.pass_time(last, motion)
        self.joints = motion.joints_at(motion.profile.share_at(last) if failed or until is not None else 1.0)
        if failed is not None:
            raise failed

    def sweep(self) -> Sweep:
        """What moves now: arm and tool, the jaws as they are, and the held part."""
        held = self.world.held
        key = (held.id if held else "", self.jaws)
        if key not in self.sweeps:
            frame = self.kinematics.joint_count
            tool = movers_of(self.kinematics, tool_capsules(self.cell.tool, self.jaws, frame), "tool", TOOL_MARGIN)
            movers: list[Mover] = [*self.body, *tool]
            robot = self.kinematics.robot
            own = list(robot.own_pairs)
            if held:
                place = compose(self.tcp_in_flange, held.frame)
                rods = filled(held.thing.shape, held.thing.size, frame, place, CARRIED_DEPTH)
                movers += movers_of(self.kinematics, rods, "part", 0.0)
            own += [(one, other) for one in robot.tool_meets for other in range(len(self.body), len(movers))]
            self.sweeps.clear()
            self.sweeps[key] = Sweep(self.kinematics, self.base, movers, own, self.budget)
        return self.sweeps[key]

    def grip(self) -> None:
        if self.world.held:
            raise Failed(GRIPPER_FULL, part=self.world.held.id)
        tcp = self.tcp()
        part, width = find_part(self.world.parts.values(), tcp, self.cell.tool)
        self.jaws_go(width)
        self.pass_time(GRIP_TIME)
        self.world.grip(part, tcp, self.time)
        self.trace.grip.append([round(self.time, 3), True])
        self.note("gripped", part=part.id, colour=part.thing.colour)

    def release(self) -> None:
        part: Part | None = self.world.held
        self.jaws_go(self.cell.tool.opening)
        self.pass_time(RELEASE_TIME)
        self.trace.grip.append([round(self.time, 3), False])
        if part is None:
            self.note("released", part=None)
            return
        self.note("released", part=part.id, colour=part.thing.colour)
        self.world.release(self.tcp(), self.time)
        if part.placed_in:
            self.note("placed", part=part.id, colour=part.thing.colour, **{"in": part.placed_in})
        contact = self.sweep().at_rest(self.joints, self.world.bodies())
        if contact is not None:
            raise Failed(COLLISION, what=contact.what, **{"with": contact.with_})

    def jaws_go(self, width: float) -> None:
        self.trace.jaws.append([round(self.time, 3), round(self.jaws, 2)])
        self.jaws = width
        self.trace.jaws.append([round(self.time + 0.2, 3), round(width, 2)])

    def set_output(self, name: str, value: bool) -> None:
        self.outputs[name] = value
        if len(self.trace.outputs) < MAX_EVENTS:
            self.trace.outputs.append([round(self.time, 3), name, value])
        self.note("output", output=name, to=value)

    def input(self, name: str) -> bool:
        found = next(one for one in self.cell.inputs if one.id == name)
        value = found.value
        for moment, changed in found.changes:
            if moment <= self.time:
                value = changed
        return value

    def next_event(self) -> float | None:
        """When something changes by itself: a feeder's next part, an input's next change."""
        moments = [moment for one in self.cell.inputs for moment, _value in one.changes if moment > self.time]
        due = self.world.next_due(self.time)
        return min([*moments, *([due] if due is not None else [])], default=None)

    def at_home(self) -> bool:
        here, home = self.tcp(), self.tcp_at(self.home)
        near = sqrt(sum((a - b) ** 2 for a, b in zip(here[9:], home[9:], strict=True))) < 2.13
        return near and all(abs(a - b) < 0.0213 for a, b in zip(here[:9], home[:9], strict=True))

    def finish(self) -> Trace:
        """The trace with the last sample and where every part was."""
        if not self.trace.joints or len(self.trace.joints) * PERIOD < self.time + PERIOD:
            self.trace.joints.append(self.kinematics.shown(self.joints))
        self.trace.parts = {
            part.id: [
                [round(time, 3), frame, *(round(item, 3) + 0.0 for item in pose)]
                for time, frame, pose in part.keyframes
            ]
            for part in self.world.parts.values()
        }
        return self.trace


def _raised(matrix: Matrix, above: float) -> Matrix:
    return (*matrix[:11], matrix[11] + above)
