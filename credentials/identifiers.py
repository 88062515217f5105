"""The identifiers that credentials are made of. SITE_URL alone forms them, never the request's host."""

from __future__ import annotations

import re
from uuid import UUID

from django.conf import settings

from credentials.formats.did import did_web, verification_method_id
from credentials.models import EndorserKey, SigningKey

_UUID = r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"


def fieldlab_did(fieldlab_uuid: UUID) -> str:
    """The did:web identifier of a fieldlab."""
    return did_web(settings.SITE_URL, "fieldlabs", str(fieldlab_uuid))


def key_url(key: SigningKey) -> str:
    """The verification method of a signing key: its fieldlab's DID and its own name."""
    return verification_method_id(fieldlab_did(key.fieldlab.uuid), str(key.uuid))


def endorser_did(endorser_uuid: UUID) -> str:
    """The did:web identifier of an employer or sector body that endorses."""
    return did_web(settings.SITE_URL, "endorsers", str(endorser_uuid))


def endorser_key_url(key: EndorserKey) -> str:
    """The verification method of an endorser's key."""
    return verification_method_id(endorser_did(key.endorser.uuid), str(key.uuid))


def endorsement_url(endorsement_uuid: UUID) -> str:
    return f"{settings.SITE_URL}/endorsements/{endorsement_uuid}"


def revocation_list_url(endorser_uuid: UUID) -> str:
    """Where an endorser lists what it withdrew."""
    return f"{settings.SITE_URL}/endorsers/{endorser_uuid}/withdrawn"


def status_list_url(status_list_uuid: UUID) -> str:
    return f"{settings.SITE_URL}/status/{status_list_uuid}"


def achievement_url(achievement_uuid: UUID) -> str:
    return f"{settings.SITE_URL}/achievements/{achievement_uuid}/"


def badge_url(achievement_uuid: UUID) -> str:
    """Where the picture of an achievement stands."""
    return f"{achievement_url(achievement_uuid)}badge.png"


def credential_url(credential_uuid: UUID) -> str:
    return f"{settings.SITE_URL}/credentials/{credential_uuid}"


def vocabulary_url() -> str:
    return f"{settings.SITE_URL}/vocabulary/"


def fieldlab_uuid_in(did: str) -> UUID | None:
    """The fieldlab that a DID of this site names; nothing for any other."""
    return _uuid_in(did, fieldlab_did(UUID(int=0)))


def endorser_uuid_in(did: str) -> UUID | None:
    """The endorser that a DID of this site names; nothing for any other."""
    return _uuid_in(did, endorser_did(UUID(int=0)))


def endorser_uuid_in_list(url: str) -> UUID | None:
    """The endorser whose list of withdrawn endorsements an address of this site names; nothing for any other."""
    return _uuid_in(url, revocation_list_url(UUID(int=0)))


def status_list_uuid_in(url: str) -> UUID | None:
    """The status list that an address of this site names; nothing for any other."""
    return _uuid_in(url, status_list_url(UUID(int=0)))


def badge_uuid_in(url: str) -> UUID | None:
    """The achievement whose picture an address of this site names; nothing for any other."""
    return _uuid_in(url, badge_url(UUID(int=0)))


def credential_uuid_in(url: str) -> UUID | None:
    """The credential that an address of this site names; nothing for any other."""
    return _uuid_in(url, credential_url(UUID(int=0)))


def _uuid_in(text: str, pattern: str) -> UUID | None:
    match = re.fullmatch(re.escape(pattern).replace(re.escape(str(UUID(int=0))), _UUID), text)
    return UUID(match[1]) if match else None
