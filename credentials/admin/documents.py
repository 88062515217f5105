"""What managers do with a credential's document: correct the name, renew. Its history stands below."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials.actions.renew import renew
from credentials.actions.supersede import supersede
from credentials.models import Credential


class ReasonForm(forms.Form):
    """Why; the worker reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"), help_text=gettext_lazy("The worker reads this."), max_length=250
    )


class NameForm(ReasonForm):
    """The name as it should be."""

    name = forms.CharField(label=gettext_lazy("The right name"), max_length=200)
    field_order = ["name", "reason"]


def credential_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents of one credential, the newest first, with forms to make a later one."""
    managed = Credential.objects.managed_by(request.user)
    credential = get_object_or_404(managed.select_related("achievement", "user"), pk=pk)
    what = request.POST.get("what", "")
    name = NameForm(
        request.POST if what == "name" else None, prefix="name", initial={"name": credential.user.name}
    )
    renewal = ReasonForm(request.POST if what == "renew" else None, prefix="renew")
    chosen = {"name": name, "renew": renewal}.get(what)
    if request.method == "POST" and chosen is not None and chosen.is_valid():
        try:
            if what == "name":
                supersede(by=request.user, credential=credential, **chosen.cleaned_data)
            else:
                renew(by=request.user, credential=credential, **chosen.cleaned_data)
        except ValidationError as error:
            chosen.add_error(None, error)
        else:
            messages.success(request, _("There is a new document. The worker finds it in the wallet."))
            return redirect("credentials_admin:documents", pk)
    valid = credential.state == Credential.State.VALID
    context = {
        "credential": credential,
        "issues": credential.issues.select_related("signing_key", "issued_by"),
        "name_form": name if credential.state != Credential.State.REVOKED else None,
        "renew_form": renewal if valid and credential.achievement.validity_months else None,
    }
    return render(request, "credentials/admin/documents.html", context)
