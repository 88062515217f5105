"""A worker's own credentials: see, take along, share, see who looked, take back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from credentials.checking.facts import facts_of
from credentials.checking.fields import signed_fields
from credentials.models import Credential, CredentialIssue, ForeignCredential
from credentials.models.standing import BADGES, Standing, standing_of
from credentials.queries import foreign_of, looks_at, newest_issue, shares_of, wallet_of
from credentials.verifier.parsing import parse
from credentials.wallet.passport import Source, passport_of
from credentials.wallet.timeline import Show, entries_of, shows, years_of
from lms.accounts.private_pages import personal, reader
from lms.skills.queries import skill_names

SHOWN_LOOKS = 20


def own_credential(request: HttpRequest, uuid: UUID) -> Credential:
    return get_object_or_404(wallet_of(reader(request)), uuid=uuid)


def own_issue(request: HttpRequest, uuid: UUID) -> tuple[Credential, CredentialIssue]:
    """An own credential with the signed document that holds now."""
    found = own_credential(request, uuid)
    issue = newest_issue(found)
    if issue is None:
        raise Http404
    return found, issue


@require_GET
@login_required
@personal
def wallet(request: HttpRequest) -> HttpResponse:
    """Everything by year; `?show=` narrows it."""
    user, now = reader(request), timezone.now()
    asked = request.GET.get("show", "")
    show = Show(asked) if asked in Show.values else Show.ALL
    rows = list(wallet_of(user))
    kept = list(foreign_of(user).defer("document", "report"))
    entries = entries_of(rows, kept, now)
    ending = sorted(
        (entry for entry in entries if entry.kind == "earned" and entry.ends_in_days is not None),
        key=lambda entry: entry.ends_in_days or 0,
    )
    context = {
        "rows": rows,
        "kept": kept,
        "years": years_of([entry for entry in entries if shows(entry, show)]),
        "ending": ending,
        "show": show,
        "choices": [
            (item, sum(shows(entry, item) for entry in entries if entry.kind in ("earned", "elsewhere")))
            for item in Show
        ],
    }
    return render(request, "credentials/wallet.html", context)


@require_GET
@login_required
@personal
def passport(request: HttpRequest) -> HttpResponse:
    """What the holder can do, over all credentials that hold now; also those from elsewhere, as far as checked."""
    user, now = reader(request), timezone.now()
    documents = [
        (item.achievement.definition, source_of(item))
        for item in wallet_of(user)
        if standing_of(item, now) == Standing.VALID
    ]
    for kept in foreign_of(user):
        if kept.verdict != "no" and not (kept.valid_until and kept.valid_until < now):
            documents.append((achievement_in(kept.report.get("document")), source_of_kept(kept)))
    found = passport_of(documents)
    names = skill_names((skill.uri for skill in found.skills), get_language() or user.language)
    for skill in found.skills:
        skill.name = names.get(skill.uri, skill.name)
    context = {"passport": found, "person": user, "count": len(documents), "now": now}
    return render(request, "credentials/passport.html", context)


def source_of(item: Credential) -> Source:
    return Source(
        title=item.achievement.name,
        issuer=item.fieldlab.name,
        awarded=item.valid_from,
        until=item.valid_until,
        address=reverse("credential", args=[item.uuid]),
        checked=True,
        own=True,
        language=item.achievement.language,
    )


def source_of_kept(kept: ForeignCredential) -> Source:
    return Source(
        title=kept.title,
        issuer=kept.issuer,
        awarded=kept.valid_from,
        until=kept.valid_until,
        address=reverse("foreign_credential", args=[kept.uuid]),
        # Somebody else's skills are no skills of the holder.
        checked=kept.verdict == "yes" and kept.holder == "yes",
        own=False,
    )


def achievement_in(document: Any) -> Mapping[str, Any]:
    """The achievement in a document of any shape; empty where there is none."""
    subject = document.get("credentialSubject") if isinstance(document, Mapping) else None
    subject = subject[0] if isinstance(subject, list) and subject else subject
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    achievement = achievement[0] if isinstance(achievement, list) and achievement else achievement
    return achievement if isinstance(achievement, Mapping) else {}


@require_GET
@login_required
@personal
def credential(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found, issue = own_issue(request, uuid)
    document = parse(bytes(issue.document))
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
        "shares": shares_of(reader(request)).filter(items__credential=found),
        "consents": found.consents.select_related("employer"),
        "looks": looks[:SHOWN_LOOKS],
        "more_looks": len(looks) > SHOWN_LOOKS,
        "now": now,
    }
    return render(request, "credentials/credential.html", context)
