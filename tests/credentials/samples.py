"""One fieldlab, one module, one worker: the credential that the tests of the formats start from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credentials.formats.achievement_credential import build_achievement_credential
from credentials.formats.did import PublishedKey, build_did_document, did_web, verification_method_id
from credentials.formats.multibase import encode_public_key
from credentials.formats.profile import (
    AchievementDefinition,
    Assessor,
    EqfLevel,
    Holder,
    IssuerProfile,
    LearningOutcome,
    Organisation,
    QualityAssurance,
    Reference,
    SupervisionStatement,
)
from credentials.formats.proof import sign
from credentials.formats.status_list import Bitstring, StatusEntry, StatusPurpose, build_status_list_credential
from credentials.formats.vocabulary import AssessmentType, ParticipationForm, Scope, Supervision

SITE = "https://demo.skillslab.example"
DID = did_web(SITE, "fieldlabs", "8f14e45f")
OTHER_DID = did_web(SITE, "fieldlabs", "another")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
METHOD = verification_method_id(DID, "key-1")
VOCABULARY = f"{SITE}/vocabulary/"
ACHIEVEMENT_ID = f"{SITE}/achievements/3c59dc04"
AWARDED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
CREATED = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
REVOCATION_LIST = f"{SITE}/status/revocation/1"
SUSPENSION_LIST = f"{SITE}/status/suspension/1"
LIST_OF = {StatusPurpose.REVOCATION: REVOCATION_LIST, StatusPurpose.SUSPENSION: SUSPENSION_LIST}
INDEX = 94_567

ISSUER = IssuerProfile(
    did=DID,
    name="Fieldlab Flexible Manufacturing",
    url=f"{SITE}/fieldlabs/flexible-manufacturing/",
    country_code="NL",
    region="Noord-Brabant",
    kvk_number="12345678",
    parent=Organisation(id="https://stichting.example/", name="Stichting Smart Industry", kvk_number="87654321"),
)
ACHIEVEMENT = AchievementDefinition(
    id=ACHIEVEMENT_ID,
    name="Robotprogrammeren 1: je eerste pick-and-place",
    description="De houder programmeert een eenvoudige pick-and-place en stelt de snelheid veilig in.",
    narrative="Alle lessen gedaan, 80 % van de vragen goed, de praktijk afgetekend.\n\n- veilig\n- zelfstandig",
    scope=Scope.KNOWLEDGE_AND_PRACTICE,
    outcomes=(
        LearningOutcome(
            id=f"{ACHIEVEMENT_ID}#outcome-1",
            name="Kan een pick-and-place programmeren",
            esco_url="http://data.europa.eu/esco/skill/00064735-8fad-454b-90c7-ed858cc993f2",
        ),
        LearningOutcome(id=f"{ACHIEVEMENT_ID}#outcome-2", name="Kan snelheid en zones veilig instellen"),
    ),
    hours=Decimal("7.5"),
    ects=Decimal("0.25"),
    level=EqfLevel(4),
    assessment_types=(AssessmentType.QUIZ, AssessmentType.PRACTICAL),
    participation=ParticipationForm.BLENDED,
    quality_assurance=QualityAssurance(
        name="Vier ogen bij elke publicatie",
        url=f"{SITE}/kwaliteit/",
        description="Iemand anders keurt elke module goed.",
    ),
    supervision=SupervisionStatement(Supervision.SUPERVISED_ONSITE, identity_checked=True),
    languages=("nl", "en"),
    prerequisites=(Reference(name="Veilig werken met cobots", url=f"{SITE}/achievements/1"),),
    stacks_into=(Reference(name="Robotoperator", url=f"{SITE}/achievements/2"),),
    isced_code="0714",
    field_of_study="Elektronica en automatisering",
    human_code="ROB-1",
    version="2",
    tags=("robot", "cobot"),
    image_url=f"{SITE}/badges/rob-1.png",
)
HOLDER = Holder(name="Zoë de Vries-Öztürk", email="Zoe@example.org", salt="00112233445566778899aabbccddeeff")
ASSESSOR = Assessor(id="urn:uuid:6ba7b810-9dad-41d1-80b4-00c04fd430c8", name="J. Bakker")
KNOWLEDGE_ONLY = replace(ACHIEVEMENT, scope=Scope.KNOWLEDGE, assessment_types=(AssessmentType.QUIZ,))


def credential(**changes: Any) -> dict[str, Any]:
    """Return the unsigned example credential, with some of the builder's arguments changed."""
    arguments: dict[str, Any] = {
        "id": "urn:uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "issuer": ISSUER,
        "achievement": ACHIEVEMENT,
        "holder": HOLDER,
        "valid_from": AWARDED,
        "awarded": AWARDED,
        "vocabulary_url": VOCABULARY,
        "valid_until": datetime(2029, 11, 20, 9, 30, tzinfo=UTC),
        "status": [StatusEntry(purpose, LIST_OF[purpose], INDEX) for purpose in StatusPurpose],
        "assessor": ASSESSOR,
    }
    return build_achievement_credential(**{**arguments, **changes})


def signed(document: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Return a document, or else the example credential, signed with the example key."""
    document = credential(**changes) if document is None else document
    return sign(document, key=KEY, verification_method=METHOD, created=CREATED)


def did_document(*keys: PublishedKey) -> dict[str, Any]:
    """Return the DID document of the example fieldlab, with the example key unless others are given."""
    return build_did_document(DID, keys or (PublishedKey("key-1", encode_public_key(KEY.public_key())),))


def status_list(purpose: StatusPurpose, *indexes: int, **changes: Any) -> dict[str, Any]:
    """Return the signed status list of the example fieldlab for one purpose, with some bits set."""
    arguments: dict[str, Any] = {
        "url": LIST_OF[purpose],
        "issuer": DID,
        "purpose": purpose,
        "bits": Bitstring.of(indexes),
        "valid_from": AWARDED,
        "valid_until": datetime(2026, 11, 28, tzinfo=UTC),
        "time_to_live_milliseconds": 3_600_000,
    }
    return signed(build_status_list_credential(**{**arguments, **changes}))
