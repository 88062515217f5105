"""What goes when a person is erased, and what has to stay."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from credentials.models import (
    AwardRefusal,
    Consent,
    Credential,
    CredentialIssue,
    CredentialPart,
    EndorserRepresentative,
    ExpiryAlert,
    ForeignCredential,
    Look,
    NameConfirmation,
    Share,
    StackProposal,
    WalletPreference,
)
from lms.accounts.audit_lines import erase_labels
from lms.accounts.models import User


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
