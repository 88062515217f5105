"""From JSON to a cell; what is wrong is told all at once, for the form in which a cell is made."""

from __future__ import annotations

from typing import Any

from courses.robotics.cell import (
    VERSION,
    Bin,
    Cell,
    Feeder,
    Goal,
    Input,
    Pallet,
    Point,
    Sensor,
    Thing,
    Tool,
    Zone,
)
from courses.robotics.cell_reader import MAX_THINGS, USUAL_PART, Reader
from courses.robotics.parsing import shown
from courses.robotics.robots import ROBOTS

MAX_PLACES = 200
SOLID_KINDS = ("table", "fence", "post", "machine", "box")
GOAL_KINDS = ("placed", "cycle_time", "zone_speed", "at_home", "output")


class CellError(Exception):
    """`problems`: [{"path", "code"}]; a cell with any of them can't be used."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__("; ".join(f"{problem['path']}: {problem['code']}" for problem in problems[:5]))
        self.problems = problems


def parse_cell(data: object) -> Cell:
    """The cell in `data`; raises CellError, and nothing else."""
    reader = _Reader()
    cell = reader.cell(data)
    if reader.problems or cell is None:
        raise CellError(reader.problems)
    return cell


class _Reader(Reader):
    def cell(self, data: object) -> Cell | None:
        if not isinstance(data, dict):
            self.wrong("cell", "not_an_object")
            return None
        if data.get("version") != VERSION or isinstance(data.get("version"), bool):
            self.wrong("version", "unknown_version")
        robot = self.record(data.get("robot"), "robot")
        model = self.choice(robot.get("model"), "robot.model", tuple(ROBOTS))
        base = self.at({"at": robot.get("base")}, "robot.base")
        points = self.points(data.get("points"), model)
        home = self.name(data.get("home"), "home")
        if home not in points:
            self.wrong("home", "unknown_point")
        cell = Cell(
            model=model,
            base=base,
            tool=self.tool(self.record(data.get("tool", {}), "tool")),
            home=home,
            points=points,
            solids=self.items(data, "solids", self.solid),
            parts=self.items(data, "parts", self.part),
            feeders=self.items(data, "feeders", self.feeder),
            bins=self.items(data, "bins", self.bin),
            pallets=self.items(data, "pallets", self.pallet),
            sensors=self.items(data, "sensors", self.sensor),
            inputs=self.items(data, "inputs", self.input),
            outputs=self.items(data, "outputs", self.id),
            zone=self.zone(self.record(data["zone"], "zone")) if data.get("zone") else None,
            goals=self.items(data, "goals", self.goal),
        )
        self.goals_fit(cell)
        return cell

    def points(self, data: object, model: str) -> dict[str, Point]:
        found = self.record(data, "points")
        if len(found) > MAX_THINGS:
            self.wrong("points", "too_many")
            return {}
        points = {}
        for key, value in found.items():
            path = f"points.{shown(key)}"
            point = self.record(value, path)
            joints = point.get("joints")
            if joints is None:
                points[self.name(key, path)] = Point(pose=self.pose(point.get("pose"), f"{path}.pose"))
                continue
            limits = ROBOTS[model].limits
            if not isinstance(joints, list) or len(joints) != len(limits):
                self.wrong(f"{path}.joints", "bad_size")
                continue
            points[self.name(key, path)] = Point(
                joints=tuple(
                    self.number(item, f"{path}.joints[{at}]", low, high)
                    for at, (item, (low, high)) in enumerate(zip(joints, limits, strict=True))
                )
            )
        return points

    def tool(self, data: dict[str, Any]) -> Tool:
        usual = Tool()
        if "kind" in data:
            self.choice(data["kind"], "tool.kind", ("gripper",))
        jaw = self.record(data.get("jaw", {}), "tool.jaw")
        return Tool(
            length=self.number(data.get("length", usual.length), "tool.length", 100, 400, usual.length),
            opening=self.number(data.get("opening", usual.opening), "tool.opening", 5, 200, usual.opening),
            jaw_length=self.number(
                jaw.get("length", usual.jaw_length), "tool.jaw.length", 20, 90, usual.jaw_length
            ),
            jaw_thickness=self.number(
                jaw.get("thickness", usual.jaw_thickness), "tool.jaw.thickness", 4, 30, usual.jaw_thickness
            ),
            reach=self.number(jaw.get("reach", usual.reach), "tool.jaw.reach", 0, 30, usual.reach),
        )

    def solid(self, data: dict[str, Any], path: str) -> Thing:
        kind = self.choice(data.get("kind"), f"{path}.kind", SOLID_KINDS)
        shape = self.choice(data.get("shape", "box"), f"{path}.shape", ("box", "cylinder"))
        return Thing(self.id(data, path), kind, shape, self.size(data, path, shape), self.at(data, path))

    def part(self, data: dict[str, Any], path: str) -> Thing:
        shape = self.choice(data.get("shape", "box"), f"{path}.shape", ("box", "cylinder"))
        size = self.size(data, path, shape, USUAL_PART)
        colour = self.name(data.get("colour"), f"{path}.colour")
        return Thing(self.id(data, path), "part", shape, size, self.at(data, path), colour)

    def feeder(self, data: dict[str, Any], path: str) -> Feeder:
        shape = self.choice(data.get("shape", "box"), f"{path}.shape", ("box", "cylinder"))
        return Feeder(
            self.id(data, path),
            self.at(data, path),
            self.names(data.get("parts"), f"{path}.parts"),
            self.number(data.get("interval", 2), f"{path}.interval", 0, 60, 2.0),
            shape,
            self.size(data, path, shape, USUAL_PART),
        )

    def accepts(self, data: dict[str, Any], path: str) -> tuple[str, ...]:
        return self.names(data.get("accepts") or [], f"{path}.accepts")

    def bin(self, data: dict[str, Any], path: str) -> Bin:
        return Bin(self.id(data, path), self.at(data, path), self.size(data, path), self.accepts(data, path))

    def pallet(self, data: dict[str, Any], path: str) -> Pallet:
        rows, columns, layers = (
            self.whole(data.get(key, 1), f"{path}.{key}", 20) for key in ("rows", "columns", "layers")
        )
        if rows * columns * layers > MAX_PLACES:
            self.wrong(path, "too_many")
        pitch = self.size({"size": data.get("pitch")}, f"{path}.pitch")
        return Pallet(
            self.id(data, path), self.at(data, path), rows, columns, layers, pitch, self.accepts(data, path)
        )

    def sensor(self, data: dict[str, Any], path: str) -> Sensor:
        kind = self.choice(data.get("kind"), f"{path}.kind", ("presence", "colour"))
        return Sensor(self.id(data, path), kind, self.at(data, path), self.size(data, path))

    def input(self, data: dict[str, Any], path: str) -> Input:
        changes = []
        found = data.get("changes") or []
        if not isinstance(found, list) or len(found) > 200:
            self.wrong(f"{path}.changes", "not_a_list")
            found = []
        for at, item in enumerate(found):
            if not isinstance(item, list) or len(item) != 2 or not isinstance(item[1], bool):
                self.wrong(f"{path}.changes[{at}]", "bad_size")
                continue
            changes.append((self.number(item[0], f"{path}.changes[{at}]", 0, 600), item[1]))
        return Input(self.id(data, path), data.get("value") is True, tuple(sorted(changes)))

    def zone(self, data: dict[str, Any]) -> Zone:
        limit = self.number(data.get("limit", 250), "zone.limit", 1, 1_000, 250.0)
        return Zone(self.at(data, "zone"), self.size(data, "zone"), limit)

    def goal(self, data: dict[str, Any], path: str) -> Goal:
        kind = self.choice(data.get("kind"), f"{path}.kind", GOAL_KINDS)
        name = self.id(data, path)
        detail: dict[str, Any] = {}
        if kind == "placed":
            detail["in"] = self.name(data.get("in"), f"{path}.in")
            for key in ("colour", "part"):
                if data.get(key) is not None:
                    detail[key] = self.name(data[key], f"{path}.{key}")
            detail["count"] = self.whole(data.get("count", 1), f"{path}.count", MAX_PLACES)
        elif kind == "cycle_time":
            detail["at_most"] = self.number(data.get("at_most"), f"{path}.at_most", 0.1, 600, 600.0)
        elif kind == "output":
            detail["output"] = self.name(data.get("output"), f"{path}.output")
            detail["is"] = data.get("is") is True
        return Goal(name, kind, detail)

    def goals_fit(self, cell: Cell) -> None:
        places = {one.id for one in cell.bins} | {one.id for one in cell.pallets}
        for at, goal in enumerate(cell.goals):
            if goal.kind == "placed" and goal.detail["in"] not in places:
                self.wrong(f"goals[{at}].in", "unknown_name")
            if goal.kind == "output" and goal.detail["output"] not in cell.outputs:
                self.wrong(f"goals[{at}].output", "unknown_name")
            if goal.kind == "zone_speed" and cell.zone is None:
                self.wrong(f"goals[{at}]", "no_zone")
        if not cell.goals:
            self.wrong("goals", "missing")
