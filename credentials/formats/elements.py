"""The mandatory elements of a micro-credential, and which of them are missing.

Council Recommendation 2022/C 243/02, Annex I.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from credentials.formats.errors import FormatError
from credentials.formats.profile import (
    AchievementDefinition,
    EqfLevel,
    Holder,
    IssuerProfile,
    LevelNotApplicable,
)
from credentials.formats.vocabulary import NLQF_CODES, AssessmentType, Scope

_KVK = re.compile(r"[0-9]{8}")
_COUNTRY = re.compile(r"[A-Z]{2}")


class Element(Enum):
    """One element that has to be there; M1 to M11 as in `micro-credential.md`."""

    LEARNER = "M1"
    TITLE = "M2"
    COUNTRY_AND_REGION = "M3"
    AWARDING_BODY = "M4"
    DATE_OF_ISSUING = "M5"
    LEARNING_OUTCOMES = "M6"
    WORKLOAD = "M7"
    LEVEL = "M8"
    ASSESSMENT_TYPE = "M9"
    PARTICIPATION = "M10"
    QUALITY_ASSURANCE = "M11"
    SUPERVISION = "supervision"


class MissingElements(FormatError):
    """Mandatory elements are missing; `elements` names them in the order of the recommendation."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self.elements = tuple(elements)
        super().__init__("elements_missing", elements=", ".join(element.value for element in self.elements))


class ScopeContradicted(FormatError):
    """The credential would say "practice" without a practical assessment, or the other way round."""


def missing_elements(achievement: AchievementDefinition, issuer: IssuerProfile) -> tuple[Element, ...]:
    """Return the elements that keep an achievement from being published: empty when everything is stated."""
    stated = {
        Element.TITLE: bool(achievement.name.strip() and achievement.description.strip()),
        Element.COUNTRY_AND_REGION: bool(_COUNTRY.fullmatch(issuer.country_code) and issuer.region.strip()),
        Element.AWARDING_BODY: _states_awarding_body(issuer),
        Element.LEARNING_OUTCOMES: bool(achievement.outcomes)
        and all(outcome.id and outcome.name.strip() for outcome in achievement.outcomes),
        Element.WORKLOAD: achievement.hours is not None and achievement.hours > 0,
        Element.LEVEL: _states_level(achievement),
        Element.ASSESSMENT_TYPE: bool(achievement.assessment_types and achievement.narrative.strip()),
        Element.PARTICIPATION: achievement.participation is not None,
        Element.QUALITY_ASSURANCE: achievement.quality_assurance is not None
        and bool(achievement.quality_assurance.name.strip() and achievement.quality_assurance.url),
        Element.SUPERVISION: achievement.supervision is not None,
    }
    return tuple(element for element, is_stated in stated.items() if not is_stated)


def require_elements(achievement: AchievementDefinition, issuer: IssuerProfile, holder: Holder) -> None:
    """Refuse a credential that leaves out what it has to state.

    Raises MissingElements naming all that is missing, or ScopeContradicted if scope and assessment types disagree.
    """
    missing = missing_elements(achievement, issuer)
    if not (holder.name.strip() and holder.email.strip()):
        missing = (Element.LEARNER, *missing)
    if missing:
        raise MissingElements(missing)
    says_practice = achievement.scope is Scope.KNOWLEDGE_AND_PRACTICE
    if says_practice != (AssessmentType.PRACTICAL in achievement.assessment_types):
        raise ScopeContradicted("scope_contradicted", scope=achievement.scope.value)


def _states_awarding_body(issuer: IssuerProfile) -> bool:
    # A fieldlab is often no legal person: then the number is that of the organisation behind it.
    numbers = [issuer.kvk_number, issuer.parent.kvk_number if issuer.parent else ""]
    registered = issuer.country_code != "NL" or any(_KVK.fullmatch(number) for number in numbers)
    return bool(issuer.did and issuer.name.strip() and issuer.url and registered)


def _states_level(achievement: AchievementDefinition) -> bool:
    level = achievement.level
    if isinstance(level, LevelNotApplicable):
        return bool(level.reason.strip())
    if not isinstance(level, EqfLevel) or not 1 <= level.level <= 8:
        return False
    return level.classification is None or level.classification.level in NLQF_CODES
