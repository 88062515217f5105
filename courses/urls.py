"""Addresses of learning and of observing practicals; pages are routed by Wagtail."""

from django.urls import include, path

from courses.public import views

urlpatterns = [
    path("catalogue/", views.catalogue, name="catalogue"),
    path("", include("courses.player.urls")),
    path("", include("courses.assessment.urls")),
    path("", include("courses.authoring.urls")),
]
