"""What the example people hold and share besides their own credentials: by the same actions as on screen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid4, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from courses.models import ModuleVersion
from credentials.actions.confirm_name import confirm_name
from credentials.actions.endorse import endorse
from credentials.actions.keep_foreign import keep_foreign
from credentials.actions.name_endorser import endorser_of, name_endorser
from credentials.actions.open_share import open_share
from credentials.actions.set_renewal_rule import set_renewal_rule
from credentials.actions.share_by_link import share_by_link
from credentials.formats.achievement_credential import build_achievement_credential
from credentials.formats.identity import new_salt
from credentials.formats.multibase import encode_public_key
from credentials.formats.profile import (
    AchievementDefinition,
    EqfLevel,
    Holder,
    IssuerProfile,
    LearningOutcome,
    QualityAssurance,
    SupervisionStatement,
)
from credentials.formats.proof import sign
from credentials.formats.serialise import to_bytes
from credentials.formats.vocabulary import AssessmentType, ParticipationForm, Scope, Supervision
from credentials.models import Credential, EvidenceKind
from lms.accounts.models import User
from lms.demo.learning import at
from lms.demo.people import Cast
from lms.organisations.models import Employer, Role

SCHOOL = "https://techniekschool.example"
WELDING = "http://data.europa.eu/esco/skill/2fcd95a4-1f9a-41cf-95a9-4701bde476b4"


def confirm_names(cast: Cast, employers: list[Employer]) -> None:
    """Of every third employee the HR officer has compared the name with the company's own records."""
    for number, worker in enumerate((cast.worker, *cast.workers)):
        if number % 3 == 0:
            confirm_name(
                by=cast.hr_officers[number % 2],
                employee=worker,
                employer=employers[number % 2],
                name=worker.name,
            )


def fill_wallets(versions: dict[str, ModuleVersion], cast: Cast, employers: list[Employer]) -> None:
    """A refresher, a diploma from elsewhere, a set that was shared and seen, and two endorsements."""
    now = timezone.now()
    ending, refresher = versions["industriele-data-en-cybersecurity"], versions["digital-twins"]
    set_renewal_rule(
        by=cast.staff[ending.fieldlab.slug, Role.MANAGER],
        fieldlab=ending.fieldlab,
        module_key=ending.module_key,
        refresher_key=refresher.module_key,
        window_days=90,
    )
    kept = keep_foreign(by=cast.worker, data=school_credential(cast.worker))
    own = list(Credential.objects.visible_to(cast.worker))
    with at(now - timedelta(days=4)):
        new = share_by_link(
            by=cast.worker,
            credentials=own,
            foreign=[kept],
            label="Gesprek over een nieuwe functie",
            expires_at=now + timedelta(days=26),
            works_once=False,
            step=uuid4(),
            evidence=[EvidenceKind.PRACTICAL, EvidenceKind.SCORE],
        )
    for days in (3, 2, 1):
        with at(now - timedelta(days=days)):
            open_share(token=str(new.token))
    endorse_safety(own, cast, employers)


def endorse_safety(own: list[Credential], cast: Cast, employers: list[Employer]) -> None:
    """An employer and a sector body say what the worker's credential of working safely with cobots is worth."""
    achievement = max(own, key=lambda credential: credential.valid_from).achievement
    endorse(
        by=cast.hr_officers[0],
        endorser=endorser_of(employers[0]),
        achievement=achievement,
        comment="Wie bij ons met een cobot werkt, moet dit bewijs hebben.",
    )
    body = name_endorser(
        by=cast.operator,
        name="Branchevereniging Metaal Voorbeeld",
        kvk_number="90000133",
        website="https://metaal.example/",
        representative=cast.operator,
    )
    endorse(
        by=cast.operator,
        endorser=body,
        achievement=achievement,
        comment="Erkend als basis voor veilig werken met cobots in de metaal.",
    )


def school_credential(holder: User) -> bytes:
    """A credential of a school that exists nowhere, signed with a key that nobody keeps (did:key)."""
    key = Ed25519PrivateKey.generate()
    multibase = encode_public_key(key.public_key())
    did = f"did:key:{multibase}"
    awarded = timezone.now().replace(microsecond=0) - timedelta(days=900)
    url = f"{SCHOOL}/bewijzen/tig-lassen"
    document = build_achievement_credential(
        id=uuid5(NAMESPACE_URL, f"{url}/{holder.uuid}").urn,
        issuer=IssuerProfile(
            did=did,
            name="Techniekschool Eemland (voorbeeld)",
            url=f"{SCHOOL}/",
            country_code="NL",
            region="Utrecht",
            kvk_number="90000144",
        ),
        achievement=AchievementDefinition(
            id=url,
            name="TIG-lassen, niveau 2",
            description="De houder last dunne plaat en pijp van roestvast staal.",
            narrative="Praktijkexamen met drie proefstukken, beoordeeld door twee docenten.",
            scope=Scope.KNOWLEDGE_AND_PRACTICE,
            outcomes=(
                LearningOutcome(f"{url}#1", "Last roestvast staal met het TIG-proces", WELDING),
                LearningOutcome(f"{url}#2", "Kiest gas, elektrode en stroom bij het materiaal"),
            ),
            hours=Decimal(80),
            level=EqfLevel(3),
            assessment_types=(AssessmentType.PRACTICAL,),
            participation=ParticipationForm.PRESENTIAL,
            quality_assurance=QualityAssurance("Examencommissie", f"{SCHOOL}/kwaliteit"),
            supervision=SupervisionStatement(Supervision.SUPERVISED_ONSITE, identity_checked=True),
        ),
        holder=Holder(name=holder.name, email=holder.email, salt=new_salt()),
        valid_from=awarded,
        awarded=awarded,
        vocabulary_url=f"{SCHOOL}/vocabulary/",
    )
    return to_bytes(sign(document, key=key, verification_method=f"{did}#{multibase}", created=awarded))
