"""The operator's screen of endorsers: who speaks for sector bodies, their keys, and what they endorse."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials.actions.end_representation import end_representation
from credentials.actions.name_endorser import name_endorser
from credentials.actions.replace_endorser_key import replace_endorser_key
from credentials.actions.withdraw_endorsement import withdraw_endorsement
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
    """Why, and how bad it is; `step` is the form's own id."""

    step = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
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


class WithdrawForm(forms.Form):
    """Which endorsement, and why."""

    endorsement = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        help_text=gettext_lazy("Everybody who looks at the achievement reads this."),
        max_length=250,
    )


def endorser_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One endorser: end that a person speaks for it, and withdraw what it endorses, with a reason."""
    endorser = get_object_or_404(Endorser, pk=pk)
    form = WithdrawForm(request.POST if "endorsement" in request.POST else None)
    if "representative" in request.POST:
        found = get_object_or_404(endorser.representatives, pk=int_or_404(request.POST["representative"]))
        end_representation(by=request.user, representative=found)
        messages.success(request, _("This person no longer speaks for it. What was endorsed stands."))
        return redirect("credentials_admin:endorser", pk)
    if form.is_bound and form.is_valid():
        endorsement = get_object_or_404(endorser.endorsements, uuid=form.cleaned_data["endorsement"])
        try:
            withdraw_endorsement(by=request.user, endorsement=endorsement, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("The endorsement is withdrawn, for everybody who checks it."))
            return redirect("credentials_admin:endorser", pk)
    if form.is_bound:
        messages.error(request, _("Nothing was withdrawn: say why."))
    endorsements = endorser.endorsements.select_related("achievement__fieldlab", "withdrawn_by")
    context = {
        "endorser": endorser,
        "speakers": endorser.representatives.filter(until=None).select_related("user"),
        "endorsements": endorsements.order_by("withdrawn_at", "-made_at"),
        "form": WithdrawForm(),
    }
    return render(request, "credentials/admin/endorser.html", context)


def int_or_404(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)


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
