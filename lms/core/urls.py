"""Addresses of health and of uploaded files."""

from django.urls import URLPattern, URLResolver, path, re_path

from lms.core import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("media/<path:name>", views.media, name="media"),
    # Before Wagtail's own of this name.
    re_path(r"^documents/(\d+)/(.*)$", views.document, name="wagtaildocs_serve"),
]
