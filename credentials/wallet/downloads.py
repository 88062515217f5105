"""The worker's credential to take along: the file, the certificate, the badge, and the way to LinkedIn."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from credentials.actions.share_by_link import share_by_link
from credentials.checking.facts import facts_of
from credentials.definitions.badges import badge_png as raster_of
from credentials.definitions.badges import badge_svg as drawing_of
from credentials.formats.baking import bake_png, bake_svg
from credentials.identifiers import achievement_url
from credentials.models import Credential
from credentials.verifier.parsing import parse
from credentials.wallet.certificates import certificate_pdf
from credentials.wallet.forms import CertificateLinkForm, end_of
from credentials.wallet.views import own_issue
from lms.accounts.private_pages import personal, reader

# What LinkedIn documents for its button "Add to profile".
LINKEDIN = "https://www.linkedin.com/profile/add"


@require_GET
@login_required
@personal
def certificate(request: HttpRequest, uuid: UUID, language: str) -> HttpResponse:
    """The certificate as PDF. Its code leads to the page where one uploads it: no address tells whose it is."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    found, issue = own_issue(request, uuid)
    link = request.build_absolute_uri(reverse("check"))
    return attachment(found, certificate_pdf(issue, language=language, link=link), "application/pdf", "pdf")


@require_http_methods(["GET", "POST"])
@login_required
@personal
def certificate_with_link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The certificate with a link of the holder's own making in its code: who scans it sees the credential."""
    found, issue = own_issue(request, uuid)
    form = CertificateLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = share_by_link(
                by=reader(request),
                credentials=[found],
                label=form.cleaned_data["label"],
                expires_at=end_of(form.cleaned_data["until"]),
                works_once=False,
                step=form.cleaned_data["step"],
            )
        except ValidationError as error:
            form.add_error("until", error)
        else:
            if new.token is None:
                messages.warning(request, _("You took this link back. Make a new certificate for a new link."))
                return redirect("certificate_with_link", uuid)
            link = request.build_absolute_uri(reverse("check_share", args=[new.token]))
            made = certificate_pdf(
                issue, language=form.cleaned_data["language"], link=link, link_until=new.share.expires_at
            )
            return attachment(found, made, "application/pdf", "pdf")
    status = 400 if request.method == "POST" else 200
    context = {"credential": found, "form": form}
    return render(request, "credentials/certificate_with_link.html", context, status=status)


@require_GET
@login_required
@personal
def document(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signed bytes, exactly."""
    found, issue = own_issue(request, uuid)
    return attachment(found, bytes(issue.document), "application/json", "json")


@require_GET
@login_required
@personal
def badge_png(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The badge as picture, with the signed file inside."""
    found, issue = own_issue(request, uuid)
    picture = bake_png(raster_of(found.achievement), bytes(issue.document))
    return attachment(found, picture, "image/png", "png")


@require_GET
@login_required
@personal
def badge_svg(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The badge as drawing, with the signed file inside."""
    found, issue = own_issue(request, uuid)
    drawing = bake_svg(drawing_of(found.achievement), bytes(issue.document))
    return attachment(found, drawing, "image/svg+xml", "svg")


@require_GET
@login_required
@personal
def linkedin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What LinkedIn is told, before the worker goes there. This page itself asks LinkedIn nothing."""
    found, issue = own_issue(request, uuid)
    facts = facts_of(parse(bytes(issue.document)))
    told = {
        "startTask": "CERTIFICATION_NAME",
        "name": facts.title,
        "organizationName": facts.issuer,
        **_month("issue", facts.awarded or facts.valid_from),
        **_month("expiration", facts.valid_until),
        # What it stands for, which is public. Whose it is, only a link that the holder shares tells.
        "certUrl": achievement_url(found.achievement.uuid),
        "certId": str(found.uuid),
    }
    context = {"credential": found, "facts": facts, "told": told, "link": f"{LINKEDIN}?{urlencode(told)}"}
    return render(request, "credentials/linkedin.html", context)


def attachment(credential: Credential, content: bytes, content_type: str, ending: str) -> HttpResponse:
    """A file to keep, named after what was achieved."""
    name = slugify(credential.achievement.name) or "credential"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
    )


def _month(name: str, moment: datetime | None) -> dict[str, int]:
    if moment is None:
        return {}
    day = timezone.localtime(moment)
    return {f"{name}Year": day.year, f"{name}Month": day.month}
