"""What is issued, shared and checked."""

from credentials.models.alerts import ExpiryAlert, WalletPreference
from credentials.models.batches import IssueBatch, IssueBatchItem
from credentials.models.credentials import (
    Achievement,
    AwardRefusal,
    Credential,
    CredentialIssue,
    CredentialPart,
    CredentialTemplate,
    CredentialToken,
    StackProposal,
    StateChange,
)
from credentials.models.definitions import (
    BadgeUpload,
    Definition,
    DefinitionRevision,
    DefinitionSubmission,
    EctsRight,
)
from credentials.models.endorsements import Endorsement, Endorser, EndorserKey, EndorserRepresentative
from credentials.models.foreign import ForeignCredential
from credentials.models.identity import NameConfirmation
from credentials.models.keys import Signature, SigningKey, StatusList
from credentials.models.renewals import Renewal, RenewalRule
from credentials.models.sharing import Consent, EvidenceKind, Look, Receipt, Share, ShareItem

__all__ = [
    "Achievement",
    "AwardRefusal",
    "BadgeUpload",
    "Consent",
    "Credential",
    "CredentialIssue",
    "CredentialPart",
    "CredentialTemplate",
    "CredentialToken",
    "Definition",
    "DefinitionRevision",
    "DefinitionSubmission",
    "EctsRight",
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
    "StackProposal",
    "StateChange",
    "StatusList",
    "WalletPreference",
]
