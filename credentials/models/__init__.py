"""What is issued, shared and checked."""

from credentials.models.credentials import Achievement, Credential, CredentialIssue, StateChange
from credentials.models.keys import SigningKey, StatusList
from credentials.models.sharing import Consent, Look, Receipt, Share

__all__ = [
    "Achievement",
    "Consent",
    "Credential",
    "CredentialIssue",
    "Look",
    "Receipt",
    "Share",
    "SigningKey",
    "StateChange",
    "StatusList",
]
