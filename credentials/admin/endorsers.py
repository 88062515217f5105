"""The operator's screen of endorsers: name who speaks for a sector body, and replace keys."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials.actions.name_endorser import name_endorser
from credentials.actions.replace_endorser_key import replace_endorser_key
from credentials.models import Endorser, EndorserRepresentative
from lms.accounts.models import User
from lms.organisations.validators import kvk_validator


class BodyForm(forms.Form):
    """A sector body, and who speaks for it."""

    name = forms.CharField(label=gettext_lazy("Name of the sector body"), max_length=150)
    kvk_number = forms.CharField(label=gettext_lazy("KvK number"), max_length=8, validators=[kvk_validator])
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of who speaks for it"),
        help_text=gettext_lazy("Somebody who has an account here."),
    )


class KeyForm(forms.Form):
    compromised = forms.BooleanField(
        label=gettext_lazy("The old key is in the wrong hands: nothing that it signed may verify any longer."),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"), help_text=gettext_lazy("It stays in the log."), max_length=250
    )


def endorser_list(request: HttpRequest) -> HttpResponse:
    """All endorsers, with who speaks for them and how much they endorse."""
    form = BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = User.objects.filter(email=form.cleaned_data["email"].lower(), erased_at=None).first()
        if person is None:
            form.add_error("email", _("Nobody has an account with this address."))
        else:
            try:
                name_endorser(
                    by=request.user,
                    representative=person,
                    **{field: form.cleaned_data[field] for field in ("name", "kvk_number", "website")},
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("credentials_admin:endorsers")
    speakers = EndorserRepresentative.objects.filter(until=None).select_related("user")
    endorsers = Endorser.objects.annotate(
        standing=Count("endorsements", filter=Q(endorsements__withdrawn_at=None))
    ).prefetch_related(Prefetch("representatives", speakers))
    return render(request, "credentials/admin/endorsers.html", {"endorsers": endorsers, "form": form})


def endorser_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace the key of an endorser."""
    endorser = get_object_or_404(Endorser, pk=pk)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            replace_endorser_key(by=request.user, endorser=endorser, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("The endorser signs with a new key."))
            return redirect("credentials_admin:endorsers")
    context = {"endorser": endorser, "form": form, "keys": endorser.keys.all()}
    return render(request, "credentials/admin/endorser_key.html", context)
