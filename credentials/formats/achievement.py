"""The Achievement of a micro-credential: the part that is the same for everybody who is awarded it.

Open Badges 3.0, B.1.1.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from credentials.formats.profile import (
    AchievementDefinition,
    EqfLevel,
    Grade,
    LearningOutcome,
    LevelNotApplicable,
    Reference,
)
from credentials.formats.text import clean_identifier, clean_text
from credentials.formats.vocabulary import (
    ECTS,
    EQF_LEVELS,
    IDENTITY_CHECK_NAMES,
    NLQF_CODES,
    NOTIONAL_WORKLOAD,
    SNB,
    SUPERVISION_NAMES,
    wording,
)

_ELM = "European Learning Model"
Json = dict[str, Any]


def build_achievement(achievement: AchievementDefinition, *, vocabulary_url: str) -> Json:
    """Return the Achievement object; `missing_elements` has found nothing missing before.

    `vocabulary_url` is the address of the site's own vocabulary, with a slash at its end. Raises TextRefused
    for control characters and EncodingRefused for malformed identifiers.
    """
    result: Json = {
        "id": clean_identifier(achievement.id, field="achievement.id"),
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": titled(achievement),
        "description": clean_text(achievement.description, field="description", many_lines=True),
        "criteria": {"narrative": _narrative(achievement)},
        "inLanguage": achievement.languages[0],
        "resultDescription": [
            *(_outcome(outcome) for outcome in achievement.outcomes),
            *([_grade(achievement.grade)] if achievement.grade else []),
        ],
        "alignment": _alignments(achievement, vocabulary_url),
    }
    if achievement.ects is not None:
        result["creditsAvailable"] = plain_number(achievement.ects)
    if achievement.image_url:
        result["image"] = {"id": clean_identifier(achievement.image_url, field="image"), "type": "Image"}
    if achievement.tags:
        result["tag"] = [clean_text(tag, field="tag") for tag in achievement.tags]
    texts = {
        "fieldOfStudy": achievement.field_of_study,
        "humanCode": achievement.human_code,
        "version": achievement.version,
    }
    result.update({name: clean_text(text, field=name) for name, text in texts.items() if text})
    return result


def titled(achievement: AchievementDefinition) -> str:
    """Return the title with what was assessed, for example `Robotprogrammeren 1 (kennis en praktijk)`."""
    scope = wording(f"scope.{achievement.scope.value}", achievement.languages[0])
    return f"{clean_text(achievement.name, field='name')} ({scope})"


def plain_number(value: Decimal) -> int | float:
    """Return a number as JSON writes it everywhere: an integer where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def alignment(kind: str, *, name: str, url: str, **details: str) -> Json:
    """Return an Alignment of the kind `ext:<kind>`.

    Details are targetCode, targetDescription and targetFramework.
    """
    optional = {key: clean_text(text, field=key, many_lines=True) for key, text in details.items() if text}
    return {
        "type": ["Alignment"],
        "targetType": f"ext:{kind}",
        "targetName": clean_text(name, field="targetName"),
        "targetUrl": clean_identifier(url, field="targetUrl"),
        **optional,
    }


def _narrative(achievement: AchievementDefinition) -> str:
    language = achievement.languages[0]
    types = ", ".join(kind.value.name(language) for kind in achievement.assessment_types)
    paragraphs = [
        clean_text(achievement.narrative, field="narrative", many_lines=True),
        wording(f"criteria.{achievement.scope.value}", language),
        f"{wording('assessment', language)}: {types}.",
    ]
    if achievement.prerequisites:
        names = "; ".join(
            clean_text(item.name, field="prerequisite").rstrip(".") for item in achievement.prerequisites
        )
        paragraphs.append(f"{wording('prerequisites', language)}: {names}.")
    if len(achievement.languages) > 1:
        paragraphs.append(f"{wording('languages', language)}: {', '.join(achievement.languages)}.")
    return "\n\n".join(paragraphs)


def _outcome(outcome: LearningOutcome) -> Json:
    name = clean_text(outcome.name, field="outcome")
    result: Json = {
        "id": clean_identifier(outcome.id, field="outcome.id"),
        "type": ["ResultDescription"],
        "name": name,
        "resultType": "Status",
    }
    if outcome.esco_url:
        result["alignment"] = [alignment("ESCO", name=name, url=outcome.esco_url, targetFramework="ESCO")]
    return result


def _grade(grade: Grade) -> Json:
    result: Json = {
        "id": clean_identifier(grade.id, field="grade.id"),
        "type": ["ResultDescription"],
        "name": clean_text(grade.name, field="grade"),
        "resultType": "Percent",
        "valueMin": "0",
        "valueMax": "100",
    }
    if grade.required:
        result["requiredValue"] = f"{grade.required}"
    return result


def _alignments(achievement: AchievementDefinition, vocabulary_url: str) -> list[Json]:
    language = achievement.languages[0]
    result = [*_workload(achievement), *_level(achievement.level, language)]
    for kind in achievement.assessment_types:
        term = kind.value
        result.append(alignment("AssessmentType", name=term.name(language), url=term.url, targetFramework=_ELM))
    if achievement.participation is not None:
        term = achievement.participation.value
        result.append(alignment("ParticipationForm", name=term.name(language), url=term.url, targetFramework=_ELM))
    if achievement.quality_assurance is not None:
        quality = achievement.quality_assurance
        result.append(
            alignment(
                "QualityAssurance", name=quality.name, url=quality.url, targetDescription=quality.description
            )
        )
    result.extend(_supervision(achievement, vocabulary_url))
    result.extend(_references("Prerequisite", achievement.prerequisites))
    result.extend(_references("Stackability", achievement.stacks_into))
    if achievement.isced_code:
        code = clean_text(achievement.isced_code, field="isced")
        name = clean_text(achievement.field_of_study or code, field="fieldOfStudy")
        url = f"{SNB}isced-f/{code}"
        result.append(alignment("ISCED-F", name=name, url=url, targetCode=code, targetFramework="ISCED-F 2013"))
    return result


def _workload(achievement: AchievementDefinition) -> list[Json]:
    result = []
    if achievement.hours is not None:
        hours = wording("hours", achievement.languages[0], hours=f"{plain_number(achievement.hours)}")
        duration = _duration(achievement.hours)
        result.append(alignment("NotionalWorkload", name=hours, url=NOTIONAL_WORKLOAD, targetCode=duration))
    if achievement.ects is not None:
        code = f"{plain_number(achievement.ects)}"
        result.append(alignment("CreditFramework", name="ECTS", url=ECTS, targetCode=code, targetFramework="ECTS"))
    return result


def _duration(hours: Decimal) -> str:
    """Return hours as an ISO 8601 duration, in hours and minutes."""
    whole, minutes = divmod(int((hours * 60).to_integral_value()), 60)
    return f"PT{whole}H{minutes}M" if whole and minutes else f"PT{whole}H" if whole else f"PT{minutes}M"


def _level(level: EqfLevel | LevelNotApplicable | None, language: str) -> list[Json]:
    framework = "European Qualifications Framework"
    if isinstance(level, LevelNotApplicable):
        name = wording("eqf.none", language)
        return [
            alignment("EQF", name=name, url=EQF_LEVELS, targetDescription=level.reason, targetFramework=framework)
        ]
    if level is None:
        return []
    classified = level.classification
    how = wording("eqf.own", language)
    if classified is not None:
        how = wording("nlqf.classified", language, date=classified.until.isoformat())
    code = f"{level.level}"
    result = [
        alignment(
            "EQF",
            name=f"EQF {code}",
            url=f"{SNB}eqf/{code}",
            targetCode=code,
            targetDescription=how,
            targetFramework=framework,
        )
    ]
    if classified is not None:
        url = f"{SNB}qdr/{NLQF_CODES[classified.level]}"
        name = f"NLQF {classified.level}"
        result.append(
            alignment(
                "NLQF",
                name=name,
                url=url,
                targetCode=classified.level,
                targetDescription=how,
                targetFramework="NLQF",
            )
        )
    return result


def _supervision(achievement: AchievementDefinition, vocabulary_url: str) -> list[Json]:
    statement = achievement.supervision
    if statement is None:
        return []
    language = achievement.languages[0]
    names = (SUPERVISION_NAMES[statement.supervision], IDENTITY_CHECK_NAMES[statement.identity_checked])
    check = "identity-checked" if statement.identity_checked else "identity-not-checked"
    return [
        alignment(
            "SupervisionIdVerification",
            name=", ".join(name.get(language, name["en"]) for name in names),
            url=f"{vocabulary_url}{statement.supervision.value}-{check}",
        )
    ]


def _references(kind: str, references: tuple[Reference, ...]) -> list[Json]:
    return [alignment(kind, name=reference.name, url=reference.url) for reference in references]
