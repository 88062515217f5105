from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.models.standing import Standing
from credentials.wallet.forms import DateInput, end_of


class ListForm(forms.Form):
    """What the list of employees shows, and on which day."""

    on = forms.DateField(label=_("On which day?"), required=False, widget=DateInput)
    q = forms.CharField(label=_("Name or credential"), required=False, max_length=100)
    standing = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Standing.choices])

    def moment(self, now: datetime) -> datetime:
        """The end of the day that was asked for; now for today, or without a day."""
        day = self.cleaned_data.get("on")
        return now if day is None or day == timezone.localdate(now) else end_of(day)


class PeopleForm(forms.Form):
    """Looks for an employee by name."""

    q = forms.CharField(label=_("Search by name"), required=False, max_length=100)


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of the employee"),
        help_text=_("We send a link. The employee decides what to share with you."),
    )


class NameForm(forms.Form):
    """The name that the officer compared, so that one that was changed meanwhile is not confirmed unseen."""

    name = forms.CharField(max_length=150, strip=False, widget=forms.HiddenInput)
    compared = forms.BooleanField(
        label=_("I compared this name with our own records, and it is this person's name."),
        error_messages={"required": _("Tick the box once you have compared the name.")},
    )
