"""The facts of a credential as screens show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ALIGNMENTS: Mapping[str, Promise] = {
    "ext:NotionalWorkload": _("Workload"),
    "ext:CreditFramework": _("Credits"),
    "ext:EQF": _("Level"),
    "ext:NLQF": _("Level (NLQF)"),
    "ext:AssessmentType": _("How it was assessed"),
    "ext:ParticipationForm": _("How people take part"),
    "ext:QualityAssurance": _("Quality assurance"),
    "ext:SupervisionIdVerification": _("Supervision and identity check"),
    "ext:Prerequisite": _("What you need to know before"),
    "ext:Stackability": _("Part of"),
    "ext:ISCED-F": _("Field of study"),
    "ext:ESCO": _("ESCO skill"),
}

# Kinds that point at a term in a list of the standards, for computers.
TERMS = frozenset(
    f"ext:{name}"
    for name in (
        "NotionalWorkload",
        "CreditFramework",
        "EQF",
        "NLQF",
        "AssessmentType",
        "ParticipationForm",
        "ISCED-F",
    )
)
# Kinds that the criteria of our own credentials say in words, too.
IN_CRITERIA = frozenset({"ext:AssessmentType", "ext:Prerequisite"})


@dataclass(frozen=True)
class Reference:
    """An alignment in words: what it is, its name, an explanation and an address to click on (if it is one)."""

    label: str
    name: str
    explanation: str
    url: str
    # The alignment's `targetType`.
    kind: str = ""

    @property
    def leads_on(self) -> bool:
        """Whether its address has more to read than its name: that of a term in a standard list has not."""
        return bool(self.url) and self.kind not in TERMS


@dataclass(frozen=True)
class Paragraph:
    """A piece of running text; `items` where it is a list."""

    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    name: str
    url: str


@dataclass(frozen=True)
class Score:
    """A result on a scale: what it is called, and what was reached."""

    name: str
    value: str


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence that is signed along: its name, a text and an address where there is one."""

    name: str
    text: str
    url: str


@dataclass(frozen=True)
class Facts:
    """The main facts of a credential, each empty where the document does not say it."""

    title: str = ""
    achievement_url: str = ""
    description: str = ""
    holder: str = ""
    # How the name was checked, and by whom, in a sentence.
    identity: str = ""
    email_as_code: bool = False
    issuer: str = ""
    issuer_id: str = ""
    issuer_url: str = ""
    issuer_kvk: str = ""
    organisation: str = ""
    organisation_kvk: str = ""
    region: str = ""
    assessor: str = ""
    valid_from: datetime | None = None
    awarded: datetime | None = None
    valid_until: datetime | None = None
    language: str = ""
    version: str = ""
    criteria: tuple[Paragraph, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    scores: tuple[Score, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    references: tuple[Reference, ...] = ()
    signed_with: str = ""
    signed_at: datetime | None = None

    @property
    def names_esco(self) -> bool:
        """Whether an outcome is one of ESCO's skills: that asks for an acknowledgement wherever it is shown."""
        return any(outcome.url for outcome in self.outcomes)

    @property
    def more(self) -> list[tuple[str, list[Reference]]]:
        """The references by what they are, without what "how it was earned" says already."""
        said = " ".join(paragraph.text for paragraph in self.criteria).casefold()
        found: dict[str, list[Reference]] = {}
        for reference in self.references:
            told = reference.kind in IN_CRITERIA and reference.name.rstrip(".").casefold() in said
            if reference.leads_on or not told:
                found.setdefault(reference.label, []).append(reference)
        return list(found.items())
