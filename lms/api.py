"""The site's interface for other programs: each app offers a router, here they come together under /api/.

Everything that it reads is published; what learners do goes by the record store, /xapi/.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from courses.public.api import router as catalogue
from credentials.verify.api import router as verify

VERSION = "1.0"

api = NinjaAPI(
    title="Skillslab",
    version=VERSION,
    description="Published modules and fieldlabs, and the check of a credential. Nobody signs in.",
    urls_namespace="api",
    # Our own page of it: the libraries' ask for inline styles, which this site does not allow.
    docs_url=None,
)
api.add_router("", catalogue)
api.add_router("", verify)


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """A page with every operation, made of the same schema that programs read."""
    operations = [
        {"address": address, "method": method.upper(), **operation}
        for address, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
    ]
    context: dict[str, Any] = {"operations": operations, "version": VERSION}
    return render(request, "themes/api.html", context)


@csrf_exempt
def unknown(request: HttpRequest, rest: str) -> JsonResponse:
    """Programs get no page, and are not led to one in a language."""
    return JsonResponse({"detail": "Not Found"}, status=404)


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", reference, name="api_reference"),
    path("api/", api.urls),
    path("api/<path:rest>", unknown, name="api_unknown"),
]
