"""A field that looks a skill up by its name while one types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy


class SkillPicker(forms.TextInput):
    """A text field for ESCO's address, which themes/js/skill-picker.js makes a combobox (ARIA APG).

    Without script it stays a field for the address.
    """

    template_name = "themes/skill_picker.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"address": reverse_lazy("skills")}
