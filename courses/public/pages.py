"""What the pages of the public site show: the contexts of their templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page as Screen
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from courses.models.facts import Participation, Topic
from courses.public.catalogue import (
    Offer,
    addresses_above,
    alternates_of,
    cards,
    fieldlab_pages,
    keys_found,
    offers,
    reader_language,
    shown_fieldlab,
    translations_of,
)
from courses.public.facets import DURATIONS, LONGER, NO_LEVEL, Values, chosen_values, count_values, fits

if TYPE_CHECKING:
    from courses.models import CataloguePage, FieldlabPage, HomePage

PER_SCREEN = 12
NEWEST = 6
LONGEST_QUERY = 100
FACETS = ("topic", "form", "duration", "level", "language", "fieldlab", "hub")


@dataclass(frozen=True)
class Choice:
    """A value of a facet as it can be ticked: how many modules it shows."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> int:
        return sum(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """Something that was asked for; `address` is the same list without it."""

    label: str
    address: str


def page_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """What every page shows: its translations, in the header and for search engines."""
    translations = translations_of(page)
    return {"translations": translations, "alternates": alternates_of(translations, request)}


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    language = reader_language()
    found = offers(language)
    newest = sorted(found, key=lambda offer: (offer.language != language, -offer.version.pk))[:NEWEST]
    counts = count_values(found, {}, "fieldlab")
    # A fieldlab stands here from its first published module on.
    labs = [(lab, counts[lab.fieldlab.slug]) for lab in fieldlab_pages(language) if counts[lab.fieldlab.slug]]
    return {
        **page_context(page, request),
        "newest": cards(newest, request.user, language),
        "fieldlabs": labs,
        "figures": {
            "modules": len(found),
            "fieldlabs": len(labs),
            "hubs": len({lab.fieldlab.hub_id for lab, _count in labs}),
        },
    }


def fieldlab_context(page: FieldlabPage, request: HttpRequest) -> dict[str, Any]:
    language = reader_language()
    own = [offer for offer in offers(language) if offer.version.fieldlab_id == page.fieldlab_id]
    screen = screen_of(own, request)
    return {
        **page_context(page, request),
        **addresses_above(page, request),
        "fieldlab": shown_fieldlab(page),
        "count": len(own),
        "screen": screen,
        "cards": cards(screen, request.user, language),
        "addresses": addresses_of(screen, []),
        "current_place": "catalogue",
    }


def catalogue_context(page: CataloguePage, request: HttpRequest) -> dict[str, Any]:
    language = reader_language()
    everything = offers(language)
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    chosen = chosen_values({facet: request.GET.getlist(facet) for facet in FACETS}, everything)
    found = with_words(everything, words)
    hits = [offer for offer in found if fits(offer, chosen)]
    screen = screen_of(hits, request)
    facets = facets_of(everything, found, chosen)
    asked = [(facet.name, choice.value) for facet in facets for choice in facet.choices if choice.chosen]
    return {
        **page_context(page, request),
        "words": words,
        "facets": facets,
        "chips": chips_of(facets, words),
        "count": len(hits),
        "screen": screen,
        "cards": cards(screen, request.user, language),
        "addresses": addresses_of(screen, ([("q", words)] if words else []) + asked),
        "current_place": "catalogue",
    }


def with_words(everything: list[Offer], words: str) -> list[Offer]:
    """The modules that have these words, the best first; all of them without words."""
    if not words:
        return everything
    by_key = {offer.key: offer for offer in everything}
    return [by_key[key] for key in keys_found(words) if key in by_key]


def screen_of(found: list[Offer], request: HttpRequest) -> Screen[Offer]:
    """The part of a list that was asked for; the nearest one where there is no such part."""
    return Paginator(found, PER_SCREEN).get_page(request.GET.get("page"))


def addresses_of(screen: Screen[Offer], asked: list[tuple[str, str]]) -> dict[str, str]:
    """Where the previous and next part of the list are."""
    found = {}
    if screen.has_previous():
        found["previous"] = "?" + urlencode([*asked, ("page", screen.number - 1)])
    if screen.has_next():
        found["next"] = "?" + urlencode([*asked, ("page", screen.number + 1)])
    return found


def facets_of(everything: list[Offer], found: list[Offer], chosen: Values) -> list[Facet]:
    """Every facet with its choices; those that would show nothing only where they were chosen."""
    labels = labels_of(everything)
    facets = []
    for name, title in facet_titles().items():
        counts = count_values(found, chosen, name)
        ticked = chosen.get(name, frozenset())
        choices = [
            Choice(value, label, counts[value], value in ticked)
            for value, label in labels[name].items()
            if counts[value] or value in ticked
        ]
        facets.append(Facet(name, title, choices))
    return facets


def facet_titles() -> dict[str, str]:
    return {
        "topic": _("Topic"),
        "form": _("Where"),
        "duration": _("How long"),
        "level": _("Level"),
        "language": _("Language"),
        "fieldlab": _("Fieldlab"),
        "hub": _("Region"),
    }


def labels_of(everything: list[Offer]) -> dict[str, dict[str, str]]:
    """The values of every facet in words, in the order in which they are listed."""
    levels = sorted({value for offer in everything for value in offer.values["level"]})
    fieldlabs = [offer.version.fieldlab for offer in everything]
    return {
        "topic": by_label({choice.value: str(choice.label) for choice in Topic}),
        "form": {choice.value: str(choice.label) for choice in Participation},
        "duration": duration_labels(),
        "level": {
            value: _("No level") if value == NO_LEVEL else _("Level %(level)s") % {"level": value}
            for value in levels
        },
        "language": {code: language_name(code) for code, _name in settings.LANGUAGES},
        "fieldlab": by_label({lab.slug: lab.name for lab in fieldlabs}),
        "hub": by_label({lab.hub.slug: lab.hub.name for lab in fieldlabs}),
    }


def by_label(labels: dict[str, str]) -> dict[str, str]:
    return dict(sorted(labels.items(), key=lambda item: item[1].casefold()))


def duration_labels() -> dict[str, str]:
    labels = {
        "2": _("Up to 2 hours"),
        "4": _("2 to 4 hours"),
        "8": _("4 to 8 hours"),
        LONGER: _("More than 8 hours"),
    }
    return {name: labels[name] for name in (*(name for name, _most in DURATIONS), LONGER)}


def language_name(code: str) -> str:
    """The language's own name for itself."""
    return str(get_language_info(code)["name_local"])


def chips_of(facets: list[Facet], words: str) -> list[Chip]:
    """One chip for each thing that was asked for."""
    asked = [("q", words, f"“{words}”")] if words else []
    asked += [
        (facet.name, choice.value, choice.label) for facet in facets for choice in facet.choices if choice.chosen
    ]
    return [
        Chip(label, "?" + urlencode([other[:2] for other in asked if other[:2] != (name, value)]))
        for name, value, label in asked
    ]
