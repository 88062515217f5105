"""A fixed address for what Wagtail routes by language."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from courses.public.catalogue import catalogue_page, reader_language


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Lead to the catalogue in the reader's language, with what they search for."""
    page = catalogue_page(reader_language())
    if page is None:
        raise Http404
    asked = request.META.get("QUERY_STRING", "")
    return redirect(page.get_url(request) + (f"?{asked}" if asked else ""))
