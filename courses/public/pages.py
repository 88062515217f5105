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
    addresses_above,
    alternates_of,
    cards,
    offering_fieldlabs,
    reader_language,
    shown_fieldlab,
    translations_of,
)
from courses.public.facets import (
    DURATIONS,
    FACETS,
    LONGER,
    NO_LEVEL,
    Chosen,
    Counted,
    Counts,
    chosen_values,
    count_values,
    narrowed,
)
from courses.public.offers import Hits, offered, offers, places_of

if TYPE_CHECKING:
    from courses.models import CataloguePage, FieldlabPage, HomePage

PER_SCREEN = 12
NEWEST = 6
NONE = Counted(0, "")
LONGEST_QUERY = 100


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
    newest = offers(language, newest_first=True)[:NEWEST]
    labs = offering_fieldlabs(language)
    return {
        **page_context(page, request),
        "newest": cards(newest, request.user),
        "fieldlabs": labs,
        "figures": {
            "modules": sum(count for _lab, count in labs),
            "fieldlabs": len(labs),
            "hubs": len({lab.fieldlab.hub_id for lab, _count in labs}),
        },
    }


def fieldlab_context(page: FieldlabPage, request: HttpRequest) -> dict[str, Any]:
    own = offers(reader_language()).filter(version__fieldlab=page.fieldlab_id)
    screen = screen_of(own, request)
    return {
        **page_context(page, request),
        **addresses_above(page, request),
        "fieldlab": shown_fieldlab(page),
        "count": screen.paginator.count,
        "screen": screen,
        "cards": cards(screen.object_list, request.user),
        "addresses": addresses_of(screen, []),
        "current_place": "catalogue",
    }


def catalogue_context(page: CataloguePage, request: HttpRequest) -> dict[str, Any]:
    everything = offered()
    known = count_values(everything, {})
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    chosen = chosen_values({facet: request.GET.getlist(facet) for facet in FACETS}, known)
    places = places_of(words)
    found = everything.filter(module_key__in=list(places)) if words else everything
    facets = facets_of(known, count_values(found, chosen) if words or chosen else known, chosen)
    asked = [(facet.name, choice.value) for facet in facets for choice in facet.choices if choice.chosen]
    hits = offers(reader_language())
    if words or chosen:
        hits = hits.filter(version__in=narrowed(found, chosen).order_by().values("pk"))
    screen = screen_of(Hits(places, hits) if words else hits, request)
    return {
        **page_context(page, request),
        "words": words,
        "facets": facets,
        "chips": chips_of(facets, words),
        "count": screen.paginator.count,
        "screen": screen,
        "cards": cards(screen.object_list, request.user),
        "addresses": addresses_of(screen, ([("q", words)] if words else []) + asked),
        "current_place": "catalogue",
    }


def screen_of(found: Any, request: HttpRequest) -> Screen[Any]:
    """The part of a list that was asked for; the nearest one where there is no such part."""
    return Paginator(found, PER_SCREEN).get_page(request.GET.get("page"))


def addresses_of(screen: Screen[Any], asked: list[tuple[str, str]]) -> dict[str, str]:
    """Where the previous and next part of the list are."""
    found = {}
    if screen.has_previous():
        found["previous"] = "?" + urlencode([*asked, ("page", screen.number - 1)])
    if screen.has_next():
        found["next"] = "?" + urlencode([*asked, ("page", screen.number + 1)])
    return found


def facets_of(known: Counts, counts: Counts, chosen: Chosen) -> list[Facet]:
    """Every facet with its choices; those that would show nothing only where they were chosen."""
    labels = labels_of(known)
    facets = []
    for name, title in facet_titles().items():
        ticked = chosen.get(name, frozenset())
        choices = [
            Choice(value, label, counts[name].get(value, NONE).number, value in ticked)
            for value, label in labels[name].items()
            if value in counts[name] or value in ticked
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


def labels_of(known: Counts) -> dict[str, dict[str, str]]:
    """The values of every facet in words, in the order in which they are listed."""
    return {
        "topic": by_label({choice.value: str(choice.label) for choice in Topic}),
        "form": {choice.value: str(choice.label) for choice in Participation},
        "duration": duration_labels(),
        "level": {
            value: _("No level") if value == NO_LEVEL else _("Level %(level)s") % {"level": value}
            for value in sorted(known["level"])
        },
        "language": {code: language_name(code) for code, _name in settings.LANGUAGES},
        "fieldlab": by_label({slug: counted.name for slug, counted in known["fieldlab"].items()}),
        "hub": by_label({slug: counted.name for slug, counted in known["hub"].items()}),
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
