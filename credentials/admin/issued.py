"""The managers' screen in the Wagtail admin: issued credentials of the own fieldlab, to suspend and revoke."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials.actions.change_state import ALLOWED, change_state
from credentials.models import Credential
from credentials.models.credentials import CredentialQuerySet
from credentials.models.standing import standing_of
from lms.organisations.permissions import is_operator

ROWS_A_PAGE = 50
CHANGES = {
    Credential.State.SUSPENDED: gettext_lazy("Suspend for now"),
    Credential.State.VALID: gettext_lazy("Make valid again"),
    Credential.State.REVOKED: gettext_lazy("Revoke for good"),
}


class StateForm(forms.Form):
    """A change of state; the choices are those that the present state allows."""

    state = forms.ChoiceField(label=gettext_lazy("What do you do?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The worker reads this."),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, credential: Credential, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = ALLOWED[Credential.State(credential.state)]
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (state, label) for state, label in CHANGES.items() if state in allowed
        ]


def credential_list(request: HttpRequest) -> HttpResponse:
    """Credentials that the reader may change; an empty list for who manages nothing."""
    found = managed(request)
    words = request.GET.get("q", "").strip()
    if words:
        found = found.filter(Q(user__name__icontains=words) | Q(achievement__name__icontains=words))
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("p"))
    now = timezone.now()
    rows = [(credential, standing_of(credential, now)) for credential in page]
    context = {
        "page_obj": page,
        "rows": rows,
        "words": words,
        "keeps_rights": is_operator(request.user),
    }
    return render(request, "credentials/admin/list.html", context)


def managed(request: HttpRequest) -> CredentialQuerySet:
    """Credentials of the fieldlabs that the reader manages, newest first."""
    return Credential.objects.managed_by(request.user).select_related("achievement", "fieldlab", "user")  # type: ignore[arg-type]


def credential_state(request: HttpRequest, pk: int) -> HttpResponse:
    """One credential with the history of its state, and a form to change it."""
    credential = get_object_or_404(managed(request), pk=pk)
    form = StateForm(request.POST or None, credential=credential)
    if request.method == "POST" and form.is_valid():
        try:
            change_state(
                by=request.user,  # type: ignore[arg-type]
                credential=credential,
                state=Credential.State(form.cleaned_data["state"]),
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The state is changed, and the public list with it."))
            return redirect("credentials_admin:state", pk)
    context = {
        "credential": credential,
        "form": form,
        "standing": standing_of(credential, timezone.now()),
        "changes": credential.state_changes.select_related("changed_by").order_by("-changed_at", "-pk"),
    }
    return render(request, "credentials/admin/state.html", context)
