"""Activities and their definitions, interactions included (part 2, 2.4.4.1)."""

from __future__ import annotations

from lms.lrs.records import JSONObject
from lms.lrs.validation.basics import (
    Broken,
    check_extensions,
    check_iri,
    check_language_map,
    check_object,
    check_text,
    items_of,
)

COMPONENTS: dict[str, frozenset[str]] = {
    "choice": frozenset({"choices"}),
    "sequencing": frozenset({"choices"}),
    "likert": frozenset({"scale"}),
    "matching": frozenset({"source", "target"}),
    "performance": frozenset({"steps"}),
    "true-false": frozenset(),
    "fill-in": frozenset(),
    "long-fill-in": frozenset(),
    "numeric": frozenset(),
    "other": frozenset(),
}

COMPONENT_LISTS = frozenset({"choices", "scale", "source", "target", "steps"})

DEFINITION = COMPONENT_LISTS | {
    "name",
    "description",
    "type",
    "moreInfo",
    "extensions",
    "interactionType",
    "correctResponsesPattern",
}


def check_activity(data: object, path: str) -> None:
    activity = check_object(data, path, frozenset({"objectType", "id", "definition"}), "2.4.4.1")
    if activity.get("objectType", "Activity") != "Activity":
        raise Broken(f"{path}.objectType", "must be Activity", "2.4.4.1")
    check_iri(activity.get("id"), f"{path}.id", "2.4.4.1")
    if "definition" in activity:
        _definition(activity["definition"], f"{path}.definition")


def _definition(data: object, path: str) -> None:
    definition = check_object(data, path, DEFINITION, "2.4.4.1")
    for name, value in definition.items():
        if name in ("name", "description"):
            check_language_map(value, f"{path}.{name}", "2.4.4.1")
        elif name in ("type", "moreInfo"):
            check_iri(value, f"{path}.{name}", "2.4.4.1")
        elif name == "extensions":
            check_extensions(value, f"{path}.extensions")
    if "interactionType" in definition:
        _interaction(definition, path)
    else:
        stray = next((name for name in definition if name in COMPONENT_LISTS), None)
        stray = stray or ("correctResponsesPattern" if "correctResponsesPattern" in definition else None)
        if stray:
            raise Broken(f"{path}.interactionType", f"is missing beside {stray}", "2.4.4.1")


def _interaction(definition: JSONObject, path: str) -> None:
    kind = definition["interactionType"]
    if not isinstance(kind, str) or kind not in COMPONENTS:
        raise Broken(f"{path}.interactionType", f"must be one of {', '.join(COMPONENTS)}", "2.4.4.1")
    if "correctResponsesPattern" in definition:
        for item_path, item in items_of(
            definition["correctResponsesPattern"], f"{path}.correctResponsesPattern", "2.4.4.1"
        ):
            check_text(item, item_path, "2.4.4.1")
    for name in COMPONENT_LISTS & definition.keys():
        if name not in COMPONENTS[kind]:
            raise Broken(f"{path}.{name}", f"does not belong to the interaction type {kind}", "2.4.4.1")
        seen: set[str] = set()
        for item_path, item in items_of(definition[name], f"{path}.{name}", "2.4.4.1"):
            component = check_object(item, item_path, frozenset({"id", "description"}), "2.4.4.1")
            if "id" not in component:
                raise Broken(f"{item_path}.id", "is missing", "2.4.4.1")
            check_text(component["id"], f"{item_path}.id", "2.4.4.1")
            if component["id"] in seen:
                raise Broken(f"{item_path}.id", "stands in the list twice", "2.4.4.1")
            seen.add(component["id"])
            if "description" in component:
                check_language_map(component["description"], f"{item_path}.description", "2.4.4.1")
