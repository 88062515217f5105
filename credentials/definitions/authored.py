"""From a definition that a fieldlab wrote to what a credential says."""

from __future__ import annotations

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from credentials.formats.fields_of_study import field_name
from credentials.formats.profile import (
    AchievementDefinition,
    EqfLevel,
    Grade,
    LearningOutcome,
    LevelNotApplicable,
    NlqfClassification,
    QualityAssurance,
    Reference,
    SupervisionStatement,
)
from credentials.formats.vocabulary import AssessmentType, ParticipationForm, Scope, Supervision
from credentials.identifiers import achievement_url, badge_url
from credentials.models import Achievement, Definition
from credentials.models.content import NLQF, NO_LEVEL, Content, Level, Texts
from lms.organisations.models import Fieldlab


def authored_definition(
    content: Content, *, fieldlab: Fieldlab, uuid: UUID, number: int, language: str
) -> AchievementDefinition:
    """What is awarded by a definition in one of its languages (M2, M6 to M11, and the optional elements).

    Whatever is missing stays empty, so that `missing_elements` can name it.
    """
    url, texts = achievement_url(uuid), content.texts[language]
    practical = AssessmentType.PRACTICAL.name in content.assessments
    with translation.override(language):
        quality = QualityAssurance(
            name=_("Quality assurance of %(fieldlab)s") % {"fieldlab": fieldlab.name},
            url=fieldlab.quality_assurance_url,
            description=fieldlab.quality_assurance,
        )
        grade = Grade(f"{url}#grade", _("Score"), content.rule.minimum_score) if content.grade else None
    return AchievementDefinition(
        id=url,
        name=texts.name,
        description=texts.description,
        narrative=texts.criteria,
        scope=Scope.KNOWLEDGE_AND_PRACTICE if practical else Scope.KNOWLEDGE,
        outcomes=_outcomes(content, url, language),
        hours=content.hours,
        ects=content.ects,
        level=_level(content.level, texts),
        assessment_types=tuple(AssessmentType[name] for name in content.assessments),
        participation=ParticipationForm[content.participation] if content.participation else None,
        quality_assurance=quality,
        supervision=_supervision(content),
        languages=(language,),
        prerequisites=tuple(
            Reference(line.strip(), url) for line in texts.prerequisites.splitlines() if line.strip()
        ),
        stacks_into=stacks_into(content, fieldlab, language),
        isced_code=content.isced,
        field_of_study=field_name(content.isced, language) if content.isced else "",
        human_code=content.human_code,
        version=f"{number}",
        tags=content.tags,
        image_url=badge_url(uuid),
        grade=grade,
    )


def _outcomes(content: Content, url: str, language: str) -> tuple[LearningOutcome, ...]:
    return tuple(
        LearningOutcome(f"{url}#outcome-{position}", outcome.texts.get(language, ""), outcome.skill)
        for position, outcome in enumerate(content.outcomes, start=1)
    )


def _supervision(content: Content) -> SupervisionStatement | None:
    if not content.supervision or content.identity_checked is None:
        return None
    return SupervisionStatement(Supervision[content.supervision], content.identity_checked)


def _level(level: Level, texts: Texts) -> EqfLevel | LevelNotApplicable | None:
    if level.kind == NO_LEVEL:
        return LevelNotApplicable(texts.no_level_reason)
    if level.eqf is None:
        return None
    classified = level.kind == NLQF and level.nlqf and level.until
    return EqfLevel(level.eqf, NlqfClassification(level.nlqf, level.until) if classified and level.until else None)


def stacks_into(content: Content, fieldlab: Fieldlab, language: str) -> tuple[Reference, ...]:
    """The published credentials of the fieldlab that what is earned by `content`'s one module is a part of."""
    if len(content.rule.modules) != 1:
        return ()
    return programmes_with(content.rule.modules[0], fieldlab, language)


def programmes_with(module_key: UUID | str, fieldlab: Fieldlab, language: str) -> tuple[Reference, ...]:
    """The larger credentials that a module counts for, by the address of their newest version."""
    larger = Definition.objects.published().filter(fieldlab=fieldlab, module_key=None)
    found = []
    for definition in larger.order_by("pk"):
        content = definition.published_content
        if str(module_key) in content.rule.modules:
            achievement = achievement_of(definition, language)
            found.append(Reference(achievement.name, achievement_url(achievement.uuid)))
    return tuple(found)


def achievement_of(definition: Definition, language: str) -> Achievement:
    """What a published definition awards now, in `language` or else in its first."""
    content = definition.published_content
    return Achievement.objects.select_related("version", "fieldlab").get(
        authored=definition, number=f"{definition.number}", language=content.language_for(language)
    )
