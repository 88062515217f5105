"""The verbs and activity types that we use: ADL's and cmi5's terms before any of our own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Verb:
    """A verb's IRI and how it reads, per language; its object follows it, so German takes no separable verbs."""

    iri: str
    display: dict[str, str]


def _adl(name: str, *, nl: str, en: str, de: str) -> Verb:
    return Verb(f"http://adlnet.gov/expapi/verbs/{name}", {"nl": nl, "en": en, "de": de})


REGISTERED: Final = _adl("registered", nl="schreef zich in voor", en="registered for", de="belegte")
UNREGISTERED: Final = Verb(
    "http://id.tincanapi.com/verb/unregistered",
    {"nl": "schreef zich uit voor", "en": "unregistered from", "de": "verließ"},
)
LAUNCHED: Final = _adl("launched", nl="opende", en="launched", de="öffnete")
INITIALIZED: Final = _adl("initialized", nl="begon met", en="started", de="begann mit")
TERMINATED: Final = _adl("terminated", nl="stopte met", en="stopped", de="beendete")
EXPERIENCED: Final = _adl("experienced", nl="bekeek", en="experienced", de="betrachtete")
ANSWERED: Final = _adl("answered", nl="beantwoordde", en="answered", de="beantwortete")
COMPLETED: Final = _adl("completed", nl="voltooide", en="completed", de="absolvierte")
PASSED: Final = _adl("passed", nl="slaagde voor", en="passed", de="bestand")
FAILED: Final = _adl("failed", nl="slaagde niet voor", en="failed", de="scheiterte an")
SCORED: Final = _adl("scored", nl="kreeg een score voor", en="scored in", de="erhielt Punkte für")
VOIDED: Final = _adl("voided", nl="herriep", en="voided", de="widerrief")
SATISFIED: Final = Verb(
    "https://w3id.org/xapi/adl/verbs/satisfied",
    {"nl": "voldeed aan", "en": "satisfied", "de": "erfüllte"},
)
EARNED: Final = Verb(
    "http://specification.openbadges.org/xapi/verbs/earned",
    {"nl": "behaalde", "en": "earned", "de": "erwarb"},
)
ATTENDED: Final = _adl("attended", nl="was aanwezig bij", en="attended", de="besuchte")
PLAYED: Final = Verb(
    "https://w3id.org/xapi/video/verbs/played", {"nl": "speelde", "en": "played", "de": "spielte"}
)
PAUSED: Final = Verb(
    "https://w3id.org/xapi/video/verbs/paused", {"nl": "pauzeerde", "en": "paused", "de": "pausierte"}
)
SEEKED: Final = Verb(
    "https://w3id.org/xapi/video/verbs/seeked",
    {"nl": "spoelde door in", "en": "skipped within", "de": "sprang in"},
)

VERBS: Final[dict[str, Verb]] = {
    verb.iri: verb
    for verb in (
        REGISTERED,
        UNREGISTERED,
        LAUNCHED,
        INITIALIZED,
        TERMINATED,
        EXPERIENCED,
        ANSWERED,
        COMPLETED,
        PASSED,
        FAILED,
        SCORED,
        VOIDED,
        SATISFIED,
        EARNED,
        ATTENDED,
        PLAYED,
        PAUSED,
        SEEKED,
    )
}


class ActivityType:
    """IRIs of activity types."""

    COURSE: Final = "https://w3id.org/xapi/cmi5/activitytype/course"
    BLOCK: Final = "https://w3id.org/xapi/cmi5/activitytype/block"
    LESSON: Final = "http://adlnet.gov/expapi/activities/lesson"
    INTERACTION: Final = "http://adlnet.gov/expapi/activities/cmi.interaction"
    ASSESSMENT: Final = "http://adlnet.gov/expapi/activities/assessment"
    SIMULATION: Final = "http://adlnet.gov/expapi/activities/simulation"
    PERFORMANCE: Final = "http://adlnet.gov/expapi/activities/performance"
    MEETING: Final = "http://adlnet.gov/expapi/activities/meeting"
    FILE: Final = "http://adlnet.gov/expapi/activities/file"
    VIDEO: Final = "https://w3id.org/xapi/video/activity-type/video"
    BADGE: Final = "http://activitystrea.ms/schema/1.0/badge"


class Extension:
    """IRIs of extensions."""

    VIDEO_PLAYED_SEGMENTS: Final = "https://w3id.org/xapi/video/extensions/played-segments"
    VIDEO_PROGRESS: Final = "https://w3id.org/xapi/video/extensions/progress"
    VIDEO_LENGTH: Final = "https://w3id.org/xapi/video/extensions/length"
    VIDEO_TIME: Final = "https://w3id.org/xapi/video/extensions/time"
    VIDEO_TIME_FROM: Final = "https://w3id.org/xapi/video/extensions/time-from"
    VIDEO_TIME_TO: Final = "https://w3id.org/xapi/video/extensions/time-to"
    VIDEO_THRESHOLD: Final = "https://w3id.org/xapi/video/extensions/completion-threshold"
    VIDEO_SESSION: Final = "https://w3id.org/xapi/video/extensions/session-id"
