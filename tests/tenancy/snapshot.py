"""Every row of the database, to see whose they are and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

# (model, primary key as text) → the row's columns by name.
Row = tuple[type[Model], tuple[str, ...]]
Rows = Mapping[Row, Mapping[str, Any]]
# The search index follows the pages; it has tables that only the database knows.
LEFT_OUT = {"wagtailsearch", "sessions"}


def all_rows() -> Rows:
    rows: dict[Row, Mapping[str, Any]] = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.app_label in LEFT_OUT or meta.proxy or not meta.managed:
            continue
        keys = [item.attname for item in getattr(meta, "pk_fields", [meta.pk])]
        for row in model._base_manager.values(*(item.attname for item in meta.concrete_fields)):
            plain = {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
            rows[model, tuple(str(plain[key]) for key in keys)] = plain
    return rows


def changes_to(theirs: Collection[Row], before: Rows, now: Rows) -> list[str]:
    """Which of `theirs` changed or went, and which new rows refer to one of them."""
    found = [f"changed: {name_of(row)}" for row in theirs if now.get(row) != before[row]]
    for row in now.keys() - before.keys():
        for model, key in references_in(row[0], now[row]):
            if (model, key) in theirs:
                found.append(f"new: {name_of(row)} of {name_of((model, key))}")
    return sorted(found)


def references_in(model: type[Model], row: Mapping[str, Any]) -> list[Row]:
    found: list[Row] = []
    for field in model._meta.concrete_fields:
        if field.is_relation and row[field.attname] is not None:
            found.append((field.related_model, (str(row[field.attname]),)))  # type: ignore[arg-type]
    for kind, key in (("content_type_id", "object_id"), ("to_content_type_id", "to_object_id")):
        if row.get(kind) and key in row:
            target = ContentType.objects.get_for_id(row[kind]).model_class()
            if target is not None:
                found.append((target, (str(row[key]),)))
    return found


def name_of(row: Row) -> str:
    return f"{row[0].__name__} {row[1]}"
