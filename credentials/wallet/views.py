"""A worker's own credentials: see, take along, share, see who looked, take back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from credentials.actions.give_consent import give_consent
from credentials.actions.share_by_link import share_by_link
from credentials.actions.stop_consent import stop_consent
from credentials.actions.take_back_share import take_back_share
from credentials.models import Consent, Credential, Share
from credentials.queries import employers_of, looks_at, newest_issue, wallet_of
from credentials.states import BADGES, standing_of
from credentials.verify.facts import facts_of
from credentials.verify.fields import signed_fields
from credentials.verify.parsing import parse
from credentials.verify.views import personal
from credentials.wallet.forms import EmployerForm, LinkForm, end_of
from credentials.wallet.qr import qr_code
from lms.accounts.models import User

SHOWN_LOOKS = 20


def own_credential(request: HttpRequest, uuid: UUID) -> Credential:
    return get_object_or_404(wallet_of(reader(request)), uuid=uuid)


def own_document(request: HttpRequest, uuid: UUID) -> tuple[Credential, bytes]:
    """An own credential with the signed bytes that hold now."""
    found = own_credential(request, uuid)
    issue = newest_issue(found)
    if issue is None:
        raise Http404
    return found, bytes(issue.document)


def reader(request: HttpRequest) -> User:
    """The signed-in person; login_required goes before."""
    assert isinstance(request.user, User)
    return request.user


@require_GET
@login_required
@personal
def wallet(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = [
        (credential, standing := standing_of(credential, now), BADGES[standing])
        for credential in wallet_of(reader(request))
    ]
    return render(request, "credentials/wallet.html", {"rows": rows})


@require_GET
@login_required
@personal
def credential(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found, signed = own_document(request, uuid)
    document = parse(signed)
    now = timezone.now()
    standing = standing_of(found, now)
    looks = list(looks_at(found)[: SHOWN_LOOKS + 1])
    context = {
        "credential": found,
        "facts": facts_of(document),
        "fields": signed_fields(document),
        "standing": standing,
        "badge": BADGES[standing],
        "change": found.state_changes.order_by("-changed_at", "-pk").first(),
        "shares": found.shares.prefetch_related("looks"),
        "consents": found.consents.select_related("employer"),
        "looks": looks[:SHOWN_LOOKS],
        "more_looks": len(looks) > SHOWN_LOOKS,
        "now": now,
    }
    return render(request, "credentials/credential.html", context)


@require_GET
@login_required
@personal
def download(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signed bytes, exactly."""
    found, signed = own_document(request, uuid)
    name = slugify(found.achievement.name) or "credential"
    return HttpResponse(
        signed,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
    )


@require_http_methods(["GET", "POST"])
@login_required
@personal
def share_link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make a link. Only the answer to the form shows it, also where the form is sent again."""
    found = own_credential(request, uuid)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = share_by_link(
                by=reader(request),
                credential=found,
                label=form.cleaned_data["label"],
                expires_at=end_of(form.cleaned_data["until"]),
                works_once=form.cleaned_data["works_once"],
                step=form.cleaned_data["step"],
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
def take_back(request: HttpRequest, uuid: UUID, share: UUID) -> HttpResponse:
    found = own_credential(request, uuid)
    take_back_share(
        by=reader(request),
        share=get_object_or_404(Share.objects.select_related("credential"), credential=found, uuid=share),
    )
    messages.success(request, _("The link does not work any more."))
    return redirect("credential", uuid)


@require_http_methods(["GET", "POST"])
@login_required
@personal
def share_employer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let an employer see a credential."""
    found = own_credential(request, uuid)
    form = EmployerForm(request.POST or None, user=reader(request))
    if request.method == "POST" and form.is_valid():
        try:
            consent = give_consent(
                by=reader(request),
                credential=found,
                employer=form.cleaned_data["employer"],
                purpose=Consent.Purpose(form.cleaned_data["purpose"]),
                expires_at=end_of(form.cleaned_data["until"]),
            )
        except ValidationError as error:
            form.add_error("until", error)
        else:
            text = _("%(employer)s can now see this credential.") % {"employer": consent.employer}
            messages.success(request, text)
            return redirect("credential", uuid)
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
    return redirect("credential", uuid)
