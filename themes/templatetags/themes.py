"""The tags every template uses: `{% load themes %}`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from themes.colours import fingerprint
from themes.devices import name_of_device
from themes.navigation import NavigationItem, navigation_of

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of the sprite (decorative: a text beside it says what it means); `size`: "small" or "large"."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" icon--{size}" if size else "",
        static("themes/icons.svg"),
        name,
    )


@register.inclusion_tag("themes/components/field.html")
def field(bound_field: BoundField, label: str = "", one_of: bool = False) -> dict[str, Any]:
    """Render one form field with label, help and error, tied together for screen readers.

    With `one_of` some of several fields has to be filled in, so that none is called optional.
    """
    widget = bound_field.field.widget
    widget.attrs.pop("placeholder", None)  # The label stands above the field and stays there.
    return {
        "field": bound_field,
        "label": label or bound_field.label,
        "optional": not bound_field.field.required and not one_of,
        "single_tick": isinstance(widget, CheckboxInput),
        "group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
    }


@register.inclusion_tag("themes/components/fields.html")
def fields(form: Any) -> dict[str, Any]:
    """Render all fields of a form and its general errors."""
    return {"form": form}


@register.simple_tag
def fieldlab_theme(fieldlab: Any) -> SafeString:
    """Link the small stylesheet with a fieldlab's own colours; nothing where there is no fieldlab."""
    palette = getattr(fieldlab, "palette", None)
    if not palette:
        return SafeString("")
    try:
        address = reverse("fieldlab_theme", args=[fieldlab.uuid, fingerprint(palette)])
    except NoReverseMatch:
        return SafeString("")
    return format_html('<link rel="stylesheet" href="{}">', address)


@register.filter
def breakable(address: object) -> SafeString:
    """An e-mail address that wraps before its @ and its dots only, where it does not fit."""
    return mark_safe(re.sub(r"(?=[@.])", "<wbr>", escape(address)))  # noqa: S308


@register.filter
def device(user_agent: str) -> str:
    """The browser and system behind a User-Agent header, in words."""
    return name_of_device(user_agent)


@register.simple_tag(takes_context=True)
def navigation(context: RequestContext) -> list[NavigationItem]:
    """The main navigation of the person who reads this page."""
    return navigation_of(context.get("request"), str(context.get("current_place") or ""))
