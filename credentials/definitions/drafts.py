"""From a module, or several, to the first draft of a definition."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.utils import translation
from django.utils.translation import ngettext

from courses.models import ModuleVersion
from courses.models.facts import Participation
from courses.models.versions import text_in
from courses.progress_rules import Rule as ModuleRule
from credentials.award_rules import EVIDENCE, Rule, evidence_of
from credentials.definitions.badges import design_for
from credentials.definitions.modules import PARTICIPATION_FORMS, assessment_types, narrative, supervision_of
from credentials.formats.vocabulary import LANGUAGES, AssessmentType, Supervision
from credentials.models.content import AFTER_MONTHS, EQF, NEVER, NO_LEVEL, Content, Expiry, Level, Outcome, Texts
from lms.organisations.models import Fieldlab


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
        hours=sum((version.hours for version in versions.values()), start=Decimal()),
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
