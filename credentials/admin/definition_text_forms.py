"""The parts of the form of a micro-credential that are written in every language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from credentials.definitions.rules import LANGUAGE_NAMES
from credentials.formats.vocabulary import LANGUAGES
from lms.skills.widgets import SkillPicker

# What a credential has room for; of a module, or of eight together.
MOST_OUTCOMES = 100


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class TextsForm(forms.Form):
    """The texts in one language; left empty, it does not exist in that language."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        help_text=gettext_lazy("One or two sentences: what does somebody know or can do who has it?"),
        widget=area(3),
        max_length=2000,
        required=False,
    )
    criteria = forms.CharField(
        label=gettext_lazy("What you do to earn it"), widget=area(4), max_length=4000, required=False
    )
    prerequisites = forms.CharField(
        label=gettext_lazy("What you need to know before"),
        help_text=gettext_lazy("One a line. It may stay empty."),
        widget=area(2),
        max_length=1000,
        required=False,
    )
    no_level_reason = forms.CharField(
        label=gettext_lazy("Why no level applies"),
        help_text=gettext_lazy("Only where you chose so below."),
        max_length=200,
        required=False,
    )


class OutcomeForm(forms.Form):
    """One learning outcome in every language, with its skill."""

    id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    skill = forms.RegexField(
        label=gettext_lazy("Skill (ESCO)"),
        regex=r"^http://data\.europa\.eu/esco/skill/[0-9a-f-]{36}$",
        widget=SkillPicker,
        required=False,
        error_messages={"invalid": gettext_lazy("Choose a skill from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[language] = forms.CharField(label=LANGUAGE_NAMES[language], max_length=300, required=False)
        self.order_fields(["id", *LANGUAGES, "skill"])


OutcomeFormSet = forms.formset_factory(
    OutcomeForm, extra=2, max_num=MOST_OUTCOMES, validate_max=True, absolute_max=MOST_OUTCOMES + 2
)
