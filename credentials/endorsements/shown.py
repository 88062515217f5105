"""Endorsements as others see them: each checked like a credential, and not again while nothing changed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils import timezone

from credentials.checking.network import resolve_did, resolve_status_list, withdrawn_by
from credentials.checking.presentation import Verdict, verdict_of
from credentials.checking.reasons import sentence_of
from credentials.formats.serialise import to_bytes
from credentials.identifiers import revocation_list_url
from credentials.keys.did_documents import endorser_document
from credentials.models import Achievement, Endorsement, Endorser
from credentials.verifier.checks import verify
from credentials.verifier.report import Report
from lms.accounts.models import User
from lms.organisations.models import Employer

KEPT_SECONDS = 3600


def speaks_for(user: User | AnonymousUser) -> list[Endorser | Employer]:
    """In whose name `user` may endorse: employers whose HR officer they are, and sector bodies."""
    if isinstance(user, AnonymousUser):
        return []
    employers = list(Employer.objects.visible_to(user))
    bodies = Endorser.objects.visible_to(user).filter(employer=None)
    return [*employers, *bodies]


@dataclass(frozen=True)
class ShownEndorsement:
    """An endorsement with its own check; `why` says what kept it from a yes. No check of what was withdrawn."""

    endorsement: Endorsement
    verdict: Verdict | None = None
    why: str = ""


def shown_endorsements(achievement: Achievement) -> list[ShownEndorsement]:
    """What endorsers say of an achievement, each checked like a credential; and what they withdrew."""
    found = Endorsement.objects.said_of(achievement).select_related("endorser")
    return [shown_endorsement(item) for item in found]


def shown_endorsement(endorsement: Endorsement) -> ShownEndorsement:
    if endorsement.withdrawn_at is not None:
        return ShownEndorsement(endorsement)
    report = checked(endorsement)
    why = next((sentence_of(check.reason) for check in report.checks if check.result != "yes"), "")
    return ShownEndorsement(endorsement, verdict_of(report), why)


def checked(endorsement: Endorsement) -> Report:
    """The check of an endorsement. A yes is kept for an hour, as long as all that it rests on is the same.

    That is: the signed bytes, the keys of the endorser with their states, and what it withdrew.
    """
    endorser, document = endorsement.endorser.uuid, bytes(endorsement.document)
    keys, list_url = endorser_document(endorser), revocation_list_url(endorser)
    withdrawn = withdrawn_by(endorser, list_url)
    parts = [sha256(part).hexdigest() for part in (document, to_bytes(keys or {}), withdrawn)]
    key = f"endorsement:{sha256(''.join(parts).encode()).hexdigest()}"
    if kept := cache.get(key):
        return Report.from_json(kept)
    report = verify(document, resolve_did=resolve_did, resolve_status_list=resolve_status_list, now=timezone.now())
    if report.valid:
        cache.set(key, report.to_json(), KEPT_SECONDS)
    return report
