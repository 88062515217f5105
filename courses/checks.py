"""House rules for blocks: a trainer sees of every block what it is before choosing it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from wagtail.admin.icons import get_icons
from wagtail.blocks import Block

from courses.blocks import LessonContentBlock


@register()
def blocks_show_what_they_are(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every block of a lesson has a template, an icon that exists, a description and a preview."""
    icons = get_icons()
    found: list[CheckMessage] = []
    for name, block in LessonContentBlock().child_blocks.items():
        if f'id="icon-{block.meta.icon}"' not in icons:
            found.append(Error(f"Block {name}: there is no icon {block.meta.icon!r}.", id="house.E101"))
        if not getattr(block.meta, "description", ""):
            found.append(Error(f"Block {name} has no description.", id="house.E102"))
        if not block.is_previewable:
            found.append(Error(f"Block {name} has no preview.", id="house.E103"))
        found += [
            Error(f"Block {name}: there is no template {template!r}.", id="house.E104")
            for template in templates_of(block)
            if not exists(template)
        ]
    return found


@register()
def courses_stand_before_wagtails_admin(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Of two receivers with one dispatch_uid the first one stays: ours has to be there before Wagtail's e-mail."""
    names = [config.name for config in app_configs or apps.get_app_configs()]
    if {"courses", "wagtail.admin"} <= set(names) and names.index("courses") > names.index("wagtail.admin"):
        message = "INSTALLED_APPS: courses must stand before wagtail.admin, or a whole group is written to."
        return [Error(message, id="house.E105")]
    return []


def templates_of(block: Block) -> list[str]:
    return [getattr(block.meta, "template", None) or "", block.get_preview_template(None)]


def exists(template: str) -> bool:
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return bool(template)
