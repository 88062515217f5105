"""Bar charts as plain numbers for an SVG, and the same as rows of a table; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 480
HEIGHT = 180
LEFT = 44
BOTTOM = 30
TOP = 10
# At most so many labels beneath, or else they run into each other on a small screen.
LABELS = 6


@dataclass(frozen=True)
class Value:
    """One place on the horizontal axis: `parts` are stacked, in the order of the chart's series."""

    label: str
    parts: tuple[int, ...]
    # What stands beneath the bar; shorter than `label`.
    tick: str = ""

    @property
    def total(self) -> int:
        return sum(self.parts)


@dataclass(frozen=True)
class Bar:
    """A rectangle of one series; `title` says what it stands for."""

    series: int
    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True)
class Mark:
    """A text at a place: on the horizontal axis by `x`, on the vertical one by `y`."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """Everything that the template draws; sizes are those of the SVG's viewBox."""

    values: tuple[Value, ...]
    bars: tuple[Bar, ...]
    lines: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT

    @property
    def total(self) -> int:
        return sum(value.total for value in self.values)


def bar_chart(values: Sequence[Value]) -> Chart:
    """Draw stacked bars from left to right."""
    top = round_up(max((value.total for value in values), default=0))
    room, floor = HEIGHT - TOP - BOTTOM, HEIGHT - BOTTOM
    step = (WIDTH - LEFT) / max(len(values), 1)
    bars: list[Bar] = []
    for index, value in enumerate(values):
        below = 0
        for series, part in enumerate(value.parts):
            if part:
                height = room * part / top
                y = floor - room * below / top - height
                bars.append(
                    Bar(
                        series,
                        round(LEFT + index * step + step * 0.1, 2),
                        round(y, 2),
                        round(step * 0.8, 2),
                        round(height, 2),
                        f"{value.label}: {value.total}",
                    )
                )
                below += part
    lines = tuple(
        Mark(str(number), LEFT - 6, round(floor - room * number / top, 2)) for number in (0, top // 2, top)
    )
    every = max(1, -(-len(values) // LABELS))
    ticks = tuple(
        Mark(value.tick, round(LEFT + index * step + step / 2, 2), HEIGHT - 6)
        for index, value in enumerate(values)
        if value.tick and index % every == 0
    )
    return Chart(tuple(values), tuple(bars), lines, ticks)


def round_up(number: int) -> int:
    """Return the next even number that is easy to read on an axis: 2, 4, 10, 20, 40, 100 …"""
    size = 1
    while True:
        for digit in (2, 4, 10):
            if number <= digit * size:
                return digit * size
        size *= 10
