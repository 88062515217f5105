"""Everything a screen needs to draw a cell and to move the arm by the joints of a trace; mm and degrees."""

from __future__ import annotations

from typing import Any

from courses.robotics.cell import At, Cell, Thing
from courses.robotics.failures import Failed
from courses.robotics.geometry import apply, from_pose, to_pose
from courses.robotics.gripper import tool_capsules
from courses.robotics.machine import Machine
from courses.robotics.robots import ROBOTS, Capsule
from courses.robotics.world import PLATE, World, walls_of

Primitive = dict[str, Any]


def drawing(cell: Cell) -> dict[str, Any]:
    """The robot's chain by Denavit and Hartenberg with the rods of each link, the tool, and what stands around."""
    world = World(cell)
    return {
        "robot": _robot(cell),
        "tool": _tool(cell),
        "items": [
            *(_item(solid) for solid in cell.solids),
            *(_bin(cell, at) for at in range(len(cell.bins))),
            *(_pallet(world, at) for at in range(len(cell.pallets))),
            *(_feeder(cell, at) for at in range(len(cell.feeders))),
        ],
        "parts": _parts(cell),
        "points": _points(cell),
        "home": _home(cell),
        "pallets": [
            {
                "id": pallet.id,
                "places": [
                    [round(item, 3) for item in world.place(pallet, at)[9:]] for at in range(world.places(pallet))
                ],
            }
            for pallet in cell.pallets
        ],
        "sensors": [
            {"id": sensor.id, "kind": sensor.kind, "size": list(sensor.size), "at": _at(sensor.at)}
            for sensor in cell.sensors
        ],
        "zone": cell.zone and {"size": list(cell.zone.size), "at": _at(cell.zone.at), "limit": cell.zone.limit},
    }


def _robot(cell: Cell) -> dict[str, Any]:
    robot = ROBOTS[cell.model]
    return {
        "model": cell.model,
        "base": _at(cell.base),
        "chain": [
            {
                "type": "prismatic" if joint.slides else "revolute",
                "theta": 0.0,
                "d": joint.d,
                "a": joint.a,
                "alpha": joint.alpha,
                "min": joint.low,
                "max": joint.high,
            }
            for joint in robot.joints
        ],
        "links": [
            [_rod(rod) for rod in robot.body if rod.frame == frame] for frame in range(len(robot.joints) + 1)
        ],
    }


def _parts(cell: Cell) -> list[dict[str, Any]]:
    lying = ({**_shape(part), "id": part.id, "colour": part.colour, "at": _at(part.at)} for part in cell.parts)
    fed = (
        {
            "id": f"{feeder.id}-{number}",
            "colour": colour,
            "shape": feeder.shape,
            "size": list(feeder.size),
            "at": _at(feeder.at),
            "fed": True,
        }
        for feeder in cell.feeders
        for number, colour in enumerate(feeder.parts, 1)
    )
    return [*lying, *fed]


def _at(at: At) -> dict[str, float]:
    return {"x": at.x, "y": at.y, "z": at.z, "rz": at.rz}


def _shape(thing: Thing) -> dict[str, Any]:
    return {"shape": thing.shape, "size": list(thing.size)}


def _rod(rod: Capsule) -> Primitive:
    return {"kind": "capsule", "from": list(rod.start), "to": list(rod.end), "radius": rod.radius}


def _box(
    size: tuple[float, float, float], at: At, shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
) -> Primitive:
    middle = apply(from_pose(at.pose), (shift[0], shift[1], shift[2] + size[2] / 2))
    return {"kind": "box", "size": list(size), "at": [round(item, 3) for item in middle], "rz": at.rz}


def _item(solid: Thing) -> dict[str, Any]:
    at = solid.at
    if solid.shape == "cylinder":
        ends = {"from": [at.x, at.y, at.z], "to": [at.x, at.y, at.z + solid.size[2]]}
        shape: Primitive = {"kind": "cylinder", **ends, "radius": solid.size[0] / 2}
    else:
        shape = _box(solid.size, at)
    return {"id": solid.id, "kind": solid.kind, "primitives": [shape]}


def _bin(cell: Cell, at: int) -> dict[str, Any]:
    one = cell.bins[at]
    walls = [_box(size, one.at, shift) for size, shift in walls_of(one)]
    return {"id": one.id, "kind": "bin", "accepts": list(one.accepts), "primitives": walls}


def _pallet(world: World, at: int) -> dict[str, Any]:
    pallet = world.cell.pallets[at]
    x, y = (pallet.rows - 1) * pallet.pitch[0], (pallet.columns - 1) * pallet.pitch[1]
    plate = _box((x + pallet.pitch[0], y + pallet.pitch[1], PLATE), pallet.at, (x / 2, y / 2, -PLATE))
    return {"id": pallet.id, "kind": "pallet", "accepts": list(pallet.accepts), "primitives": [plate]}


def _feeder(cell: Cell, at: int) -> dict[str, Any]:
    one = cell.feeders[at]
    plate = _box((one.size[0] + 20, one.size[1] + 20, PLATE), one.at, (0.0, 0.0, -PLATE))
    return {"id": one.id, "kind": "feeder", "primitives": [plate]}


def _tool(cell: Cell) -> dict[str, Any]:
    tool = cell.tool
    body, *jaws = tool_capsules(tool, tool.opening, 0)
    size = [tool.jaw_thickness * 1.6, tool.jaw_thickness, tool.jaw_length + tool.reach]
    middle = tool.length - tool.jaw_length + size[2] / 2
    return {
        "primitives": [_rod(body)],
        "tcp": {"z": tool.length},
        "opening": tool.opening,
        # Beside the middle by half of what the trace's `jaws` says, and half their own thickness.
        "jaws": [{"size": size, "at": [0.0, jaw.start[1], middle]} for jaw in jaws],
        "axis": "y",
    }


def _points(cell: Cell) -> dict[str, list[float]]:
    """The pose of the TCP at each taught point; one that the arm can't reach by joints has none."""
    machine = _machine(cell)
    found = {}
    for name, point in cell.points.items():
        if point.pose is not None:
            found[name] = list(point.pose)
        elif machine is not None:
            pose = to_pose(machine.tcp_at(machine.kinematics.inside(point.joints or ())))
            found[name] = [round(item, 3) + 0.0 for item in pose]
    return found


def _home(cell: Cell) -> list[float] | None:
    """The joints at the start, as a trace has them; None where the point can't be reached."""
    machine = _machine(cell)
    return machine.kinematics.shown(machine.home) if machine else None


def _machine(cell: Cell) -> Machine | None:
    try:
        return Machine(cell)
    except Failed:
        return None
