"""The terms that a micro-credential points to.

They are of the European vocabularies (EU Publications Office), with names in three languages.

The codes are those of `micro-credential.md`, elements M7 to M10; the names are ours, after the authority
tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

SNB = "http://data.europa.eu/snb/"
ECTS = SNB + "education-credit/6fcec5c5af"
NOTIONAL_WORKLOAD = SNB + "model/elm/volumeOfLearning"
EQF_LEVELS = "https://europass.europa.eu/en/description-eight-eqf-levels"

LANGUAGES = ("nl", "en", "de")
FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True)
class Term:
    """One term of a vocabulary: its address and what it is called, by language."""

    url: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """Return the name in `language`, or else in English."""
        return self.names.get(language, self.names[FALLBACK_LANGUAGE])


def _term(path: str, nl: str, en: str, de: str) -> Term:
    return Term(SNB + path, {"nl": nl, "en": en, "de": de})


class AssessmentType(Enum):
    """How it was found out that the holder masters the outcomes (M9)."""

    PRACTICAL = _term("assessment/6a4db9f11d", "praktijktoets", "practical assessment", "praktische Prüfung")
    WRITTEN = _term("assessment/6e6cb2cc78", "schriftelijke toets", "written examination", "schriftliche Prüfung")
    ORAL = _term("assessment/d30284d7df", "mondelinge toets", "oral examination", "mündliche Prüfung")
    PORTFOLIO = _term("assessment/4f03b91c0e", "portfolio", "portfolio", "Portfolio")
    PROJECT = _term("assessment/795dac4096", "project", "project work", "Projektarbeit")
    ARTEFACT = _term("assessment/de4d165a6c", "werkstuk", "artefact", "Werkstück")
    QUIZ = _term("assessment/b1b68f6735", "kennisvragen", "quiz", "Quiz")
    CONTINUOUS = _term(
        "assessment/3484bd7e51", "doorlopende beoordeling", "continuous evaluation", "laufende Bewertung"
    )
    ATTENDANCE = _term("assessment/7331eb4762", "aanwezigheid", "attendance", "Anwesenheit")


class ParticipationForm(Enum):
    """How the holder took part (M10)."""

    ONLINE = _term("learning-assessment/920fbb3cbe", "online", "online", "online")
    PRESENTIAL = _term("learning-assessment/9191af2ed9", "op locatie", "presential", "in Präsenz")
    BLENDED = _term("learning-assessment/e92d221e4d", "online en op locatie", "blended", "gemischt")
    WORK_BASED = _term("learning-assessment/729f3bed4b", "op de werkplek", "work-based", "am Arbeitsplatz")
    PROJECT_BASED = _term("learning-assessment/7813801c77", "in een project", "project-based", "im Projekt")
    LABORATORY = _term("learning-assessment/ed4c557045", "in het lab", "in the lab", "im Labor")


class Supervision(Enum):
    """Who watched while the holder was assessed; the value is the term's name in our own vocabulary."""

    UNSUPERVISED = "unsupervised"
    SUPERVISED_ONLINE = "supervised-online"
    SUPERVISED_ONSITE = "supervised-onsite"


SUPERVISION_NAMES: Mapping[Supervision, Mapping[str, str]] = {
    Supervision.UNSUPERVISED: {"nl": "zonder toezicht", "en": "unsupervised", "de": "ohne Aufsicht"},
    Supervision.SUPERVISED_ONLINE: {
        "nl": "met toezicht online",
        "en": "supervised online",
        "de": "mit Aufsicht online",
    },
    Supervision.SUPERVISED_ONSITE: {
        "nl": "met toezicht op locatie",
        "en": "supervised onsite",
        "de": "mit Aufsicht vor Ort",
    },
}
IDENTITY_CHECK_NAMES: Mapping[bool, Mapping[str, str]] = {
    True: {"nl": "identiteit gecontroleerd", "en": "with identity check", "de": "Identität geprüft"},
    False: {
        "nl": "identiteit niet gecontroleerd",
        "en": "no identity check",
        "de": "Identität nicht geprüft",
    },
}

NLQF_CODES: Mapping[str, str] = {
    "1": "c_3e11a3fd",
    "2": "c_c749fa23",
    "3": "c_f97cdbb5",
    "4": "c_ff656b33",
    "4+": "c_c2700f4e",
    "5": "c_18c9e9fe",
    "6": "c_1711a061",
    "7": "c_478359fc",
    "8": "c_2835a50f",
    "entry": "c_b42dd23b",
}


class Scope(Enum):
    """What was assessed: what the holder knows, or also what the holder can do."""

    KNOWLEDGE = "knowledge"
    KNOWLEDGE_AND_PRACTICE = "knowledge-and-practice"


WORDING: Mapping[str, Mapping[str, str]] = {
    "scope.knowledge": {"nl": "kennis", "en": "knowledge", "de": "Wissen"},
    "scope.knowledge-and-practice": {
        "nl": "kennis en praktijk",
        "en": "knowledge and practice",
        "de": "Wissen und Praxis",
    },
    "criteria.knowledge": {
        "nl": "Getoetst is de kennis; het uitvoeren in de praktijk is niet beoordeeld.",
        "en": "The knowledge was assessed; performance in practice was not.",
        "de": "Geprüft wurde das Wissen; die praktische Ausführung wurde nicht beurteilt.",
    },
    "criteria.knowledge-and-practice": {
        "nl": "Getoetst zijn de kennis en, door een beoordelaar, het uitvoeren in de praktijk.",
        "en": "The knowledge was assessed and, by an assessor, the performance in practice.",
        "de": "Geprüft wurden das Wissen und, durch eine prüfende Person, die praktische Ausführung.",
    },
    "assessment": {"nl": "Wijze van toetsen", "en": "Type of assessment", "de": "Art der Prüfung"},
    "languages": {"nl": "Talen", "en": "Languages", "de": "Sprachen"},
    "prerequisites": {"nl": "Vooraf nodig", "en": "Prerequisites", "de": "Voraussetzungen"},
    "hours": {"nl": "{hours} uur", "en": "{hours} hours", "de": "{hours} Stunden"},
    "eqf.own": {
        "nl": "Eigen inschatting van de uitgever, niet officieel ingeschaald.",
        "en": "The issuer's own indication, not officially classified.",
        "de": "Eigene Einschätzung des Ausstellers, nicht amtlich eingestuft.",
    },
    "eqf.none": {
        "nl": "EQF-niveau: niet van toepassing",
        "en": "EQF level: not applicable",
        "de": "EQR-Niveau: nicht zutreffend",
    },
    "nlqf.classified": {
        "nl": "Ingeschaald door NCP NLQF, geldig tot {date}.",
        "en": "Classified by NCP NLQF until {date}.",
        "de": "Eingestuft durch NCP NLQF bis {date}.",
    },
}


def wording(key: str, language: str, **values: str) -> str:
    """Return a fixed sentence of a credential in `language`, or else in English."""
    texts = WORDING[key]
    return texts.get(language, texts[FALLBACK_LANGUAGE]).format(**values)
