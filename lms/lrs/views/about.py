"""The About resource: which versions are spoken here (xAPI 1.0.3, part 3, 2.8)."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from lms.lrs.views.protocol import negotiated_version, resource

VERSIONS = ["1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0"]


@resource("GET", is_public=True)
def about(request: HttpRequest) -> JsonResponse:
    asked = negotiated_version(request) or ""
    # Clients of 1.0 fail on a version that they have never heard of (tincan does).
    versions = [version for version in VERSIONS if not asked.startswith("1.0.") or version.startswith("1.0.")]
    return JsonResponse({"version": versions, "extensions": {}})
