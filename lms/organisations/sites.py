"""The address that links for people start with: the one they came by."""

from __future__ import annotations

from django.http import HttpRequest


def site_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
