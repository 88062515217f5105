"""What is issued, shared and checked."""

from credentials.models.alerts import ExpiryAlert, WalletPreference
from credentials.models.batches import IssueBatch, IssueBatchItem
from credentials.models.credentials import (
    Achievement,
    Credential,
    CredentialIssue,
    CredentialTemplate,
    CredentialToken,
    StateChange,
)
from credentials.models.endorsements import Endorsement, Endorser, EndorserKey, EndorserRepresentative
from credentials.models.foreign import ForeignCredential
from credentials.models.identity import NameConfirmation
from credentials.models.keys import Signature, SigningKey, StatusList
from credentials.models.renewals import Renewal, RenewalRule
from credentials.models.sharing import Consent, EvidenceKind, Look, Receipt, Share, ShareItem

__all__ = [
    "Achievement",
    "Consent",
    "Credential",
    "CredentialIssue",
    "CredentialTemplate",
    "CredentialToken",
    "Endorsement",
    "Endorser",
    "EndorserKey",
    "EndorserRepresentative",
    "EvidenceKind",
    "ExpiryAlert",
    "ForeignCredential",
    "IssueBatch",
    "IssueBatchItem",
    "Look",
    "NameConfirmation",
    "Receipt",
    "Renewal",
    "RenewalRule",
    "Share",
    "ShareItem",
    "Signature",
    "SigningKey",
    "StateChange",
    "StatusList",
    "WalletPreference",
]
