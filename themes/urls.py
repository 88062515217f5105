"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path
from django.views.generic import TemplateView

from themes import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("privacy/", TemplateView.as_view(template_name="themes/privacy.html"), name="privacy"),
    path("accessibility/", TemplateView.as_view(template_name="themes/accessibility.html"), name="accessibility"),
]
