"""What stands in the cell and where every part is: feeders lay parts down, bins and pallets take them."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, radians, sqrt

from courses.robotics.cell import At, Bin, Cell, Feeder, Pallet, Sensor, Thing
from courses.robotics.collision import Body, body_of
from courses.robotics.failures import DROPPED, WRONG_PLACE, Failed
from courses.robotics.geometry import Matrix, Pose, Vector, apply, compose, distance, from_pose, invert, to_pose

# Numbers that no drawing would have, so that no rounding decides (mm, degrees).
DROP = 5.13  # a part may fall so far when it is released
BIN_DROP = 120.13  # … and so far above the floor of a bin
DEPTH = 2.5  # what is pressed in less than this stands on it
ON_PLACE = 8.13  # so near to a pallet's place it counts as placed there
UPRIGHT = cos(radians(5.13))
WALL = 6.0
PLATE = 4.0
FEEDER_CLEAR = 110.13  # a feeder waits while something is carried nearer than this


@dataclass
class Part:
    """`frame` is that of the middle of its bottom face: in the cell, or in the TCP's frame while it is held."""

    thing: Thing
    frame: Matrix
    held: bool = False
    gone: bool = False
    placed_in: str = ""
    keyframes: list[tuple[float, str, Pose]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.thing.id

    @property
    def standing(self) -> bool:
        return not (self.held or self.gone)

    def middle(self) -> Vector:
        return apply(self.frame, (0.0, 0.0, self.thing.size[2] / 2))

    def mark(self, time: float) -> None:
        if self.keyframes and self.keyframes[-1][0] == time:
            self.keyframes.pop()
        self.keyframes.append((time, "tool" if self.held else "world", to_pose(self.frame)))


@dataclass
class _Feeding:
    feeder: Feeder
    laid: int = 0
    current: str = ""
    due: float | None = 0.0


class World:
    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.parts: dict[str, Part] = {}
        self.held: Part | None = None
        self.filled: dict[str, dict[int, str]] = {pallet.id: {} for pallet in cell.pallets}
        self.binned: dict[str, list[str]] = {one.id: [] for one in cell.bins}
        # The place of each pallet that was filled last, until the next part is gripped.
        self.last_filled: dict[str, int] = {}
        self.feeding = [_Feeding(feeder) for feeder in cell.feeders]
        self.fixed = [body for solid in cell.solids for body in [_body(solid)]]
        for one in cell.bins:
            self.fixed.extend(_walls(one))
        self.fixed.extend(_plate(pallet.id, *_area(pallet)) for pallet in cell.pallets)
        self.fixed.extend(
            _plate(one.id, one.at, one.size[0] + 20, one.size[1] + 20, (0.0, 0.0)) for one in cell.feeders
        )
        for thing in cell.parts:
            self.lay(thing, 0.0)
        self.settle_into_pallets()

    def lay(self, thing: Thing, time: float) -> Part:
        part = Part(thing, from_pose(thing.at.pose))
        part.mark(time)
        self.parts[thing.id] = part
        return part

    def settle_into_pallets(self) -> None:
        """Parts that stand on a pallet from the start fill their places."""
        for part in self.parts.values():
            self.into_pallet(part)
        self.last_filled.clear()

    def bodies(self) -> list[Body]:
        return [*self.fixed, *(self.body(part) for part in self.parts.values() if part.standing)]

    def body(self, part: Part) -> Body:
        return body_of(part.id, part.thing.shape, part.thing.size, part.frame)

    def feed(self, time: float, tcp: Vector) -> list[Part]:
        """Lays down what is due; a feeder waits while something is carried near it."""
        laid = []
        for one in self.feeding:
            if one.due is None or one.due > time or one.laid >= len(one.feeder.parts):
                continue
            at = one.feeder.at
            if self.held and distance(tcp, (at.x, at.y, at.z)) < FEEDER_CLEAR:
                continue
            colour = one.feeder.parts[one.laid]
            one.laid += 1
            thing = Thing(f"{one.feeder.id}-{one.laid}", "part", one.feeder.shape, one.feeder.size, at, colour)
            one.current, one.due = thing.id, None
            laid.append(self.lay(thing, time))
        return laid

    def next_due(self, time: float) -> float | None:
        """When a feeder lays its next part down, after `time`."""
        dues = [
            one.due
            for one in self.feeding
            if one.due is not None and one.due > time and one.laid < len(one.feeder.parts)
        ]
        return min(dues, default=None)

    def grip(self, part: Part, tcp: Matrix, time: float) -> None:
        part.frame = compose(invert(tcp), part.frame)
        part.held, part.placed_in = True, ""
        part.mark(time)
        self.held = part
        self.last_filled.clear()
        for places in self.filled.values():
            for place, name in list(places.items()):
                if name == part.id:
                    del places[place]
        for one in self.feeding:
            if one.current == part.id:
                one.current, one.due = "", time + one.feeder.interval

    def release(self, tcp: Matrix, time: float) -> Part:
        """Lets go of the held part; raises Failed dropped or wrong_place where that goes wrong."""
        part = self.held
        if part is None:
            raise ValueError("nothing is held")
        frame = compose(tcp, part.frame)
        part.frame, part.held, self.held = frame, False, None
        part.mark(time)
        if frame[8] < UPRIGHT:
            raise Failed(DROPPED, part=part.id, reason="tilted")
        for one in self.cell.bins:
            if self.into_bin(part, one, time):
                return part
        top, below = self.support(part)
        gap = frame[11] - top
        if below is None or gap > DROP:
            reason = "no_support" if below is None else "too_high"
            raise Failed(DROPPED, part=part.id, reason=reason, height=round(gap, 1) if below else None)
        part.frame = (*frame[:11], top)
        part.mark(time)
        pallet = self.into_pallet(part)
        if pallet is not None:
            self.accepted(part, pallet.id, pallet.accepts)
        return part

    def accepted(self, part: Part, place: str, accepts: tuple[str, ...]) -> None:
        part.placed_in = place
        if accepts and part.thing.colour not in accepts:
            raise Failed(
                WRONG_PLACE, part=part.id, colour=part.thing.colour, accepts=list(accepts), **{"in": place}
            )

    def into_bin(self, part: Part, one: Bin, time: float) -> bool:
        x, y, z = apply(invert(from_pose(one.at.pose)), part.frame[9:])
        if abs(x) > one.size[0] / 2 or abs(y) > one.size[1] / 2 or z < -DEPTH:
            return False
        if z > BIN_DROP:
            raise Failed(DROPPED, part=part.id, reason="too_high", height=round(z, 1))
        inside = self.binned[one.id]
        # Where it comes to lie is for the eye only: what is in a bin is no longer in the way.
        across = max(int(one.size[0] // (part.thing.size[0] + 4)), 1)
        deep = max(int(one.size[1] // (part.thing.size[1] + 4)), 1)
        layer, at = divmod(len(inside), across * deep)
        row, column = divmod(at, across)
        spot = (
            (column - (across - 1) / 2) * (part.thing.size[0] + 4),
            (row - (deep - 1) / 2) * (part.thing.size[1] + 4),
            3.0 + layer * part.thing.size[2],
            0.0,
            0.0,
            0.0,
        )
        part.frame = compose(from_pose(one.at.pose), from_pose(spot))
        part.gone = True
        part.mark(time)
        inside.append(part.id)
        self.accepted(part, one.id, one.accepts)
        return True

    def into_pallet(self, part: Part) -> Pallet | None:
        for pallet in self.cell.pallets:
            for place in range(self.places(pallet)):
                where = self.place(pallet, place)
                away = sqrt((where[9] - part.frame[9]) ** 2 + (where[10] - part.frame[10]) ** 2)
                if (
                    place not in self.filled[pallet.id]
                    and away <= ON_PLACE
                    and abs(where[11] - part.frame[11]) <= DROP
                ):
                    self.filled[pallet.id][place] = part.id
                    self.last_filled[pallet.id] = place
                    part.placed_in = pallet.id
                    return pallet
        return None

    def support(self, part: Part) -> tuple[float, str | None]:
        """The highest top below the middle of the part, and what it belongs to."""
        x, y, z = part.frame[9:]
        best: tuple[float, str | None] = (0.0, None)
        for body in self.bodies():
            if body.id == part.id:
                continue
            at = apply(body.inverse, (x, y, body.middle[2]))
            if body.round:
                inside = sqrt(at[0] ** 2 + at[1] ** 2) <= body.half[0]
            else:
                inside = abs(at[0]) <= body.half[0] and abs(at[1]) <= body.half[1]
            top = body.middle[2] + body.half[2]
            if inside and top <= z + DEPTH and (best[1] is None or top > best[0]):
                best = (top, body.id)
        return best

    def places(self, pallet: Pallet) -> int:
        return pallet.rows * pallet.columns * pallet.layers

    def full(self, pallet: Pallet) -> bool:
        return len(self.filled[pallet.id]) >= self.places(pallet)

    def place(self, pallet: Pallet, at: int) -> Matrix:
        """Where the bottom middle of the part on a place is: rows first, then columns, then layers."""
        layer, rest = divmod(at, pallet.rows * pallet.columns)
        column, row = divmod(rest, pallet.rows)
        dx, dy, dz = row * pallet.pitch[0], column * pallet.pitch[1], layer * pallet.pitch[2]
        return compose(from_pose(pallet.at.pose), from_pose((dx, dy, dz, 0.0, 0.0, 0.0)))

    def current_place(self, pallet: Pallet) -> Matrix | None:
        """The place just filled, until the next part is gripped; then the next free one; None when it is full."""
        if pallet.id in self.last_filled:
            return self.place(pallet, self.last_filled[pallet.id])
        filled = self.filled[pallet.id]
        free = next((at for at in range(self.places(pallet)) if at not in filled), None)
        return None if free is None else self.place(pallet, free)

    def seen(self, sensor: Sensor, tcp: Matrix) -> Part | None:
        """The part whose middle is inside the sensor's box."""
        inverse = invert(from_pose(sensor.at.pose))
        for part in self.parts.values():
            if part.gone:
                continue
            middle = apply(tcp, part.middle()) if part.held else part.middle()
            x, y, z = apply(inverse, middle)
            if abs(x) <= sensor.size[0] / 2 and abs(y) <= sensor.size[1] / 2 and 0 <= z <= sensor.size[2]:
                return part
        return None


def _body(solid: Thing) -> Body:
    return body_of(solid.id, solid.shape, solid.size, from_pose(solid.at.pose))


def _plate(name: str, at: At, x: float, y: float, shift: tuple[float, float]) -> Body:
    frame = compose(from_pose(at.pose), from_pose((*shift, -PLATE, 0.0, 0.0, 0.0)))
    return body_of(name, "box", (x, y, PLATE), frame)


def _area(pallet: Pallet) -> tuple[At, float, float, tuple[float, float]]:
    x, y = (pallet.rows - 1) * pallet.pitch[0], (pallet.columns - 1) * pallet.pitch[1]
    return pallet.at, x + pallet.pitch[0], y + pallet.pitch[1], (x / 2, y / 2)


def walls_of(one: Bin) -> list[tuple[Vector, Vector]]:
    """The floor and the four walls of a bin: size and bottom middle of each, in the bin's frame."""
    x, y, z = one.size
    return [
        ((x, y, 3.0), (0.0, 0.0, 0.0)),
        ((x + 2 * WALL, WALL, z), (0.0, (y + WALL) / 2, 0.0)),
        ((x + 2 * WALL, WALL, z), (0.0, -(y + WALL) / 2, 0.0)),
        ((WALL, y, z), ((x + WALL) / 2, 0.0, 0.0)),
        ((WALL, y, z), (-(x + WALL) / 2, 0.0, 0.0)),
    ]


def _walls(one: Bin) -> list[Body]:
    frame = from_pose(one.at.pose)
    return [
        body_of(one.id, "box", size, compose(frame, from_pose((*at, 0.0, 0.0, 0.0)))) for size, at in walls_of(one)
    ]
