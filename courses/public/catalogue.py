"""What visitors see of the network: modules as cards, fieldlabs, and the pages that they are on.

Everything comes from published versions, so that what was approved is what is shown; pages give the addresses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.images.models import Image
from wagtail.models import Page

from courses.models import CataloguePage, Enrolment, FieldlabPage, ModuleText, ModuleVersion
from courses.public.offers import offered, shown_texts
from lms.organisations.models import Fieldlab
from lms.organisations.queries import logos

# As the templates ask for them: drawings stay drawings, photographs become smaller files.
CARD_PICTURES = ("fill-640x360", "fill-640x360|format-webp")


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


def in_order(languages: Iterable[str]) -> tuple[str, ...]:
    """Languages in the order of the site."""
    codes = [code for code, _name in settings.LANGUAGES]
    return tuple(sorted(languages, key=codes.index))


def cards(offers: Iterable[ModuleText], user: Any) -> list[Card]:
    """The cards of these offers (`offers.offers`), in their order: four queries, whatever their number."""
    texts = list(offers)
    versions = [text.version for text in texts]
    prefetch_related_objects(versions, Prefetch("image", Image.objects.prefetch_renditions(*CARD_PICTURES)))
    languages = languages_of(versions)
    followed = modules_followed(user, [version.module_key for version in versions])
    return [
        Card(
            version=text.version,
            text=text,
            languages=in_order(languages[text.version_id]),
            elsewhere=text.elsewhere,  # type: ignore[attr-defined]  # annotated by `offers`
            with_practical=text.with_practical,  # type: ignore[attr-defined]  # here, too
            follows=text.version.module_key in followed,
        )
        for text in texts
    ]


def languages_of(versions: Iterable[ModuleVersion]) -> dict[int, set[str]]:
    """The languages in which each of these versions can be read."""
    found: dict[int, set[str]] = {}
    for version, language in shown_texts().filter(version__in=versions).values_list("version_id", "language"):
        found.setdefault(version, set()).add(language)
    return found


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


def offering_fieldlabs(language: str) -> list[tuple[FieldlabPage, int]]:
    """The fieldlabs' pages, with how many modules they offer: one is shown from its first module on."""
    counts = dict(offered().order_by().values_list("fieldlab").annotate(Count("pk")))
    return [(lab, counts[lab.fieldlab_id]) for lab in fieldlab_pages(language) if lab.fieldlab_id in counts]


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
