"""Facets against a plain count over the same modules."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from courses.models import ModulePage, ModuleText, ModuleVersion
from courses.public.facets import Counted, chosen_values, count_values, narrowed
from courses.public.offers import offered
from tests.courses.authoring.conftest import site_pages
from tests.factories.courses import ModuleVersionFactory
from tests.factories.organisations import FieldlabFactory
from tests.factories.public import draft_module

__all__ = ["site_pages"]

pytestmark = pytest.mark.django_db
HOURS = {"0.5": "2", "2": "2", "2.1": "4", "4": "4", "8": "8", "8.5": "more"}


@pytest.fixture
def versions(site_pages: Any) -> list[ModuleVersion]:
    """Twelve modules that differ in everything, and a page to read about them."""
    fieldlabs = [FieldlabFactory(), FieldlabFactory()]
    shapes = product(["robotics", "data", "lean"], ["online", "blended"], [("nl",), ("nl", "en")])
    made = [
        ModuleVersionFactory(
            topic=topic,
            participation=form,
            languages=languages,
            hours=Decimal(list(HOURS)[number % 6]),
            eqf_level=(3, 4, None)[number % 3],
            fieldlab=fieldlabs[number % 2],
            lessons=1,
        )
        for number, (topic, form, languages) in enumerate(shapes)
    ]
    draft_module(fieldlabs[0], "een")
    page = ModulePage.objects.all()[0]
    ModulePage.objects.filter(pk=page.pk).update(live=True)
    ModuleText.objects.update(page=page)
    return made


def values_of(version: ModuleVersion) -> dict[str, set[str]]:
    return {
        "topic": {version.topic},
        "form": {version.participation},
        "duration": {HOURS[f"{version.hours.normalize():f}"]},
        "level": {str(version.eqf_level or "none")},
        "language": set(version.texts.values_list("language", flat=True)),
        "fieldlab": {version.fieldlab.slug},
        "hub": {version.fieldlab.hub.slug},
    }


def plain_count(facts: list[dict[str, set[str]]], chosen: dict[str, Any], facet: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for values in facts:
        if all(values[name] & wanted for name, wanted in chosen.items() if name != facet):
            for value in values[facet]:
                counts[value] = counts.get(value, 0) + 1
    return counts


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"topic": {"data"}},
        {"topic": {"data", "lean"}, "form": {"online"}},
        {"language": {"en"}, "duration": {"2", "more"}},
        {"level": {"none"}, "language": {"nl"}},
        {"level": {"3", "none"}, "duration": {"4", "8"}, "topic": {"robotics"}},
    ],
)
def test_counts_are_those_of_counting_by_hand(
    versions: list[ModuleVersion], chosen: dict[str, Any], django_assert_num_queries: Any
) -> None:
    facts = [values_of(version) for version in versions]
    with django_assert_num_queries(1):
        counts = count_values(offered(), chosen)
    numbers = {facet: {value: item.number for value, item in found.items()} for facet, found in counts.items()}
    names = {version.fieldlab.slug: version.fieldlab.name for version in versions}
    assert all(item.name == names[slug] for slug, item in counts["fieldlab"].items())
    assert numbers == {facet: plain_count(facts, chosen, facet) for facet in facts[0]}
    shown = narrowed(offered(), chosen).count()
    assert shown == sum(all(values[name] & wanted for name, wanted in chosen.items()) for values in facts)


def test_what_nobody_can_read_is_not_on_offer(versions: list[ModuleVersion]) -> None:
    ModuleText.objects.filter(version=versions[0]).update(page=None)
    ModuleVersion.objects.filter(pk=versions[1].pk).update(withdrawn_at="2026-01-01T00:00Z")
    assert set(offered()) == set(versions[2:])
    assert sum(item.number for item in count_values(offered(), {})["topic"].values()) == len(versions) - 2


def test_chosen_values_leave_out_what_no_module_has() -> None:
    asked = {"topic": ["data", "<script>"], "form": ["x"], "unknown": ["y"]}
    assert chosen_values(asked, {"topic": {"data": Counted(1, "")}, "form": {}}) == {"topic": frozenset({"data"})}
