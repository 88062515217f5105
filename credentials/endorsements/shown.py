"""Endorsements as others see them: each checked like a credential."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from credentials.checking.network import resolve_did, resolve_status_list
from credentials.checking.presentation import Verdict, verdict_of
from credentials.checking.reasons import sentence_of
from credentials.models import Achievement, Endorsement, Endorser
from credentials.verifier.checks import verify
from lms.accounts.models import User
from lms.organisations.models import Employer


def speaks_for(user: User | AnonymousUser) -> list[Endorser | Employer]:
    """In whose name `user` may endorse: employers whose HR officer they are, and sector bodies."""
    if isinstance(user, AnonymousUser):
        return []
    employers = list(Employer.objects.visible_to(user))
    bodies = Endorser.objects.visible_to(user).filter(employer=None)
    return [*employers, *bodies]


@dataclass(frozen=True)
class ShownEndorsement:
    """An endorsement with its own check; `why` says what kept it from a yes."""

    endorsement: Endorsement
    verdict: Verdict
    why: str


def shown_endorsements(achievement: Achievement) -> list[ShownEndorsement]:
    """What endorsers say of an achievement now, each checked by the same checks as credentials."""
    found: list[Any] = list(
        Endorsement.objects.standing().filter(achievement=achievement).select_related("endorser")
    )
    return [shown_endorsement(item) for item in found]


def shown_endorsement(endorsement: Endorsement) -> ShownEndorsement:
    report = verify(
        bytes(endorsement.document),
        resolve_did=resolve_did,
        resolve_status_list=resolve_status_list,
        now=timezone.now(),
    )
    why = next((sentence_of(check.reason) for check in report.checks if check.result != "yes"), "")
    return ShownEndorsement(endorsement, verdict_of(report), why)
