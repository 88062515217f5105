"""Addresses of this app; its screens in the admin are in wagtail_hooks.py."""

from django.urls import URLPattern, URLResolver, path
from wagtail.admin.auth import require_admin_access

from lms.organisations import admin_filters, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("invitation/<str:token>/", views.accept_invitation_view, name="accept_invitation"),
    path("account/roles/", views.my_roles, name="my_roles"),
    path("account/roles/<int:membership_id>/leave/", views.leave, name="leave_role"),
    path("themes/fieldlab/<uuid:uuid>/<str:content>.css", views.fieldlab_theme, name="fieldlab_theme"),
    # Before the admin's own, which names the tags of all fieldlabs.
    path("admin/tag-autocomplete/", require_admin_access(admin_filters.autocomplete), name="own_tag_autocomplete"),
]
