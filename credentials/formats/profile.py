"""What goes into a micro-credential, as plain values: who issues it, what is achieved, who holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from credentials.formats.identity_evidence import IdentityStatement
from credentials.formats.vocabulary import AssessmentType, ParticipationForm, Scope, Supervision


@dataclass(frozen=True)
class Organisation:
    """A legal person: a URL that identifies it, its name, its number in the trade register (KvK)."""

    id: str
    name: str
    kvk_number: str = ""


@dataclass(frozen=True)
class IssuerProfile:
    """Who awards (M3, M4): a fieldlab with its did:web.

    `parent` is the legal person behind it where that is another.
    """

    did: str
    name: str
    url: str
    country_code: str
    region: str
    kvk_number: str = ""
    parent: Organisation | None = None


@dataclass(frozen=True)
class LearningOutcome:
    """One thing that the holder knows or can do (M6), with the URL of the ESCO skill if any."""

    id: str
    name: str
    esco_url: str = ""


@dataclass(frozen=True)
class NlqfClassification:
    """A level that NCP NLQF gave (`1` to `8`, `4+` or `entry`), and the last day on which it holds."""

    level: str
    until: date


@dataclass(frozen=True)
class EqfLevel:
    """The level from 1 to 8 (M8).

    It is the issuer's own indication, or what follows from an NLQF classification.
    """

    level: int
    classification: NlqfClassification | None = None


@dataclass(frozen=True)
class LevelNotApplicable:
    """No level (M8), and why."""

    reason: str


@dataclass(frozen=True)
class QualityAssurance:
    """What assures the quality (M11): its name, where it is described, and in a sentence."""

    name: str
    url: str
    description: str = ""


@dataclass(frozen=True)
class SupervisionStatement:
    """Under which eyes the holder was assessed, and whether somebody checked who it was."""

    supervision: Supervision
    identity_checked: bool


@dataclass(frozen=True)
class Reference:
    """Another achievement or condition: what must come before, or what this one stacks into."""

    name: str
    url: str


@dataclass(frozen=True)
class Grade:
    """A score in whole percents that stands in each credential: its id and name, and what is needed (or 0)."""

    id: str
    name: str
    required: int = 0


@dataclass(frozen=True)
class AchievementDefinition:
    """What is awarded (M2, M6–M11).

    Every mandatory element may be empty here, so that what is missing can be named.

    `hours` is the notional workload in hours; `ects` only where the issuer may award it; `languages` are
    codes such as `nl`, the first is the language of the texts; `narrative` is Markdown.
    """

    id: str
    name: str
    description: str
    narrative: str
    scope: Scope
    outcomes: tuple[LearningOutcome, ...] = ()
    hours: Decimal | None = None
    ects: Decimal | None = None
    level: EqfLevel | LevelNotApplicable | None = None
    assessment_types: tuple[AssessmentType, ...] = ()
    participation: ParticipationForm | None = None
    quality_assurance: QualityAssurance | None = None
    supervision: SupervisionStatement | None = None
    languages: tuple[str, ...] = ("nl",)
    prerequisites: tuple[Reference, ...] = ()
    stacks_into: tuple[Reference, ...] = ()
    isced_code: str = ""
    field_of_study: str = ""
    human_code: str = ""
    version: str = ""
    tags: tuple[str, ...] = ()
    image_url: str = ""
    grade: Grade | None = None


@dataclass(frozen=True)
class Holder:
    """Who achieved it (M1).

    A name and how it was checked, an e-mail address with its own salt of 128 random bits, a DID if the holder
    proved one.

    The e-mail address itself never enters the credential, only its hash.
    """

    name: str
    email: str
    salt: str = field(repr=False)
    did: str = ""
    identity: IdentityStatement | None = None


@dataclass(frozen=True)
class Assessor:
    """Who observed it: a URL or urn:uuid, never a personal address, and a name."""

    id: str
    name: str
