"""What every part of a cell is read with: numbers, names and places, and a list of all that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from courses.robotics.cell import At, Size
from courses.robotics.geometry import Pose
from courses.robotics.parsing import NAME

T = TypeVar("T")
REACH = 3_000
MAX_THINGS = 60
USUAL_PART: Size = (40.0, 40.0, 40.0)


class Reader:
    def __init__(self) -> None:
        self.problems: list[dict[str, Any]] = []
        self.ids: set[str] = set()

    def wrong(self, path: str, code: str) -> None:
        if len(self.problems) < 50:
            self.problems.append({"path": path, "code": code})

    def record(self, data: object, path: str) -> dict[str, Any]:
        if isinstance(data, dict):
            return data
        self.wrong(path, "not_an_object")
        return {}

    def items(self, data: dict[str, Any], key: str, read: Callable[[dict[str, Any], str], T]) -> tuple[T, ...]:
        found = data.get(key) or []
        if not isinstance(found, list) or len(found) > MAX_THINGS:
            self.wrong(key, "not_a_list" if not isinstance(found, list) else "too_many")
            return ()
        return tuple(read(self.record(item, f"{key}[{at}]"), f"{key}[{at}]") for at, item in enumerate(found))

    def number(
        self, data: object, path: str, low: float = -REACH, high: float = REACH, usual: float = 0.0
    ) -> float:
        if data is None:
            self.wrong(path, "missing")
        elif isinstance(data, bool) or not isinstance(data, int | float) or not low <= data <= high:
            self.wrong(path, "out_of_range")
        else:
            return float(data)
        return usual

    def whole(self, data: object, path: str, high: int) -> int:
        if isinstance(data, int) and not isinstance(data, bool) and 1 <= data <= high:
            return data
        self.wrong(path, "out_of_range")
        return 1

    def name(self, data: object, path: str) -> str:
        if isinstance(data, str) and len(data) <= 40 and NAME.fullmatch(data):
            return data
        self.wrong(path, "bad_name")
        return ""

    def names(self, data: object, path: str) -> tuple[str, ...]:
        if not isinstance(data, list) or len(data) > 200:
            self.wrong(path, "not_a_list")
            return ()
        return tuple(self.name(item, f"{path}[{at}]") for at, item in enumerate(data))

    def id(self, data: dict[str, Any], path: str) -> str:
        found = self.name(data.get("id"), f"{path}.id")
        if found in self.ids:
            self.wrong(f"{path}.id", "same_id_twice")
        self.ids.add(found)
        return found

    def choice(self, data: object, path: str, choices: tuple[str, ...]) -> str:
        if data in choices:
            return str(data)
        self.wrong(path, "unknown_choice")
        return choices[0]

    def at(self, data: dict[str, Any], path: str) -> At:
        found = self.record(data.get("at"), f"{path}.at")
        x, y, z = (self.number(found.get(axis), f"{path}.at.{axis}") for axis in "xyz")
        return At(x, y, z, self.number(found.get("rz", 0), f"{path}.at.rz", -360, 360))

    def size(self, data: dict[str, Any], path: str, shape: str = "box", usual: Size | None = None) -> Size:
        found = data.get("size")
        if found is None and usual is not None:
            return usual
        if not isinstance(found, list) or len(found) != (2 if shape == "cylinder" else 3):
            self.wrong(f"{path}.size", "bad_size")
            return USUAL_PART
        numbers = [self.number(item, f"{path}.size", 1, REACH, 1.0) for item in found]
        return (numbers[0], numbers[0] if shape == "cylinder" else numbers[1], numbers[-1])

    def pose(self, data: object, path: str) -> Pose:
        found = self.record(data, path)
        x, y, z = (self.number(found.get(axis), f"{path}.{axis}") for axis in "xyz")
        rx, ry, rz = (self.number(found.get(axis), f"{path}.{axis}", -720, 720) for axis in ("rx", "ry", "rz"))
        return x, y, z, rx, ry, rz
