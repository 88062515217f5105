"""What somebody did as staff or as HR officer. Whose credentials it was about is others' personal data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from credentials.models import (
    BadgeUpload,
    CredentialIssue,
    DefinitionRevision,
    DefinitionSubmission,
    EctsRight,
    Endorsement,
    IssueBatch,
    Look,
    Receipt,
    StackProposal,
    StateChange,
)
from lms.accounts.models import User
from lms.core.words import word_of


def looked_at(user: User) -> dict[str, Any]:
    """Checks and looks for an employer."""
    return {
        "checks as HR officer": [
            {"employer": receipt.employer.name, "at": receipt.checked_at.isoformat(), "valid": receipt.valid}
            for receipt in Receipt.objects.filter(checked_by=user).select_related("employer")
        ],
        "looks as HR officer": [
            {"kind": word_of(look, "kind"), "at": look.at.isoformat()} for look in Look.objects.filter(by=user)
        ],
    }


def done_as_staff(user: User) -> dict[str, Any]:
    """What somebody did for a fieldlab or the network."""
    uploads, batches = BadgeUpload.objects.filter(uploaded_by=user), IssueBatch.objects.filter(ordered_by=user)
    rights = EctsRight.objects.filter(said_by=user).select_related("fieldlab")
    withdrawn = Endorsement.objects.filter(withdrawn_by=user).select_related("endorser", "achievement")
    return {
        **_credentials_changed(user),
        **_definitions_written(user),
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


def _credentials_changed(user: User) -> dict[str, Any]:
    changes = StateChange.objects.filter(changed_by=user).select_related("credential__achievement")
    issues = CredentialIssue.objects.filter(issued_by=user).select_related("credential__achievement")
    decided = StackProposal.objects.filter(decided_by=user).select_related("authored")
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
    }


def _definitions_written(user: User) -> dict[str, Any]:
    revisions = DefinitionRevision.objects.filter(saved_by=user).select_related("definition")
    submissions = DefinitionSubmission.objects.select_related("definition")
    return {
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
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
