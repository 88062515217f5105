from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from credentials.actions import give_consent, share_by_link
from credentials.models import Consent, Credential, EvidenceKind, ForeignCredential
from credentials.queries import employers_of, foreign_of, wallet_of
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


class ShareForm(forms.Form):
    """Which credentials are shared, and what goes along with them.

    `only` is the one that is shared; without it the holder chooses, and `asked` (`c`, any number of times, or
    `all`) says what is chosen already. The choices are own credentials and, where `takes_foreign`, those from
    elsewhere.
    """

    takes_foreign = False

    credentials = forms.MultipleChoiceField(
        label=_("Which credentials?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one credential.")},
    )
    evidence = forms.MultipleChoiceField(
        label=_("What may go along?"),
        help_text=_("Only where there is any. Without a tick, only what is signed is shown."),
        choices=EvidenceKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, user: User, only: Credential | None = None, asked: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.only = only
        self._own: dict[str, Credential] = {}
        self._foreign: dict[str, ForeignCredential] = {}
        if only is not None:
            del self.fields["credentials"]
            return
        self._own = {str(item.uuid): item for item in wallet_of(user)}
        if self.takes_foreign:
            self._foreign = {str(item.uuid): item for item in foreign_of(user)}
        chosen = asked.getlist("c") if isinstance(asked, QueryDict) else []
        field = self.fields["credentials"]
        field.choices = [  # type: ignore[attr-defined]
            *((uuid, f"{item.achievement.name} · {item.fieldlab.name}") for uuid, item in self._own.items()),
            *((uuid, f"{item.title} · {item.issuer}") for uuid, item in self._foreign.items()),
        ]
        known = {*self._own, *self._foreign}
        field.initial = sorted(known if "all" in asked else known & set(chosen))

    @property
    def chosen(self) -> list[Credential]:
        if self.only is not None:
            return [self.only]
        return [self._own[uuid] for uuid in self.cleaned_data["credentials"] if uuid in self._own]

    @property
    def chosen_foreign(self) -> list[ForeignCredential]:
        if self.only is not None:
            return []
        return [self._foreign[uuid] for uuid in self.cleaned_data["credentials"] if uuid in self._foreign]


class LinkForm(ShareForm):
    """A link to credentials: for whom, and how long."""

    takes_foreign = True

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


class CertificateLinkForm(forms.Form):
    """A certificate whose code is a link to the credential: how long it works, and the language of the page."""

    step = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    label = forms.CharField(
        label=_("What is this certificate for?"),
        help_text=_("Only you see this. For example: application at Van Dam."),
        max_length=100,
    )
    until = UntilField(
        label=_("Until when does the link on it work?"),
        help_text=_("At most one year."),
        usual=90,
        longest=share_by_link.LONGEST,
    )
    language = forms.ChoiceField(
        label=_("Language of the certificate"), choices=settings.LANGUAGES, initial=get_language
    )


class EmployerForm(ShareForm):
    """Which of one's employers may see credentials: what for, and how long."""

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

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["employer"].queryset = employers_of(user)  # type: ignore[attr-defined]
