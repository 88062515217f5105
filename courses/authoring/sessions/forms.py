"""The form of a session: one day, a start and an end, and where."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions.plan_session import Plan
from courses.models import Session
from courses.models.sessions import MOST_PLACES, NOTES_LENGTH


class SessionForm(forms.Form):
    """Gives a Plan; moments are those of the site's own clock."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    start = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    online_address = forms.URLField(
        label=_("Address online"),
        help_text=_("Only who has signed up sees this."),
        required=False,
        assume_scheme="https",
        max_length=200,
        validators=[URLValidator(schemes=["https", "http"])],
    )
    language = forms.ChoiceField(label=_("Language spoken"), choices=settings.LANGUAGES)
    capacity = forms.IntegerField(label=_("Number of places"), min_value=1, max_value=MOST_PLACES)
    contact = forms.CharField(label=_("Contact for questions"), max_length=200, required=False)
    notes = forms.CharField(
        label=_("What else to know"),
        help_text=_("For example: what to bring, where to report."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=NOTES_LENGTH,
        required=False,
    )

    def plan(self) -> Plan:
        """What was filled in, of a valid form."""
        data: dict[str, Any] = dict(self.cleaned_data)
        day, start, end = data.pop("day"), data.pop("start"), data.pop("end")
        data["notes"] = data["notes"].replace("\r\n", "\n")
        return Plan(starts_at=moment(day, start), ends_at=moment(day, end), **data)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why does it not take place?"), help_text=_("Who has signed up reads this."), max_length=250
    )


def moment(day: Any, at: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def initial_of(session: Session) -> dict[str, Any]:
    """What the form of a session starts with."""
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    names = ("place", "online_address", "language", "capacity", "contact", "notes")
    return {"day": start.date(), "start": start.time(), "end": end.time()} | {
        name: getattr(session, name) for name in names
    }
