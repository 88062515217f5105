"""The site's addresses, with an answer to 404 that costs nothing: thousands of them come back."""

from django.http import HttpRequest, HttpResponse

from lms.urls import urlpatterns

__all__ = ["urlpatterns"]

handler404 = "tests.tenancy.urls.not_found"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)
