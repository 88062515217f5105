"""Published modules and the fieldlabs that offer them, for other programs. docs/reference/api.md describes it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field
from wagtail.models import Page

from courses.models import LessonVersion, ModuleText, ModuleVersion
from courses.progress_rules import Rule
from courses.public.catalogue import in_order, languages_of, offering_fieldlabs
from courses.public.facets import FACETS, chosen_values, count_values, narrowed
from courses.public.offers import Hits, offered, offers, places_of, shown_texts
from courses.rule_words import rule_in_words

PER_ANSWER = 50
Language = Literal["nl", "en", "de"]
# Far beyond any list, and what a database can count to.
PageNumber = Annotated[int, Field(ge=1, le=100_000)]

router = Router(tags=["catalogue"])


class ModuleInList(Schema):
    """A module on offer, in the language asked for or else its own (`language` says which)."""

    key: UUID
    version: str
    published_at: datetime
    title: str
    summary: str
    language: str
    languages: list[str]
    address: str
    fieldlab: str
    hub: str
    topic: str
    hours: float
    eqf_level: int | None
    participation: str
    with_practical: bool


class Modules(Schema):
    """A part of a list; `count` is the length of the whole list."""

    count: int
    page: int
    pages: int
    items: list[ModuleInList]


class Outcome(Schema):
    text: str
    esco_uri: str | None


class Lesson(Schema):
    title: str
    minutes: int


class Module(ModuleInList):
    """A module with all that a learner may want to know before starting."""

    description: str
    prerequisites: str
    outcomes: list[Outcome]
    lessons: list[Lesson]
    complete_when: list[str]
    validity_months: int | None


class FieldlabOut(Schema):
    """A fieldlab that offers modules."""

    slug: str
    name: str
    hub: str
    region: str
    website: str
    email: str
    address: str
    modules: int


class Wanted(Schema):
    """Words and values as the catalogue's own address takes them; unknown values are passed over."""

    q: str = ""
    topic: list[str] = []
    form: list[str] = []
    duration: list[str] = []
    level: list[str] = []
    language: list[str] = []
    fieldlab: list[str] = []
    hub: list[str] = []


@router.get("/modules", response=Modules, summary="The modules on offer", url_name="modules")
def modules(
    request: HttpRequest, wanted: Query[Wanted], read: Language = "nl", page: PageNumber = 1
) -> dict[str, Any]:
    """Fifty at a time: `page` starts at 1. `read` is the language of titles; the rest narrows the list down.

    With words (`q`) the best come first, else those in the language `read`, by title.
    """
    everything = offered()
    asked = {facet: getattr(wanted, facet) for facet in FACETS}
    chosen = chosen_values(asked, count_values(everything, {})) if any(asked.values()) else {}
    found: Any = offers(read)
    if chosen:
        found = found.filter(version__in=narrowed(everything, chosen).order_by().values("pk"))
    words = wanted.q.strip()[:100]
    if words:
        found = Hits(places_of(words), found)
    count = len(found) if words else found.count()
    start = (page - 1) * PER_ANSWER
    texts = list(found[start : start + PER_ANSWER])
    languages = languages_of([text.version for text in texts])
    return {
        "count": count,
        "page": page,
        "pages": -(-count // PER_ANSWER) or 1,
        "items": [in_list(text, languages[text.version_id], request) for text in texts],
    }


@router.get("/modules/{uuid:module_key}", response=Module, summary="One module", url_name="module")
def module(request: HttpRequest, module_key: UUID, read: Language = "nl") -> dict[str, Any]:
    """404 where it is not on offer (any more)."""
    lessons = Prefetch("version__lessons", LessonVersion.objects.defer("content").order_by("position"))
    text = offers(read).defer(None).filter(version__module_key=module_key).prefetch_related(lessons).first()
    if text is None:
        raise Http404
    version = text.version
    languages = set(shown_texts().filter(version=version).values_list("language", flat=True))
    return {
        **in_list(text, languages, request),
        "description": text.description,
        "prerequisites": text.prerequisites,
        "outcomes": [
            {"text": outcome.value["text"], "esco_uri": outcome.value.get("esco_uri") or None}
            for outcome in text.outcomes
        ],
        "lessons": [
            {"title": lesson.title, "minutes": lesson.minutes}
            for lesson in version.lessons.all()
            if lesson.language == text.language
        ],
        "complete_when": rule_in_words(Rule.from_json(version.rule)),
        "validity_months": version.validity_months,
    }


@router.get("/fieldlabs", response=list[FieldlabOut], summary="The fieldlabs", url_name="fieldlabs")
def fieldlabs(request: HttpRequest, read: Language = "nl") -> list[dict[str, Any]]:
    """Those that offer at least one module, by name."""
    return [
        {
            "slug": page.fieldlab.slug,
            "name": page.fieldlab.name,
            "hub": page.fieldlab.hub.slug,
            "region": page.fieldlab.region,
            "website": page.fieldlab.website,
            "email": page.fieldlab.email,
            "address": address_of(page, request),
            "modules": count,
        }
        for page, count in offering_fieldlabs(read)
    ]


def in_list(text: ModuleText, languages: set[str], request: HttpRequest) -> dict[str, Any]:
    version: ModuleVersion = text.version
    return {
        "key": version.module_key,
        "version": version.number,
        "published_at": version.published_at,
        "title": text.title,
        "summary": text.summary,
        "language": text.language,
        "languages": list(in_order(languages)),
        "address": address_of(text.page, request),
        "fieldlab": version.fieldlab.slug,
        "hub": version.fieldlab.hub.slug,
        "topic": version.topic,
        "hours": float(version.hours),
        "eqf_level": version.eqf_level,
        "participation": version.participation,
        "with_practical": text.with_practical,  # type: ignore[attr-defined]  # annotated by `offers`
    }


def address_of(page: Page, request: HttpRequest) -> str:
    return request.build_absolute_uri(page.get_url(request))
