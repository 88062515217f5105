"""Health, what is said when something fails, and the files that people uploaded."""

from __future__ import annotations

import mimetypes
import sys
from http import HTTPStatus
from pathlib import PurePosixPath

from csp.decorators import csp_replace
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from lms.core import registry
from lms.core.health import readiness
from lms.core.ranges import in_ranges
from lms.core.storage import ORIGINAL_PICTURES

# Of what Wagtail keeps in the storage, only renditions are public by address; documents go through its own view.
PUBLIC_FOLDER = "images"
SECONDS_A_DAY = 86_400
RETRY_AFTER_SECONDS = 30


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, broker and storage answer; 503 where one does not."""
    checks = readiness()
    ready = all(answer == "ok" for answer in checks.values())
    return JsonResponse({"ready": ready, **checks}, status=200 if ready else 503)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something failed; 503 where the database did not answer: then the player keeps what was entered.

    Without the request: who it is would be asked of the database again.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(
            render_to_string("503.html"),
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        )
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


@require_safe
@in_ranges
@csp_replace({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "sandbox": [""]})  # type: ignore[arg-type]  # knows no views with arguments
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """An uploaded picture, so that the embedded default needs no other server.

    As it was uploaded (a photo tells where it was taken) it is for who may change it: the address of what is shown
    of it gives the original's away. The sandbox keeps a drawing (SVG) that is opened by itself from acting as this
    site.
    """
    folder, *path = PurePosixPath(name).parts or ("",)
    is_public = folder == PUBLIC_FOLDER
    if ".." in path or not (is_public or (folder == ORIGINAL_PICTURES and may_see_original(request, name))):
        raise Http404
    try:
        file = default_storage.open(name)
    except (OSError, ValueError, SuspiciousOperation) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    scope = "public" if is_public else "private"
    patch_cache_control(response, max_age=SECONDS_A_DAY, **{scope: True})
    return response


# Wagtail's own, which asks who may open it (the hook before_serve_document), answering in parts.
document = require_safe(in_ranges(serve))


def may_see_original(request: HttpRequest, name: str) -> bool:
    return any(registry.original_access.run(request.user, name).values())
