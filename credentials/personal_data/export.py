"""Everything of a person as plain JSON values: credentials as signed, and who saw them."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from credentials.models import (
    AwardRefusal,
    Credential,
    Endorsement,
    EndorserRepresentative,
    EvidenceKind,
    ForeignCredential,
    NameConfirmation,
    Share,
    StackProposal,
    WalletPreference,
)
from credentials.personal_data.staff import done_as_staff, looked_at
from credentials.queries import shares_of
from lms.accounts.models import User
from lms.core.words import Word, word_of


def export(user: User) -> dict[str, Any]:
    """Everything as plain JSON values: credentials as signed, who saw them, and what they did as a checker."""
    credentials = (
        Credential.objects.visible_to(user)
        .select_related("achievement", "fieldlab")
        .prefetch_related(
            "issues",
            "state_changes",
            "consents__employer",
            "looks__share",
            "looks__consent__employer",
            "expiry_alerts",
        )
    )
    return {
        "credentials": [_credential(credential) for credential in credentials],
        "links": [_link(share) for share in shares_of(user)],
        "credentials from elsewhere": [_foreign(item) for item in ForeignCredential.objects.visible_to(user)],
        "e-mail before a credential ends": not WalletPreference.objects.filter(
            user=user, expiry_mail=False
        ).exists(),
        **_awards(user),
        **_names(user),
        **_endorsements(user),
        **looked_at(user),
        "done as staff": done_as_staff(user),
    }


def _awards(user: User) -> dict[str, Any]:
    return {
        "programmes proposed": [
            {
                "programme": str(item.authored),
                "at": item.proposed_at.isoformat(),
                "decision": word_of(item, "decision"),
                "reason": item.reason,
            }
            for item in StackProposal.objects.filter(user=user).select_related("authored")
        ],
        "credentials not earned": [
            {"module": str(item.completion.version.module_key), "lacking": item.lacking}
            for item in AwardRefusal.objects.filter(completion__enrolment__user=user).select_related(
                "completion__version"
            )
        ],
    }


def _names(user: User) -> dict[str, Any]:
    return {
        "name confirmed by employers": [
            {
                "employer": item.employer.name,
                "name": item.name,
                "at": item.confirmed_at.isoformat(),
                "taken back": item.withdrawn_at.isoformat() if item.withdrawn_at else None,
            }
            for item in NameConfirmation.objects.filter(user=user).select_related("employer")
        ],
        "names confirmed as HR officer": [
            {"employer": item.employer.name, "at": item.confirmed_at.isoformat()}
            for item in NameConfirmation.objects.filter(confirmed_by=user).select_related("employer")
        ],
    }


def _endorsements(user: User) -> dict[str, Any]:
    return {
        "endorsements signed": [
            {
                "endorser": item.endorser.name,
                "achievement": item.achievement.name,
                "comment": item.comment,
                "at": item.made_at.isoformat(),
                "withdrawn": item.withdrawn_at.isoformat() if item.withdrawn_at else None,
            }
            for item in Endorsement.objects.filter(made_by=user).select_related("endorser", "achievement")
        ],
        "speaks for": [
            {"body": item.endorser.name, "since": item.since.isoformat()}
            for item in EndorserRepresentative.objects.filter(user=user).select_related("endorser")
        ],
    }


def _link(share: Share) -> dict[str, Any]:
    return {
        "label": share.label,
        "made": share.created_at.isoformat(),
        "until": share.expires_at.isoformat(),
        "taken back": share.revoked_at.isoformat() if share.revoked_at else None,
        "evidence": _evidence(share.evidence),
        "opened": share.times_opened,  # type: ignore[attr-defined]  # annotated
        "credentials": [
            str(item.credential.uuid if item.credential else item.foreign and item.foreign.uuid)
            for item in share.items.all()
        ],
    }


def _credential(credential: Credential) -> dict[str, Any]:
    return {
        "id": str(credential.uuid),
        "achievement": credential.achievement.name,
        "fieldlab": credential.fieldlab.name,
        "documents": [json.loads(bytes(issue.document)) for issue in credential.issues.all()],
        "states": [
            {"state": word_of(change, "state"), "reason": change.reason, "at": change.changed_at.isoformat()}
            for change in credential.state_changes.all()
        ],
        "shared with employers": [
            {
                "employer": consent.employer.name,
                "purpose": word_of(consent, "purpose"),
                "evidence": _evidence(consent.evidence),
                "legal basis": consent.legal_basis,
                "given": consent.given_at.isoformat(),
                "until": consent.expires_at.isoformat(),
                "stopped": consent.stopped_at.isoformat() if consent.stopped_at else None,
            }
            for consent in credential.consents.all()
        ],
        "warned of its end": [
            {
                "end": alert.valid_until.isoformat(),
                "days before": alert.days,
                "at": alert.noted_at.isoformat(),
                "e-mail sent": alert.mailed_at.isoformat() if alert.mailed_at else None,
            }
            for alert in credential.expiry_alerts.all()
        ],
        "looks": [
            {
                "kind": word_of(look, "kind"),
                "at": look.at.isoformat(),
                "link": look.share.label if look.share else None,
                "employer": look.consent.employer.name if look.consent else None,
            }
            for look in credential.looks.all()
        ],
    }


def _evidence(kinds: list[str]) -> list[Word]:
    labels = dict(EvidenceKind.choices)
    return [Word(kind, labels.get(kind, kind)) for kind in kinds]


def _foreign(item: ForeignCredential) -> dict[str, Any]:
    return {
        "title": item.title,
        "issuer": item.issuer,
        "added": item.added_at.isoformat(),
        "from": item.source,
        "kind": item.received,
        "file, in base64": b64encode(bytes(item.document)).decode(),
        "checked": item.checked_at.isoformat(),
        "verdict": word_of(item, "verdict"),
        "names you": word_of(item, "holder"),
    }
