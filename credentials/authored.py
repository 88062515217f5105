"""From a definition that a fieldlab wrote to what a credential says, and from a module to a first draft."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import ModuleVersion
from courses.models.facts import Participation
from courses.models.versions import text_in
from courses.progress_rules import Rule as ModuleRule
from credentials.award_rules import EVIDENCE, Rule, evidence_of
from credentials.badges import design_for
from credentials.definition_content import (
    AFTER_MONTHS,
    EQF,
    NEVER,
    NLQF,
    NO_LEVEL,
    Content,
    Expiry,
    Level,
    Outcome,
    Texts,
)
from credentials.definitions import PARTICIPATION_FORMS, assessment_types, narrative, supervision_of
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
from credentials.formats.vocabulary import LANGUAGES, AssessmentType, ParticipationForm, Scope, Supervision
from credentials.identifiers import achievement_url, badge_url
from credentials.models import Achievement, Definition
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
        outcomes=tuple(
            LearningOutcome(f"{url}#outcome-{position}", outcome.texts.get(language, ""), outcome.skill)
            for position, outcome in enumerate(content.outcomes, start=1)
        ),
        hours=content.hours,
        ects=content.ects,
        level=_level(content.level, texts),
        assessment_types=tuple(AssessmentType[name] for name in content.assessments),
        participation=ParticipationForm[content.participation] if content.participation else None,
        quality_assurance=quality,
        supervision=(
            SupervisionStatement(Supervision[content.supervision], content.identity_checked)
            if content.supervision and content.identity_checked is not None
            else None
        ),
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


def draft_from_module(version: ModuleVersion) -> Content:
    """A first draft with all that the module says itself; what a person must decide is left open."""
    rule = ModuleRule.from_json(version.rule)
    practical = bool(rule.practicals)
    texts = {text.language: text for text in version.texts.all()}
    source = text_in(list(texts.values()), version.source_language, version.source_language)
    languages = [language for language in LANGUAGES if language in texts]
    checked = evidence_of(version.rule, assessed=practical)
    assessments = assessment_types(version, with_practical=practical) if checked else ()
    by_id = {
        language: {outcome.id: outcome.value["text"] for outcome in texts[language].outcomes}
        for language in languages
    }
    return Content(
        texts={language: _texts_of(version, texts[language], language, practical) for language in languages},
        rule=Rule((str(version.module_key),), 1, 0, tuple(kind for kind in EVIDENCE if kind in checked)),
        outcomes=tuple(
            Outcome(
                str(outcome.id),
                {language: by_id[language].get(outcome.id, "") for language in languages},
                outcome.value.get("esco_uri") or "",
            )
            for outcome in source.outcomes
        ),
        hours=version.hours,
        level=Level(EQF, version.eqf_level) if version.eqf_level else Level(NO_LEVEL),
        assessments=tuple(item.name for item in assessments),
        participation=PARTICIPATION_FORMS[Participation(version.participation)].name,
        supervision=supervision_of(version, with_practical=practical).name,
        identity_checked=practical,
        tags=(version.get_topic_display(),),
        badge=design_for(version).to_json(),
        expiry=Expiry(AFTER_MONTHS, version.validity_months) if version.validity_months else Expiry(NEVER),
    )


def _texts_of(version: ModuleVersion, text: object, language: str, practical: bool) -> Texts:
    with translation.override(language):
        return Texts(
            name=text.title,  # type: ignore[attr-defined]  # a ModuleText
            description=text.summary,  # type: ignore[attr-defined]
            criteria=narrative(version, with_practical=practical),
            prerequisites=text.prerequisites,  # type: ignore[attr-defined]
            no_level_reason=version.level_not_applicable,
        )


def draft_of_programme(versions: Mapping[UUID, ModuleVersion], fieldlab: Fieldlab, language: str) -> Content:
    """A first draft of a credential for several modules: their hours and outcomes together."""
    names = [version_title(version, language) for version in versions.values()]
    outcomes: list[Outcome] = []
    for version in versions.values():
        outcomes += draft_from_module(version).outcomes
    parts = [draft_from_module(version) for version in versions.values()]
    practical = any(AssessmentType.PRACTICAL.name in part.assessments for part in parts)
    with translation.override(language):
        criteria = ngettext(
            "Earn the credential of %(count)d module: %(names)s.",
            "Earn the credentials of %(count)d modules: %(names)s.",
            len(names),
        ) % {"count": len(names), "names": ", ".join(names)}
    return Content(
        texts={language: Texts(criteria=criteria)},
        rule=Rule(tuple(str(key) for key in versions), len(versions), 0, ()),
        outcomes=tuple(outcomes),
        hours=sum((version.hours for version in versions.values()), start=next(iter(versions.values())).hours * 0),
        level=Level(),
        assessments=tuple(dict.fromkeys(name for part in parts for name in part.assessments)),
        supervision=(Supervision.SUPERVISED_ONSITE if practical else Supervision.UNSUPERVISED).name,
        identity_checked=practical,
        tags=tuple(dict.fromkeys(tag for part in parts for tag in part.tags)),
        badge={
            "shape": "shield",
            "icon": "cap",
            "colour": fieldlab.colour.lower(),
            "accent": fieldlab.accent_colour.lower(),
        },
        approval=True,
    )


def version_title(version: ModuleVersion, language: str) -> str:
    return text_in(list(version.texts.all()), language, version.source_language).title
