"""Wagtail's admin without inline script, so that `script-src 'self'` holds there too.

Pickers and inline panels start from a marker that js/admin.js reads. For dates and panels their templates are
overridden; a chooser writes its script in Python, so its `render` is replaced (a test tells when that may go).
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def render_chooser(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    """`BaseChooser.render`, with a marker in the place of the script."""
    if not attrs or "id" not in attrs:
        raise TypeError("BaseChooser cannot be rendered without an 'id' attribute")
    value_data = self.get_value_data(value)
    return format_html(
        '{}<span hidden data-start="{}" data-id="{}" data-options="{}"></span>',
        self.render_html(name, value_data, attrs),
        "createTaskChooser" if isinstance(self, AdminTaskChooser) else self.js_constructor,
        attrs["id"],
        json.dumps(self.get_js_init_options(attrs["id"], name, value_data)),
    )


def replace_inline_scripts() -> None:
    BaseChooser.render = render_chooser
