"""Checking a credential, for anybody, without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from credentials.actions.open_share import ShareAsksFirst, ShareEnded, ShareUnknown, open_share
from credentials.checking.holding import holder_sentence
from credentials.checking.network import check_own, own_credential
from credentials.checking.presentation import Presentation, present
from credentials.models import Credential, Share, ShareItem
from credentials.queries import newest_issue, shared_items
from credentials.verifier.report import Report
from credentials.verify.evidence import Evidence, evidence_of
from credentials.verify.forms import CheckForm
from credentials.verify.links import check_anything, link_in
from credentials.verify.offline_page import is_built
from credentials.verify.rates import may_check
from lms.accounts.private_pages import personal


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a file, text or link, and show what the checks say about it."""
    if request.method != "POST":
        return render(request, "credentials/check.html", {"form": CheckForm(), "offline": is_built()})
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "credentials/check.html", {"form": form}, status=400)
    if not may_check(request):
        return render(request, "credentials/check_too_many.html", status=429)
    data, hosts = form.cleaned_data["data"], (request.get_host(),)
    link = link_in(data, hosts=hosts)
    if link is not None and link.token is not None:
        return redirect("check_share", token=link.token)
    report = check_anything(data, hosts=hosts)
    context = {"shown": present(report), "credential": own_credential_in(report)}
    return render(request, "credentials/check_result.html", context)


def own_credential_in(report: Report) -> Credential | None:
    """The credential of this site that was checked and is real, to show what is public of its achievement."""
    results = {check.name: check.result for check in report.checks}
    confirmed = results.get("proof") == results.get("issuer") == "yes"
    return own_credential(report) if confirmed else None


@dataclass(frozen=True)
class SharedItem:
    """One credential behind a link, with its checks of this moment and what its holder lets go along.

    `kept_since`: one from elsewhere, checked then; nothing of it is fetched because somebody looks.
    """

    shown: Presentation
    document: str
    credential: Credential | None = None
    evidence: Evidence | None = None
    kept_since: datetime | None = None
    holder_words: str = ""


def shown_item(item: ShareItem, share: Share) -> SharedItem | None:
    if item.credential is not None:
        issue = newest_issue(item.credential)
        if issue is None:
            return None
        return SharedItem(
            shown=present(check_own(issue)),
            document=bytes(issue.document).decode(),
            credential=item.credential,
            evidence=evidence_of(item.credential, share.evidence),
        )
    kept = item.foreign
    if kept is None:
        return None
    is_text = kept.received in ("json", "jwt")
    return SharedItem(
        shown=present(Report.from_json(kept.report), checked_at=kept.checked_at),
        document=bytes(kept.document).decode("utf-8", "replace") if is_text else "",
        kept_since=kept.checked_at,
        holder_words=holder_sentence(kept.holder_reason),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def check_share(request: HttpRequest, token: str) -> HttpResponse:
    """Show the credentials behind a link. Only the request of a person counts as a look, not a HEAD."""
    if request.method == "HEAD":
        return HttpResponse()
    try:
        share = open_share(token=token, confirmed=request.method == "POST")
    except ShareAsksFirst:
        return render(request, "credentials/check_once.html", {"token": token})
    except ShareEnded:
        return render(request, "credentials/check_ended.html", status=410)
    except ShareUnknown:
        return render(request, "credentials/check_unknown.html", status=404)
    shown = [item for item in (shown_item(item, share) for item in shared_items(share)) if item is not None]
    if not shown:
        return render(request, "credentials/check_ended.html", status=410)
    if len(shown) == 1:
        only = shown[0]
        context = {**vars(only), "share": share, "fieldlab": only.credential and only.credential.fieldlab}
        return render(request, "credentials/check_result.html", context)
    return render(request, "credentials/check_set.html", {"share": share, "items": shown})
