"""The page of one module: all that a worker wants to know before starting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from wagtail.images.models import Image
from wagtail.models import Page

from courses.models import Enrolment, LessonVersion, ModuleText, ModuleVersion
from courses.progress_rules import Rule
from courses.public.catalogue import addresses_above, alternates_of
from courses.public.offers import shown_texts
from courses.publishing.contents import text_of, version_of
from courses.publishing.drafts import latest_draft
from courses.queries import enrolments_to_repeat
from courses.rule_words import rule_in_words
from courses.session_queries import sessions_shown

if TYPE_CHECKING:
    from courses.models import ModulePage

PICTURES = ("fill-1280x720", "fill-1280x720|format-webp")


@dataclass(frozen=True)
class Lesson:
    title: str
    minutes: int


def show_module(request: HttpRequest, page: ModulePage) -> HttpResponse:
    """Answer with the version on offer in the page's language; leads on where another language has it.

    Says so where the module is no longer offered; raises Http404 where it was never published.
    """
    texts = list(
        shown_texts()
        .filter(version__module_key=page.translation_key)
        .select_related("version__fieldlab__hub", "page__locale")
        .order_by("page_id")
    )
    pages = {text.language: text.page for text in texts if text.page}
    for text in texts:
        if text.page_id == page.pk:
            context = published_context(text, list(pages.values()), request)
            return render(
                request, "courses/module_page.html", {"page": page, **addresses_above(page, request), **context}
            )
    if pages:
        other = pages.get(texts[0].version.source_language) or next(iter(pages.values()))
        return redirect(other.get_url(request))
    return show_withdrawn(request, page)


def preview_module(request: HttpRequest, page: ModulePage) -> HttpResponse:
    """Answer with the module as it stands in the editor."""
    context = {"page": page, **addresses_above(page, request), **draft_context(page)}
    return render(request, "courses/module_page.html", context)


def published_context(text: ModuleText, pages: Sequence[Page], request: HttpRequest) -> dict[str, Any]:
    version = text.version
    lessons = LessonVersion.objects.filter(version=version, language=text.language).only("title", "minutes")
    images = Image.objects.filter(pk=version.image_id).prefetch_renditions(*PICTURES)
    enrolment = own_enrolment(version, request)
    return {
        **facts(version, text, [Lesson(lesson.title, lesson.minutes) for lesson in lessons], version.rule),
        "image": next(iter(images), None),
        "enrolment": enrolment,
        "again": enrolment is not None and enrolment.is_completed and bool(enrolments_to_repeat([enrolment.pk])),
        "sessions": sessions_shown(version.module_key, enrolment),
        "translations": pages,
        "alternates": alternates_of(pages, request),
    }


def draft_context(page: ModulePage) -> dict[str, Any]:
    """What the page would show if the module were published as it stands in the editor now."""
    draft = latest_draft(page)
    source = draft.source.module
    own = next((text for text in draft.texts if text.module.pk == page.pk), None)
    lessons = own.lessons if own else ()
    shown = page if source.pk == page.pk else source
    version = version_of(draft, shown)
    text = text_of(page, page.locale.language_code)
    return {
        **facts(version, text, [Lesson(lesson.title, lesson.minutes) for lesson in lessons], version.rule),
        "image": shown.image,
        "preview": True,
    }


def facts(
    version: ModuleVersion, text: ModuleText, lessons: list[Lesson], raw_rule: dict[str, Any]
) -> dict[str, Any]:
    rule = Rule.from_json(raw_rule)
    return {
        "version": version,
        "fieldlab": version.fieldlab,
        "text": text,
        "lessons": lessons,
        "minutes": sum(lesson.minutes for lesson in lessons),
        "rule": rule_in_words(rule),
        "criteria": sum(len(practical.criteria) for practical in rule.practicals),
        "validity": validity_in_words(version.validity_months),
        "current_place": "catalogue",
    }


def validity_in_words(months: int | None) -> str:
    """How long the credential is valid; empty where it has no end."""
    if not months:
        return ""
    if months % 12 == 0:
        return ngettext("%(count)d year", "%(count)d years", months // 12) % {"count": months // 12}
    return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}


def own_enrolment(version: ModuleVersion, request: HttpRequest) -> Enrolment | None:
    """The reader's own enrolment in this version of the module, or in a smaller change of it."""
    if not request.user.is_authenticated:
        return None
    own = Enrolment.objects.current().filter(user=request.user, module_key=version.module_key)
    return own.filter(major=version.major).select_related("completion").first()


def show_withdrawn(request: HttpRequest, page: ModulePage) -> HttpResponse:
    """Say kindly that the module is no longer offered: 410; who follows it finds the way back."""
    version = page.versions.select_related("fieldlab").order_by("-major", "-minor").first()
    if version is None:
        raise Http404
    texts = {text.language: text for text in version.texts.all()}
    own = None
    if request.user.is_authenticated:
        own = Enrolment.objects.current().filter(user=request.user, module_key=version.module_key).first()
    context = {
        "page": page,
        "fieldlab": version.fieldlab,
        "text": texts.get(page.locale.language_code) or texts[version.source_language],
        "enrolment": own,
        "current_place": "catalogue",
    }
    return render(request, "courses/module_withdrawn.html", context, status=410)
