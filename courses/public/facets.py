"""Narrowing modules down by facets, and counting them: within one facet any choice fits, between facets all must.

All of it is done by the database: a catalogue of thousands of modules is never loaded to count it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce

from courses.models import ModuleText
from courses.models.versions import ModuleVersionQuerySet

Chosen = Mapping[str, frozenset[str]]


class Counted(NamedTuple):
    """How many modules have a value, and what it is called where that is somebody's own name."""

    number: int
    name: str


Counts = dict[str, dict[str, Counted]]

# Where the workload of a module falls: the name of the range and the hours up to which it goes.
DURATIONS = (("2", Decimal(2)), ("4", Decimal(4)), ("8", Decimal(8)))
LONGER = "more"
NO_LEVEL = "none"

DURATION = Case(
    *(When(hours__lte=most, then=Value(name)) for name, most in DURATIONS),
    default=Value(LONGER),
    output_field=CharField(),
)
# The value that a module has in each facet; a module may have several languages.
VALUES: dict[str, Any] = {
    "topic": F("topic"),
    "form": F("participation"),
    "duration": DURATION,
    "level": Coalesce(Cast("eqf_level", CharField()), Value(NO_LEVEL)),
    "fieldlab": F("fieldlab__slug"),
    "hub": F("fieldlab__hub__slug"),
}
NAMES = {"fieldlab": F("fieldlab__name"), "hub": F("fieldlab__hub__name")}
LANGUAGE = "language"
FACETS = ("topic", "form", "duration", "level", LANGUAGE, "fieldlab", "hub")


def texts_to_read() -> QuerySet[ModuleText]:
    """Texts that have a page to read them on."""
    return ModuleText.objects.filter(page__live=True)


def narrowed(versions: ModuleVersionQuerySet, chosen: Chosen, *, leaving_out: str = "") -> ModuleVersionQuerySet:
    """Those of `versions` that have one of the chosen values in every facet but `leaving_out`."""
    for facet, values in chosen.items():
        if facet == leaving_out:
            continue
        if facet == LANGUAGE:
            versions = versions.filter(Exists(texts_to_read().filter(version=OuterRef("pk"), language__in=values)))
        else:
            versions = versions.alias(**{f"{facet}_value": VALUES[facet]})
            versions = versions.filter(Q(**{f"{facet}_value__in": sorted(values)}))
    return versions


def count_values(versions: ModuleVersionQuerySet, chosen: Chosen) -> Counts:
    """By facet, how many of `versions` each value would show, given what is chosen in the others. One query."""
    each = [count_facet(facet, narrowed(versions, chosen, leaving_out=facet)) for facet in FACETS]
    found: Counts = {facet: {} for facet in FACETS}
    for facet, value, name, number in each[0].union(*each[1:], all=True):
        found[facet][value] = Counted(number, name)
    return found


def count_facet(facet: str, versions: ModuleVersionQuerySet) -> QuerySet[Any, Any]:
    """Rows of (facet, value, name, number)."""
    rows: QuerySet[Any, Any] = versions
    if facet == LANGUAGE:
        rows = texts_to_read().filter(version__in=versions.order_by().values("pk"))
    rows = rows.order_by().annotate(
        facet_of=Value(facet, output_field=CharField()),
        facet_value=VALUES.get(facet, F(LANGUAGE)),
        facet_name=NAMES.get(facet, Value("", output_field=CharField())),
    )
    names = ("facet_of", "facet_value", "facet_name")
    return rows.values(*names).annotate(number=Count("pk")).values_list(*names, "number")


def chosen_values(asked: Mapping[str, Iterable[str]], known: Counts) -> Chosen:
    """What was asked for, per facet, without values that no module has."""
    chosen = {facet: frozenset(values) & known.get(facet, {}).keys() for facet, values in asked.items()}
    return {facet: values for facet, values in chosen.items() if values}
