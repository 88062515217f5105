"""The assessor's forms: who is this, and which criteria are met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from courses.models.assessments import NOTE_LENGTH, IdentityCheck
from courses.names import can_be_a_name
from courses.structure import Criterion
from lms.core.credential_texts import plain_line

MET = [("yes", _("Met")), ("no", _("Not met"))]


def clean_name(name: str) -> None:
    """Refuse what can't be a name; raises ValidationError."""
    if not can_be_a_name(name):
        raise forms.ValidationError(_("A name has letters, and no hidden characters."))


def name_on_document(label: Any) -> forms.CharField:
    """The field for the name that somebody reads on a document."""
    return forms.CharField(
        label=label,
        max_length=150,
        help_text=_("Write it as it stands there. This name goes on the credential."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        validators=[plain_line, clean_name],
    )


class IdentityForm(forms.Form):
    """How the assessor knows who the worker is."""

    identity_check = forms.ChoiceField(
        label=_("How do you know who this is?"), choices=IdentityCheck, widget=forms.RadioSelect
    )
    identity_name = name_on_document(_("The name on the document or pass"))


class MarksForm(forms.Form):
    """Per criterion met or not met, and a note."""

    def __init__(
        self, data: Any = None, *, criteria: Sequence[Criterion], marks: Sequence[dict[str, Any]] = ()
    ) -> None:
        super().__init__(data)
        self.criteria = criteria
        earlier = {mark["criterion"]: mark for mark in marks}
        for criterion in criteria:
            mark = earlier.get(criterion.id)
            self.fields[f"met-{criterion.id}"] = forms.ChoiceField(
                label=criterion.text,
                choices=MET,
                widget=forms.RadioSelect,
                initial=None if mark is None else "yes" if mark["met"] else "no",
                error_messages={"required": _("Choose met or not met.")},
            )
            self.fields[f"note-{criterion.id}"] = forms.CharField(
                label=_("Note"),
                required=False,
                # No maxlength in the page: a browser cuts off what is too long, and says nothing.
                validators=[MaxLengthValidator(NOTE_LENGTH)],
                help_text=_("At most %(number)d characters.") % {"number": NOTE_LENGTH},
                initial=mark["note"] if mark else "",
                widget=forms.Textarea(attrs={"autocomplete": "off", "rows": 2}),
            )

    @property
    def has_unmarked(self) -> bool:
        """Whether a criterion, of a form that was sent, is neither met nor not met."""
        return any(name.startswith("met-") for name in self.errors)

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each criterion."""
        return [(self[f"met-{item.id}"], self[f"note-{item.id}"]) for item in self.criteria]

    def marks(self) -> list[dict[str, Any]]:
        """The marks as sign_practical takes them, of a valid form."""
        return [
            {
                "criterion": item.id,
                "met": self.cleaned_data[f"met-{item.id}"] == "yes",
                "note": self.cleaned_data[f"note-{item.id}"],
            }
            for item in self.criteria
        ]


class ConfirmForm(forms.Form):
    """The worker's confirmation."""

    seen = forms.BooleanField(
        label=_("I am this worker, and I have seen the result."),
        error_messages={"required": _("Tick that you have seen the result.")},
    )
