"""What this app holds about a person, and what stays of it after erasure."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from credentials.models import (
    AwardRefusal,
    BadgeUpload,
    Consent,
    Credential,
    CredentialIssue,
    CredentialPart,
    DefinitionRevision,
    DefinitionSubmission,
    EctsRight,
    Endorsement,
    EndorserRepresentative,
    EvidenceKind,
    ExpiryAlert,
    ForeignCredential,
    IssueBatch,
    Look,
    NameConfirmation,
    Receipt,
    Share,
    StackProposal,
    StateChange,
    WalletPreference,
)
from credentials.queries import shares_of
from lms.accounts.audit_lines import erase_labels
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
        "links": [
            {
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
            for share in shares_of(user)
        ],
        "credentials from elsewhere": [_foreign(item) for item in ForeignCredential.objects.visible_to(user)],
        "e-mail before a credential ends": not WalletPreference.objects.filter(
            user=user, expiry_mail=False
        ).exists(),
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
        "checks as HR officer": [
            {"employer": receipt.employer.name, "at": receipt.checked_at.isoformat(), "valid": receipt.valid}
            for receipt in Receipt.objects.filter(checked_by=user).select_related("employer")
        ],
        "looks as HR officer": [
            {"kind": word_of(look, "kind"), "at": look.at.isoformat()} for look in Look.objects.filter(by=user)
        ],
        "done as staff": done_as_staff(user),
    }


def done_as_staff(user: User) -> dict[str, Any]:
    """What somebody did for a fieldlab or the network. Whose credentials it was about is others' personal data."""
    changes = StateChange.objects.filter(changed_by=user).select_related("credential__achievement")
    issues = CredentialIssue.objects.filter(issued_by=user).select_related("credential__achievement")
    decided = StackProposal.objects.filter(decided_by=user).select_related("authored")
    revisions = DefinitionRevision.objects.filter(saved_by=user).select_related("definition")
    submissions = DefinitionSubmission.objects.select_related("definition")
    uploads, batches = BadgeUpload.objects.filter(uploaded_by=user), IssueBatch.objects.filter(ordered_by=user)
    rights = EctsRight.objects.filter(said_by=user).select_related("fieldlab")
    withdrawn = Endorsement.objects.filter(withdrawn_by=user).select_related("endorser", "achievement")
    return {
        "states of credentials changed": [
            {
                "achievement": item.credential.achievement.name,
                "state": word_of(item, "state"),
                "reason": item.reason,
                "at": item.changed_at.isoformat(),
            }
            for item in changes
        ],
        "documents corrected or renewed": [
            {
                "achievement": item.credential.achievement.name,
                "reason": item.reason,
                "at": item.issued_at.isoformat(),
            }
            for item in issues.defer("document")
        ],
        "programmes decided on": [
            {
                "programme": str(item.authored),
                "decision": word_of(item, "decision"),
                "reason": item.reason,
                "at": _moment(item.decided_at),
            }
            for item in decided
        ],
        "micro-credentials saved": [
            {"micro-credential": item.parsed.name, "at": item.saved_at.isoformat()} for item in revisions
        ],
        "micro-credentials handed in": [
            {"micro-credential": str(item.definition), "at": item.submitted_at.isoformat()}
            for item in submissions.filter(submitted_by=user)
        ],
        "micro-credentials decided on": [
            {
                "micro-credential": str(item.definition),
                "decision": word_of(item, "decision"),
                "comment": item.comment,
                "at": _moment(item.decided_at),
            }
            for item in submissions.filter(decided_by=user)
        ],
        "badges uploaded": [{"number": str(item.uuid), "at": item.uploaded_at.isoformat()} for item in uploads],
        "batches ordered": [
            {"fieldlab": item.fieldlab.name, "credentials": item.total, "at": item.ordered_at.isoformat()}
            for item in batches.select_related("fieldlab")
        ],
        "rights to award ECTS given": [
            {"fieldlab": item.fieldlab.name, "at": item.said_at.isoformat()} for item in rights
        ],
        "endorsements withdrawn": [
            {
                "endorser": item.endorser.name,
                "achievement": item.achievement.name,
                "reason": item.withdrawn_reason,
                "at": _moment(item.withdrawn_at),
            }
            for item in withdrawn.defer("document")
        ],
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


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


def erase(user: User) -> int:
    """Remove the signed documents, credentials from elsewhere, links and looks, and end what is shared.

    The rows of credentials stay, without name or document: their place in the status lists may never be given
    to another, and an employer's receipts of its own checks lean on them.
    """
    with transaction.atomic():
        own = Credential.objects.visible_to(user)
        for rows in (
            own,
            NameConfirmation.objects.filter(user=user),
            ForeignCredential.objects.filter(user=user),
            StackProposal.objects.filter(user=user),
            EndorserRepresentative.objects.filter(user=user),
        ):
            erase_labels(rows)
        stopped = Consent.objects.filter(credential__in=own, stopped_at=None).update(stopped_at=timezone.now())
        looks, _rows = Look.objects.filter(credential__in=own).delete()
        proposals, _rows = StackProposal.objects.filter(user=user).delete()
        AwardRefusal.objects.filter(completion__enrolment__user=user).delete()
        CredentialPart.objects.filter(whole__in=own).delete()
        shares, _rows = Share.objects.filter(user=user).delete()
        foreign, _rows = ForeignCredential.objects.filter(user=user).delete()
        issues, _rows = CredentialIssue.objects.filter(credential__in=own).delete()
        names, _rows = NameConfirmation.objects.filter(user=user).delete()
        alerts, _rows = ExpiryAlert.objects.filter(credential__in=own).delete()
        speaks, _rows = EndorserRepresentative.objects.filter(user=user).delete()
        chosen, _rows = WalletPreference.objects.filter(user=user).delete()
    return stopped + looks + shares + issues + names + foreign + alerts + chosen + speaks + proposals
