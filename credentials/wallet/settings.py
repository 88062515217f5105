"""What a holder chooses for the wallet, and which employers confirmed the name."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from credentials.actions.set_wallet_preference import set_wallet_preference
from credentials.actions.withdraw_name_confirmation import withdraw_name_confirmation
from credentials.models import NameConfirmation, WalletPreference
from lms.accounts.private_pages import personal, reader


class PreferenceForm(forms.Form):
    expiry_mail = forms.BooleanField(
        label=gettext_lazy("Send me an e-mail 90, 30 and 7 days before a credential ends"), required=False
    )


@require_http_methods(["GET", "POST"])
@login_required
@personal
def wallet_settings(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    if request.method == "POST":
        form = PreferenceForm(request.POST)
        if form.is_valid():
            set_wallet_preference(by=user, expiry_mail=form.cleaned_data["expiry_mail"])
            messages.success(request, _("Saved."))
            return redirect("wallet_settings")
    wants_mail = not WalletPreference.objects.filter(user=user, expiry_mail=False).exists()
    context = {
        "form": PreferenceForm(initial={"expiry_mail": wants_mail}),
        "confirmations": NameConfirmation.objects.filter(user=user, withdrawn_at=None).select_related("employer"),
    }
    return render(request, "credentials/wallet_settings.html", context)


@require_POST
@login_required
def withdraw_name(request: HttpRequest, uuid: UUID) -> HttpResponse:
    confirmation = get_object_or_404(NameConfirmation.objects.filter(user=reader(request)), uuid=uuid)
    withdraw_name_confirmation(by=reader(request), confirmation=confirmation)
    messages.success(request, _("The name is not confirmed any more. Earlier credentials stay as they are."))
    return redirect("wallet_settings")
