"""What visitors see of the network: the modules that are offered now, found by words and facets.

Everything comes from published versions, so that what was approved is what is shown; pages give the addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.search.query import And, PlainText

from courses.models import CataloguePage, Enrolment, FieldlabPage, ModulePage, ModuleText, ModuleVersion
from courses.public.facets import NO_LEVEL, Entry, duration_of
from lms.organisations.models import Fieldlab
from lms.organisations.queries import logos

# As the templates ask for them: drawings stay drawings, photographs become smaller files.
CARD_PICTURES = ("fill-640x360", "fill-640x360|format-webp")
# What the search engines take for a word; all else has a meaning in their own languages.
WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 8


@dataclass(frozen=True)
class Offer(Entry):
    """A module that is offered now; `title` is in `language`, the reader's or else the module's own."""

    version: ModuleVersion
    title: str
    language: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """A module in a list. `elsewhere` says that it is shown in another language than the reader's."""

    version: ModuleVersion
    text: ModuleText
    languages: tuple[str, ...]
    elsewhere: bool
    with_practical: bool
    follows: bool


def reader_language() -> str:
    return (get_language() or "")[:2]


def shown_texts() -> QuerySet[ModuleText]:
    """The texts of modules on offer that have a page to read them on."""
    offered = ModuleVersion.objects.newest()
    return ModuleText.objects.filter(version__in=offered, page__live=True)


def offers(language: str) -> list[Offer]:
    """Every module on offer, once: those in `language` first, then by title. Two queries."""
    titles: dict[int, dict[str, str]] = {}
    for version, code, title in shown_texts().values_list("version_id", "language", "title"):
        titles.setdefault(version, {})[code] = title
    with_practical = ExpressionWrapper(~Q(rule__practicals=[]), output_field=BooleanField())
    versions = ModuleVersion.objects.newest().annotate(with_practical=with_practical)
    versions = versions.select_related("fieldlab__hub").defer("rule")
    found = [offer_of(version, titles[version.pk], language) for version in versions if version.pk in titles]
    return sorted(found, key=lambda offer: (offer.language != language, offer.title.casefold(), str(offer.key)))


def offer_of(version: ModuleVersion, titles: dict[str, str], language: str) -> Offer:
    shown = next(code for code in (language, version.source_language, *sorted(titles)) if code in titles)
    return Offer(
        key=version.module_key,
        values={
            "topic": frozenset({version.topic}),
            "form": frozenset({version.participation}),
            "duration": frozenset({duration_of(version.hours)}),
            "level": frozenset({str(version.eqf_level or NO_LEVEL)}),
            "language": frozenset(titles),
            "fieldlab": frozenset({version.fieldlab.slug}),
            "hub": frozenset({version.fieldlab.hub.slug}),
        },
        version=version,
        title=titles[shown],
        language=shown,
        languages=in_order(titles),
    )


def in_order(languages: Iterable[str]) -> tuple[str, ...]:
    """Languages in the order of the site."""
    codes = [code for code, _name in settings.LANGUAGES]
    return tuple(sorted(languages, key=codes.index))


def keys_found(words: str) -> list[UUID]:
    """The modules with all of these words, in any language.

    Titles and summaries come first; beginnings count there, because Dutch writes its compounds as one word.
    """
    terms = [PlainText(term) for term in WORD.findall(words)[:MOST_WORDS]]
    if not terms:
        return []
    pages = ModulePage.objects.live().only("translation_key")
    hits = [*pages.autocomplete(And(terms)), *pages.search(And(terms))]
    return list(dict.fromkeys(page.translation_key for page in hits))


def cards(chosen: Iterable[Offer], user: Any, language: str) -> list[Card]:
    """The cards of `chosen`, in that order: four queries, whatever their number."""
    wanted = list(chosen)
    versions = [offer.version for offer in wanted]
    prefetch_related_objects(versions, Prefetch("image", Image.objects.prefetch_renditions(*CARD_PICTURES)))
    texts = {(text.version_id, text.language): text for text in texts_with_pages(versions)}
    followed = modules_followed(user, [offer.key for offer in wanted])
    return [
        Card(
            version=offer.version,
            text=texts[offer.version.pk, offer.language],
            languages=offer.languages,
            elsewhere=offer.language != language,
            with_practical=getattr(offer.version, "with_practical", False),
            follows=offer.key in followed,
        )
        for offer in wanted
    ]


def texts_with_pages(versions: Iterable[ModuleVersion]) -> QuerySet[ModuleText]:
    """Titles and summaries with all that the addresses of their pages ask for."""
    pages = [f"page__{name}" for name in ("url_path", "translation_key", "locale__language_code")]
    return (
        shown_texts()
        .filter(version__in=versions)
        .select_related("page__locale")
        .only("version_id", "language", "title", "summary", *pages)
    )


def modules_followed(user: Any, keys: Iterable[UUID]) -> set[UUID]:
    """Which of these modules `user` is enrolled in."""
    if not user.is_authenticated:
        return set()
    own = Enrolment.objects.filter(user=user, withdrawn_at=None, module_key__in=keys)
    return set(own.values_list("module_key", flat=True))


def catalogue_page(language: str) -> CataloguePage | None:
    pages: QuerySet[CataloguePage] = CataloguePage.objects.live().filter(locale__language_code=language)
    return pages.select_related("locale").first()


def fieldlab_pages(language: str) -> QuerySet[FieldlabPage]:
    """The fieldlabs' own pages in one language, by name."""
    pages: QuerySet[FieldlabPage] = FieldlabPage.objects.live().filter(locale__language_code=language)
    return (
        pages.select_related("locale", "fieldlab__hub")
        .prefetch_related(logos("fieldlab__logo"))
        .order_by("fieldlab__name")
    )


def shown_fieldlab(page: FieldlabPage) -> Fieldlab:
    """The fieldlab of a page, with what its page says of it."""
    return Fieldlab.objects.select_related("hub").prefetch_related(logos("logo")).get(pk=page.fieldlab_id)


def translations_of(page: Page) -> list[Page]:
    """The page in every language in which it is published, itself included."""
    return list(page.get_translations(inclusive=True).live().select_related("locale").order_by("locale_id"))


def alternates_of(pages: Iterable[Page], request: HttpRequest) -> list[tuple[str, str]]:
    """Language and full address of each of these pages, for search engines."""
    return [(page.locale.language_code, request.build_absolute_uri(page.get_url(request))) for page in pages]


def addresses_above(page: Page, request: HttpRequest) -> dict[str, str]:
    """Where the pages above a fieldlab's or module's page are, without asking the database for them."""
    levels = {"fieldlab_address": "../", "catalogue_address": "../../"}
    if isinstance(page, FieldlabPage):
        levels = {"catalogue_address": "../"}
    return {name: urljoin(page.get_url(request) or "", level) for name, level in levels.items()}
