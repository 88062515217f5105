from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credentials.verifier.containers import MAXIMUM_FILE_BYTES

ACCEPTED = ".json,.jwt,.txt,.png,.svg,.pdf,application/json,application/vc,image/png,image/svg+xml,application/pdf"


class CheckForm(forms.Form):
    """A credential to check: as a file, pasted, or behind a link."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("What you received from the holder: a PDF, a picture (PNG or SVG) or a JSON file."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
    text = forms.CharField(
        label=_("Or paste a link, or what is in the file"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        text = cleaned.get("text") or ""
        if bool(file) == bool(text.strip()):
            raise forms.ValidationError(_("Choose a file, or paste the text. One of the two."))
        # One byte more than allowed is read, so that the check itself says that it is too large.
        cleaned["data"] = file.read(MAXIMUM_FILE_BYTES + 1) if file else text.encode("utf-8", "surrogatepass")
        return cleaned
