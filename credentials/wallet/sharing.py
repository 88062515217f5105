"""Sharing from the wallet: one, several or all, with a person by a link or with an employer by consent."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from credentials.actions.share_by_link import share_by_link
from credentials.actions.share_with_employer import share_with_employer
from credentials.actions.stop_consent import stop_consent
from credentials.actions.take_back_share import take_back_share
from credentials.models import Consent, Credential, EvidenceKind, Share
from credentials.queries import consents_of, employers_of, shares_of, wallet_of
from credentials.wallet.forms import EmployerForm, LinkForm, end_of
from credentials.wallet.qr import qr_code
from credentials.wallet.views import own_credential
from lms.accounts.private_pages import personal, reader


@require_GET
@login_required
@personal
def shares(request: HttpRequest) -> HttpResponse:
    """All links and consents, with how often each was used; those that work come first."""
    now = timezone.now()
    links, consents = list(shares_of(reader(request))), list(consents_of(reader(request)))
    context = {
        "working": [share for share in links if share.revoked_at is None and share.expires_at > now],
        "ended": [share for share in links if share.revoked_at is not None or share.expires_at <= now],
        "running": [item for item in consents if item.stopped_at is None and item.expires_at > now],
        "stopped": [item for item in consents if item.stopped_at is not None or item.expires_at <= now],
    }
    return render(request, "credentials/shares.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@personal
def share_link(request: HttpRequest, uuid: UUID | None = None) -> HttpResponse:
    """Make a link to one credential, or to several. Only the answer to the form shows it, also when sent again."""
    found = own_credential(request, uuid) if uuid else None
    form = LinkForm(request.POST or None, user=reader(request), only=found, asked=request.GET)
    if request.method == "POST" and form.is_valid():
        try:
            new = share_by_link(
                by=reader(request),
                credentials=form.chosen,
                foreign=form.chosen_foreign,
                label=form.cleaned_data["label"],
                expires_at=end_of(form.cleaned_data["until"]),
                works_once=form.cleaned_data["works_once"],
                step=form.cleaned_data["step"],
                evidence=[EvidenceKind(kind) for kind in form.cleaned_data["evidence"]],
            )
        except ValidationError as error:
            form.add_error("until", error)
        else:
            link = request.build_absolute_uri(reverse("check_share", args=[new.token])) if new.token else ""
            context = {
                "credential": found,
                "share": new.share,
                "link": link,
                "qr": qr_code(link) if link else "",
            }
            return render(request, "credentials/share_made.html", context)
    status = 400 if request.method == "POST" else 200
    return render(request, "credentials/share_link.html", {"credential": found, "form": form}, status=status)


@require_POST
@login_required
def take_back(request: HttpRequest, share: UUID) -> HttpResponse:
    found = get_object_or_404(Share.objects.visible_to(reader(request)), uuid=share)
    take_back_share(by=reader(request), share=found)
    messages.success(request, _("The link does not work any more."))
    return redirect(back_to(request))


@require_http_methods(["GET", "POST"])
@login_required
@personal
def share_employer(request: HttpRequest, uuid: UUID | None = None) -> HttpResponse:
    """Let an employer see one credential, or several at once."""
    found = own_credential(request, uuid) if uuid else None
    form = EmployerForm(request.POST or None, user=reader(request), only=found, asked=request.GET)
    if request.method == "POST" and form.is_valid():
        try:
            consents = share_with_employer(
                by=reader(request),
                credentials=form.chosen,
                employer=form.cleaned_data["employer"],
                purpose=Consent.Purpose(form.cleaned_data["purpose"]),
                expires_at=end_of(form.cleaned_data["until"]),
                evidence=[EvidenceKind(kind) for kind in form.cleaned_data["evidence"]],
            )
        except ValidationError as error:
            form.add_error("until", error)
        else:
            text = ngettext(
                "%(employer)s can now see this credential.",
                "%(employer)s can now see these %(number)d credentials.",
                len(consents),
            )
            values = {"employer": form.cleaned_data["employer"], "number": len(consents)}
            messages.success(request, text % values)
            return redirect("credential", uuid) if uuid else redirect("shares")
    status = 400 if request.method == "POST" else 200
    context = {
        "credential": found,
        "form": form,
        "has_employer": employers_of(reader(request)).exists(),
        "legal_basis": Consent._meta.get_field("legal_basis").default,
    }
    return render(request, "credentials/share_employer.html", context, status=status)


@require_POST
@login_required
def stop_sharing(request: HttpRequest, uuid: UUID, consent: UUID) -> HttpResponse:
    found = own_credential(request, uuid)
    running = get_object_or_404(
        Consent.objects.select_related("credential", "employer"), credential=found, uuid=consent
    )
    stopped = stop_consent(by=reader(request), consent=running)
    messages.success(
        request,
        _("%(employer)s can no longer see this credential. We told them.") % {"employer": stopped.employer},
    )
    return redirect(back_to(request, found))


def back_to(request: HttpRequest, credential: Credential | None = None) -> str:
    """The page that the form stood on: of an own credential, or of all that is shared."""
    if credential is None and (wanted := request.POST.get("from", "")):
        credential = next((item for item in wallet_of(reader(request)) if str(item.uuid) == wanted), None)
    if credential is None or request.POST.get("from") == "shares":
        return reverse("shares")
    return reverse("credential", args=[credential.uuid])
