"""Credentials from elsewhere in the wallet: bring one, see what our checks say, check again, download, remove."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from credentials.actions.check_foreign_again import check_foreign_again
from credentials.actions.keep_foreign import keep_foreign
from credentials.actions.remove_foreign import remove_foreign
from credentials.checking.holding import holder_sentence
from credentials.checking.network import fetch
from credentials.checking.presentation import present
from credentials.models import ForeignCredential
from credentials.verifier.fetching import FILE_TYPES
from credentials.verifier.report import Report
from credentials.verifier.resolving import Unresolvable
from credentials.verify.forms import CheckForm
from credentials.verify.links import link_in
from credentials.verify.rates import may_check
from lms.accounts.private_pages import personal, reader

# By how it came: never shown by the browser, since somebody else made it.
ENDINGS = {"json": "json", "jwt": "jwt", "png": "png", "svg": "svg", "pdf": "pdf"}


@require_http_methods(["GET", "POST"])
@login_required
@personal
def add(request: HttpRequest) -> HttpResponse:
    """Ask for a file, text or link; check it, and keep it with the answer."""
    form = CheckForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if not may_check(request):
            return render(request, "credentials/check_too_many.html", status=429)
        try:
            data, source = brought(request, form.cleaned_data["data"])
            kept = keep_foreign(by=reader(request), data=data, source=source)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("We checked it and keep it in your wallet."))
            return redirect("foreign_credential", kept.uuid)
    status = 400 if request.method == "POST" else 200
    return render(request, "credentials/foreign_add.html", {"form": form}, status=status)


def brought(request: HttpRequest, data: bytes) -> tuple[bytes, str]:
    """What was brought, fetched where it is a link, and from where; raises ValidationError."""
    link = link_in(data, hosts=(request.get_host(),))
    if link is None:
        return data, ""
    try:
        if link.token is None:
            return fetch(link.url, FILE_TYPES), link.url
    except Unresolvable as error:
        raise ValidationError(
            _("We did not get a credential from that address. Bring the file itself.")
        ) from error
    raise ValidationError(_("That link shares a credential of this site. It stands in the wallet of its holder."))


def own(request: HttpRequest, uuid: UUID) -> ForeignCredential:
    return get_object_or_404(ForeignCredential.objects.visible_to(reader(request)), uuid=uuid)


@require_GET
@login_required
@personal
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the last check said, in full; nothing is checked by looking."""
    kept = own(request, uuid)
    context = {
        "kept": kept,
        "shown": present(Report.from_json(kept.report), checked_at=kept.checked_at),
        "holder_words": holder_sentence(kept.holder_reason),
    }
    return render(request, "credentials/foreign.html", context)


@require_POST
@login_required
@personal
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    kept = own(request, uuid)
    if not may_check(request):
        return render(request, "credentials/check_too_many.html", status=429)
    before = kept.checked_at
    if check_foreign_again(by=reader(request), kept=kept).checked_at == before:
        messages.error(request, _("It could not be checked just now. What we knew is kept; try again later."))
    else:
        messages.success(request, _("We checked it again."))
    return redirect("foreign_credential", uuid)


@require_POST
@login_required
def remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    remove_foreign(by=reader(request), kept=own(request, uuid))
    messages.success(request, _("We removed it from your wallet, and from what you share."))
    return redirect("wallet")


@require_GET
@login_required
@personal
def download(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The bytes exactly as they were brought."""
    kept = own(request, uuid)
    name = f"{kept.uuid}.{ENDINGS.get(kept.received, 'bin')}"
    return HttpResponse(
        bytes(kept.document),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
