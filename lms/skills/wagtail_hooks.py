"""What this app adds to the Wagtail admin: the picker's questions and its script."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from lms.organisations.admin_guard import allow, staff
from lms.skills.views import skills

allow("skills", check=staff)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [path("skills/", skills, name="skills")]


@hooks.register("insert_global_admin_js")
def picker_script() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("themes/js/skill-picker.js"))
