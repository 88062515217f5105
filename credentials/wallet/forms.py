from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.actions import give_consent, share_by_link
from credentials.models import Consent
from credentials.queries import employers_of
from lms.accounts.models import User
from lms.organisations.models import Employer


def end_of(day: date) -> datetime:
    """The last moment of a day, where the site is."""
    return timezone.make_aware(datetime.combine(day, time.max))


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        # Browsers want this form, whatever the reader's language.
        super().__init__(format="%Y-%m-%d")


class UntilField(forms.DateField):
    """A day after today, at most `longest` from now: the browser's calendar offers no other."""

    def __init__(self, *, usual: int, longest: timedelta, **kwargs: Any) -> None:
        super().__init__(widget=DateInput, initial=lambda: in_days(usual), **kwargs)
        self.longest = longest

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.widget.attrs |= {"min": in_days(1).isoformat(), "max": in_days(self.longest.days - 1).isoformat()}
        return super().get_bound_field(form, field_name)


class LinkForm(forms.Form):
    """A link to a credential: for whom, and how long."""

    step = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    label = forms.CharField(
        label=_("Who is the link for?"),
        help_text=_("Only you see this. For example: interview at Van Dam."),
        max_length=100,
    )
    until = UntilField(
        label=_("Until when does the link work?"),
        help_text=_("At most one year."),
        usual=30,
        longest=share_by_link.LONGEST,
    )
    works_once = forms.BooleanField(label=_("The link works one time only"), required=False)


class EmployerForm(forms.Form):
    """Which of one's employers may see a credential: what for, and how long."""

    employer = forms.ModelChoiceField(
        label=_("With which employer?"), queryset=Employer.objects.none(), to_field_name="uuid", empty_label=None
    )
    purpose = forms.ChoiceField(
        label=_("What may they use it for?"), choices=Consent.Purpose, widget=forms.RadioSelect
    )
    until = UntilField(
        label=_("Until when may they see it?"),
        help_text=_("At most two years. You can stop it earlier."),
        usual=365,
        longest=give_consent.LONGEST,
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["employer"].queryset = employers_of(user)  # type: ignore[attr-defined]
