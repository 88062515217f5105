"""What is awarded for a version of a module, in the words of the module."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import ModuleText, ModuleVersion
from courses.models.facts import Participation
from courses.models.versions import text_in
from courses.progress_rules import Rule
from credentials.formats.profile import (
    AchievementDefinition,
    EqfLevel,
    LearningOutcome,
    LevelNotApplicable,
    QualityAssurance,
    Reference,
    SupervisionStatement,
)
from credentials.formats.vocabulary import AssessmentType, ParticipationForm, Scope, Supervision
from credentials.identifiers import achievement_url, badge_url
from credentials.models import Achievement

PARTICIPATION_FORMS = {
    Participation.ONLINE: ParticipationForm.ONLINE,
    Participation.PRESENTIAL: ParticipationForm.PRESENTIAL,
    Participation.BLENDED: ParticipationForm.BLENDED,
    Participation.WORK_BASED: ParticipationForm.WORK_BASED,
}


def achievement_definition(
    achievement: Achievement, text: ModuleText, *, stacks_into: tuple[Reference, ...] = ()
) -> AchievementDefinition:
    """What is awarded for a module version, in the language of `achievement` (M2, M6 to M11).

    `stacks_into` are the larger credentials that it is a part of.
    """
    version, url = achievement.version, achievement_url(achievement.uuid)
    assert version is not None
    fieldlab = version.fieldlab
    with translation.override(achievement.language):
        return AchievementDefinition(
            id=url,
            name=text.title,
            description=text.summary,
            narrative=narrative(version, with_practical=achievement.with_practical),
            scope=Scope.KNOWLEDGE_AND_PRACTICE if achievement.with_practical else Scope.KNOWLEDGE,
            outcomes=_outcomes(text, url),
            hours=version.hours,
            level=_level(version),
            assessment_types=assessment_types(version, with_practical=achievement.with_practical),
            participation=PARTICIPATION_FORMS[Participation(version.participation)],
            quality_assurance=QualityAssurance(
                name=_("Quality assurance of %(fieldlab)s") % {"fieldlab": fieldlab.name},
                url=fieldlab.quality_assurance_url,
                description=fieldlab.quality_assurance,
            ),
            supervision=SupervisionStatement(
                supervision_of(version, with_practical=achievement.with_practical),
                identity_checked=achievement.with_practical,
            ),
            languages=(achievement.language,),
            prerequisites=tuple(
                Reference(name=line.strip(), url=url) for line in text.prerequisites.splitlines() if line.strip()
            ),
            version=version.number,
            tags=(version.get_topic_display(),),
            stacks_into=stacks_into,
            image_url=badge_url(achievement.uuid),
        )


def _outcomes(text: ModuleText, url: str) -> tuple[LearningOutcome, ...]:
    return tuple(
        LearningOutcome(
            id=f"{url}#outcome-{position}",
            name=outcome.value["text"],
            esco_url=outcome.value.get("esco_uri") or "",
        )
        for position, outcome in enumerate(text.outcomes, start=1)
    )


def _level(version: ModuleVersion) -> EqfLevel | LevelNotApplicable | None:
    if version.eqf_level:
        return EqfLevel(version.eqf_level)
    return LevelNotApplicable(version.level_not_applicable) if version.level_not_applicable else None


def assessment_types(version: ModuleVersion, *, with_practical: bool) -> tuple[AssessmentType, ...]:
    """How was found out that the holder masters the outcomes (M9): by what the module's rule asks."""
    rule = Rule.from_json(version.rule)
    types = [AssessmentType.QUIZ] if rule.questions else []
    if rule.exercises:
        types.append(AssessmentType.ARTEFACT)
    if with_practical:
        types.append(AssessmentType.PRACTICAL)
    if rule.sessions or not types:
        types.append(AssessmentType.ATTENDANCE)
    return tuple(types)


def supervision_of(version: ModuleVersion, *, with_practical: bool) -> Supervision:
    """Who watched: an assessor; a trainer where being there is all that was assessed; else nobody."""
    if with_practical:
        return Supervision.SUPERVISED_ONSITE
    rule = Rule.from_json(version.rule)
    if not rule.sessions or rule.questions or rule.exercises:
        return Supervision.UNSUPERVISED
    online = version.participation == Participation.ONLINE
    return Supervision.SUPERVISED_ONLINE if online else Supervision.SUPERVISED_ONSITE


def narrative(version: ModuleVersion, *, with_practical: bool) -> str:
    """What one does to earn it, in the active language, as a list in Markdown."""
    rule = Rule.from_json(version.rule)
    lines = [
        ngettext("Finish %(count)d lesson.", "Finish all %(count)d lessons.", len(rule.lessons))
        % {"count": len(rule.lessons)}
    ]
    if rule.questions:
        lines.append(
            ngettext(
                "Answer %(count)d question, with at least %(pass_mark)d%% right.",
                "Answer %(count)d questions, with at least %(pass_mark)d%% right.",
                len(rule.questions),
            )
            % {"count": len(rule.questions), "pass_mark": rule.pass_mark}
        )
    if rule.exercises:
        lines.append(
            ngettext(
                "Write %(count)d program for a simulated robot; the server checked that it works.",
                "Write %(count)d programs for a simulated robot; the server checked that they work.",
                len(rule.exercises),
            )
            % {"count": len(rule.exercises)}
        )
    if rule.sessions:
        lines.append(
            ngettext(
                "Be at %(count)d session; the trainer marked who was there.",
                "Be at %(count)d sessions; the trainer marked who was there.",
                rule.sessions,
            )
            % {"count": rule.sessions}
        )
    if with_practical:
        criteria = sum(len(practical.criteria) for practical in rule.practicals)
        lines.append(
            ngettext(
                "Show %(count)d criterion in practice to an assessor, who checked who you are.",
                "Show %(count)d criteria in practice to an assessor, who checked who you are.",
                criteria,
            )
            % {"count": criteria}
        )
    elif supervision_of(version, with_practical=False) is Supervision.UNSUPERVISED:
        lines.append(_("Nobody watched while it was done. How the name was checked stands with the name."))
    return "\n".join(f"- {line}" for line in lines)


def module_text(version: ModuleVersion, language: str) -> ModuleText:
    return text_in(list(version.texts.all()), language, version.source_language)
