"""A robot program in the text form, in the editor: typed, or made with the blocks and steps that learners have."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin.widgets import AdminAutoHeightTextInput

PROGRAM_LENGTH = 20_000
# Stands in the editor's address where js/robot-program-field.js puts the cell that was chosen.
ANY_CELL = 0


class ProgramInput(AdminAutoHeightTextInput):  # type: ignore[misc]
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return format_html(
            '<robot-program-field data-editor="{}" data-open="{}" data-done="{}" data-cancel="{}"'
            ' data-no-cell="{}">{}</robot-program-field>',
            reverse("courses_program_editor", args=[ANY_CELL]),
            _("Make it with blocks or steps"),
            _("Use this program"),
            _("Cancel"),
            _("Choose the robot cell first: the blocks show what is in it."),
            super().render(name, value, attrs, renderer),
        )


class ProgramBlock(blocks.TextBlock):
    STORED: ClassVar[dict[str, Any]] = {
        "max_length": PROGRAM_LENGTH,
        "search_index": False,
        "form_classname": "robot-program",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**self.STORED, **kwargs)

    @cached_property
    def field(self) -> forms.CharField:
        return forms.CharField(widget=ProgramInput(attrs={"rows": self.rows}), **self.field_options)

    def deconstruct(self) -> Any:
        # It is stored as any text: migrations need not know how it is made.
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.TextBlock", args, {**kwargs, **self.STORED}
