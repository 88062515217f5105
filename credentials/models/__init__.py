"""What is issued, shared and checked."""

from credentials.models.batches import IssueBatch, IssueBatchItem
from credentials.models.credentials import (
    Achievement,
    Credential,
    CredentialIssue,
    CredentialTemplate,
    CredentialToken,
    StateChange,
)
from credentials.models.identity import NameConfirmation
from credentials.models.keys import Signature, SigningKey, StatusList
from credentials.models.renewals import Renewal, RenewalRule
from credentials.models.sharing import Consent, Look, Receipt, Share

__all__ = [
    "Achievement",
    "Consent",
    "Credential",
    "CredentialIssue",
    "CredentialTemplate",
    "CredentialToken",
    "IssueBatch",
    "IssueBatchItem",
    "Look",
    "NameConfirmation",
    "Receipt",
    "Renewal",
    "RenewalRule",
    "Share",
    "Signature",
    "SigningKey",
    "StateChange",
    "StatusList",
]
