"""From a fieldlab to the issuer that its credentials name."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from credentials.formats.profile import IssuerProfile, Organisation
from credentials.identifiers import fieldlab_did
from lms.organisations.models import Fieldlab

COUNTRY = "NL"


def issuer_profile(fieldlab: Fieldlab) -> IssuerProfile:
    """Who awards (M3, M4); the legal person behind it as parent where it has another name."""
    did = fieldlab_did(fieldlab.uuid)
    parent = None
    if fieldlab.legal_name and fieldlab.legal_name != fieldlab.name:
        parent = Organisation(
            id=uuid5(NAMESPACE_URL, f"{did}#organisation").urn,
            name=fieldlab.legal_name,
            kvk_number=fieldlab.kvk_number,
        )
    return IssuerProfile(
        did=did,
        name=fieldlab.name,
        url=fieldlab.website or fieldlab.quality_assurance_url,
        country_code=COUNTRY,
        region=fieldlab.region,
        kvk_number=fieldlab.kvk_number,
        parent=parent,
    )
