"""The modules on offer, each once, found by words and facets; only the part that is shown is ever loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Lower
from wagtail.search.query import And, PlainText

from courses.models import ModulePage, ModuleText, ModuleVersion
from courses.models.versions import ModuleVersionQuerySet
from courses.public.facets import texts_to_read

# What the search engines take for a word; all else has a meaning in their own languages.
WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 8
# Pages: more than these are found by a word that narrows nothing down.
MOST_HITS = 2000


def offered() -> ModuleVersionQuerySet:
    """The versions that are offered now and have a page to read about them."""
    return ModuleVersion.objects.newest().filter(Exists(texts_to_read().filter(version=OuterRef("pk"))))


def shown_texts() -> QuerySet[ModuleText]:
    """The texts of modules on offer that have a page to read them on."""
    return texts_to_read().filter(version__superseded_at=None, version__withdrawn_at=None)


def offers(language: str, *, newest_first: bool = False) -> QuerySet[ModuleText]:
    """Every module on offer, once: its text in `language` or else in its own; those in `language` first."""
    choice = Case(
        When(language=language, then=0),
        When(language=F("version__source_language"), then=1),
        default=2,
        output_field=IntegerField(),
    )
    best = texts_to_read().filter(version=OuterRef("version")).order_by(choice, "language")
    elsewhere = Case(When(language=language, then=Value(False)), default=Value(True), output_field=BooleanField())
    with_practical = ExpressionWrapper(~Q(version__rule__practicals=[]), output_field=BooleanField())
    return (
        shown_texts()
        .filter(pk=Subquery(best.values("pk")[:1]))
        .annotate(elsewhere=elsewhere, with_practical=with_practical)
        .select_related("page__locale", "version__fieldlab__hub")
        .defer("description", "prerequisites", "outcomes", "version__rule")
        .order_by("elsewhere", "-version__pk" if newest_first else Lower("title"), "version__module_key")
    )


class Hits(Sequence[ModuleText]):
    """Those of `offers` that were found, by how well (`places`), then in their own order; loaded by the part."""

    def __init__(self, places: Mapping[UUID, int], offers: QuerySet[ModuleText]) -> None:
        rows = offers.filter(version__module_key__in=list(places)).values_list("version__module_key", "pk")
        self._ids = [pk for _key, pk in sorted(rows, key=lambda row: places[row[0]])]
        self._offers = offers

    def __getitem__(self, part: Any) -> Any:
        ids = self._ids[part]
        texts = self._offers.in_bulk(ids)
        return [texts[pk] for pk in ids]

    def __len__(self) -> int:
        return len(self._ids)


def places_of(words: str) -> dict[UUID, int]:
    """The modules with all of these words, in any language: 0 where the title has them, 1 the summary, else 2.

    Beginnings of words count in titles and summaries, because Dutch writes its compounds as one word.
    """
    terms = WORD.findall(words)[:MOST_WORDS]
    if not terms:
        return {}
    query, pages = And([PlainText(term) for term in terms]), ModulePage.objects.live()
    # Not by relevance: the database search would compute that anew for every hit.
    anywhere = pages.search(query, order_by_relevance=False)
    beginnings = pages.autocomplete(query, order_by_relevance=False)
    places = {key: 2 for key, _title in titles_in(anywhere)}
    for key, title in titles_in(beginnings):
        in_title = all(term.casefold() in title.casefold() for term in terms)
        places[key] = min(places.get(key, 1), 0 if in_title else 1)
    return places


def titles_in(results: Any) -> Iterable[tuple[UUID, str]]:
    """Key and title of what was found; the database search gives them without making pages of them."""
    found = results[:MOST_HITS]
    if hasattr(found, "get_queryset"):
        rows: Iterable[tuple[UUID, str]] = found.get_queryset().values_list("translation_key", "title")
        return rows
    return [(page.translation_key, page.title) for page in found]
