"""A badge of Open Badges 2.0."""

from __future__ import annotations

OLD_BADGE = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://school.example/assertions/1",
    "recipient": {"type": "email", "hashed": True, "identity": "sha256$ab"},
    "badge": {"type": "BadgeClass", "name": "Welding", "issuer": {"type": "Issuer", "name": "School"}},
    "issuedOn": "2019-01-01T00:00:00Z",
    "verification": {"type": "hosted"},
}
