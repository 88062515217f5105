"""Between a robot cell and the rows of its form, both ways; what the form has no field for stays as it was. Pure.

A cell is the engine's, version 1 (mm and degrees).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

Cell = dict[str, Any]
Row = dict[str, Any]

# The lists of a cell that have a formset each, in the order of the page.
KINDS = ("points", "solids", "parts", "feeders", "bins", "pallets", "sensors", "inputs", "outputs")
AT = ("x", "y", "z", "rz")
POSE = ("x", "y", "z", "rx", "ry", "rz")
LANGUAGES = ("nl", "en", "de")


def rows_of(cell: Cell, kind: str) -> list[Row]:
    """The things of one kind as rows of the form."""
    labels = cell.get("labels", {})
    things = (
        [{"id": name, **point} for name, point in cell.get("points", {}).items()]
        if kind == "points"
        else cell.get(kind) or []
    )
    return [_row(kind, thing, labels.get(thing["id"], {})) for thing in things]


def _row(kind: str, thing: Mapping[str, Any], label: Mapping[str, str]) -> Row:
    row: Row = {"id": thing["id"], **{f"label_{language}": label.get(language, "") for language in LANGUAGES}}
    if kind == "points":
        row |= {axis: (thing.get("pose") or {}).get(axis) for axis in POSE}
        row["joints"] = ", ".join(f"{angle:g}" for angle in thing.get("joints") or [])
        return row
    row |= {axis: value for axis, value in (thing.get("at") or {}).items() if axis in AT}
    # Parts without a size have the engine's usual one.
    size = thing.get("size") or ([40, 40, 40] if kind in {"parts", "feeders"} else [])
    if len(size) == 2:
        row |= {"width": size[0], "height": size[1]}
    elif size:
        row |= {"width": size[0], "depth": size[1], "height": size[2]}
    if pitch := thing.get("pitch"):
        row |= dict(zip(("pitch_x", "pitch_y", "pitch_z"), pitch, strict=True))
    for name in ("kind", "shape", "colour", "interval", "rows", "columns", "layers", "value"):
        if name in thing:
            row[name] = thing[name]
    if kind in {"solids", "parts", "feeders"}:
        row.setdefault("shape", "box")
    for name in ("parts", "accepts"):
        row[name] = ", ".join(thing.get(name) or [])
    row["changes"] = ", ".join(f"{moment:g} {'on' if on else 'off'}" for moment, on in thing.get("changes") or [])
    return row


def cell_from(cell: Cell, facts: Mapping[str, Any], rows: Mapping[str, Sequence[Row]]) -> Cell:
    """`cell` with what the form says: `facts` of the robot, tool and zone, and the `rows` per kind."""
    result = deepcopy(cell) | {"version": 1, "home": facts["home"]}
    base = {axis: facts[f"base_{axis}"] or 0 for axis in AT}
    result["robot"] = {**(cell.get("robot") or {}), "model": facts["model"], "base": base}
    result["tool"] = {**(cell.get("tool") or {}), "length": facts["tool_length"], "opening": facts["tool_opening"]}
    result["zone"] = _zone(facts) if facts["with_zone"] else None
    result.setdefault("goals", [{"id": "at-home", "kind": "at_home"}])
    labels = dict(cell.get("labels") or {})
    for kind in KINDS:
        before = {row["id"] for row in rows_of(cell, kind)}
        for gone in before - {row["id"] for row in rows[kind]}:
            labels.pop(gone, None)
        for row in rows[kind]:
            labels[row["id"]] = {
                language: text for language in LANGUAGES if (text := row.get(f"label_{language}"))
            }
        if kind != "points":
            result[kind] = [_thing(kind, row) for row in rows[kind]]
    result["points"] = {row["id"]: _point(row) for row in rows["points"]}
    result["labels"] = {name: texts for name, texts in labels.items() if texts}
    return result


def _point(row: Row) -> dict[str, Any]:
    if row.get("joints"):
        return {"joints": row["joints"]}
    return {"pose": {axis: row.get(axis) or 0 for axis in POSE}}


def _thing(kind: str, row: Row) -> dict[str, Any]:
    thing: dict[str, Any] = {"id": row["id"]}
    if kind in {"inputs", "outputs"}:
        if kind == "inputs":
            thing |= {"value": bool(row.get("value")), "changes": row.get("changes") or []}
        return thing
    thing["at"] = {axis: row.get(axis) or 0 for axis in AT}
    for name in ("kind", "shape", "colour", "interval", "rows", "columns", "layers", "parts", "accepts"):
        if row.get(name) not in (None, "", []):
            thing[name] = row[name]
    if kind == "feeders":
        thing.setdefault("parts", [])
    if kind == "pallets":
        thing["pitch"] = [row.get(f"pitch_{axis}") or 50 for axis in "xyz"]
    else:
        sides = ("width", "height") if row.get("shape") == "cylinder" else ("width", "depth", "height")
        thing["size"] = [row.get(side) or 40 for side in sides]
    return thing


def _zone(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "at": {axis: facts[f"zone_{axis}"] or 0 for axis in AT},
        "size": [facts[f"zone_{side}"] or 500 for side in ("width", "depth", "height")],
        "limit": facts["zone_limit"] or 250,
    }


def facts_of(cell: Cell) -> Row:
    """The fields of the robot, the tool and the zone."""
    robot, tool, zone = cell.get("robot") or {}, cell.get("tool") or {}, cell.get("zone")
    facts: Row = {"model": robot.get("model"), "home": cell.get("home"), "with_zone": bool(zone)}
    facts |= {f"base_{axis}": value for axis, value in (robot.get("base") or {}).items() if axis in AT}
    facts |= {"tool_length": tool.get("length", 150), "tool_opening": tool.get("opening", 60)}
    if zone:
        facts |= {f"zone_{axis}": value for axis, value in zone["at"].items() if axis in AT}
        facts |= dict(zip(("zone_width", "zone_depth", "zone_height"), zone["size"], strict=True))
        facts["zone_limit"] = zone.get("limit", 250)
    return facts
