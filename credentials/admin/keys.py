"""The operator's screen of signing keys: every fieldlab's ring, to rotate and to report as compromised."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials.actions.complete_key_ring import complete_key_ring
from credentials.actions.mark_key_compromised import mark_key_compromised
from credentials.actions.rotate_key import rotate_key
from credentials.models import SigningKey
from credentials.queries import credentials_of_compromised_keys
from lms.organisations.models import Fieldlab

SHOWN_SIGNATURES = 20
State = SigningKey.State


class ReasonForm(forms.Form):
    """Why; it stays in the log."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("It stays in the log."),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CompromiseForm(ReasonForm):
    """A report that can't be undone: it is confirmed by a tick."""

    sure = forms.BooleanField(
        label=gettext_lazy("I know: nothing that this key signed verifies any longer, and this can't be undone.")
    )


def key_list(request: HttpRequest) -> HttpResponse:
    """All fieldlabs with their keys, how much each signed, and how many credentials wait to be signed again."""
    keys = SigningKey.objects.annotate(count=Count("signatures"), last=Max("signatures__made_at"))
    ring = Prefetch("signing_keys", keys.order_by("algorithm", "-created_at"))
    context = {
        "fieldlabs": Fieldlab.objects.prefetch_related(ring).order_by("name"),
        "waiting": credentials_of_compromised_keys().exclude(issues=None).count(),
    }
    return render(request, "credentials/admin/keys.html", context)


def key_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One key with its last signatures; from here it is rotated, or reported as compromised."""
    key = get_object_or_404(SigningKey.objects.select_related("fieldlab"), pk=pk)
    what = request.POST.get("what", "")
    rotate = ReasonForm(request.POST if what == "rotate" else None, prefix="rotate")
    compromise = CompromiseForm(request.POST if what == "compromise" else None, prefix="compromise")
    chosen = {"rotate": rotate, "compromise": compromise}.get(what)
    if request.method == "POST" and chosen is not None and chosen.is_valid():
        try:
            _do(what, request, key, chosen.cleaned_data["reason"])
        except ValidationError as error:
            chosen.add_error(None, error)
        else:
            return redirect("credentials_admin:keys")
    context = {
        "key": key,
        "rotate": rotate if key.state == State.ACTIVE else None,
        "compromise": compromise if key.state != State.COMPROMISED else None,
        "signatures": key.signatures.order_by("-made_at", "-pk")[:SHOWN_SIGNATURES],
        "count": key.signatures.count(),
    }
    return render(request, "credentials/admin/key.html", context)


def complete_ring(request: HttpRequest, pk: int) -> HttpResponse:
    """Make what a fieldlab's ring misses now, instead of at the next sweep."""
    fieldlab = get_object_or_404(Fieldlab, pk=pk)
    if request.method == "POST":
        complete_key_ring(by=request.user, fieldlab=fieldlab)
        messages.success(request, _("The key ring is whole."))
    return redirect("credentials_admin:keys")


def _do(what: str, request: HttpRequest, key: SigningKey, reason: str) -> None:
    if what == "rotate":
        algorithm = SigningKey.Algorithm(key.algorithm)
        rotate_key(by=request.user, fieldlab=key.fieldlab, algorithm=algorithm, reason=reason)
        messages.success(request, _("The next key signs from now on. What the old key signed still verifies."))
    else:
        mark_key_compromised(by=request.user, key=key, reason=reason)
        messages.success(request, _("The key is marked. What it signed is signed again with the next key."))
