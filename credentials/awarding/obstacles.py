"""Why a completion has no credential, and what somebody can do about it.

Found by making the document once more without signing or storing it, so that what has been mended is gone at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Attendance, Completion, ModuleText, ModuleVersion, PracticalAssessment
from credentials.award_rules import HELD
from credentials.awarding.facts import checked_attendances, confirmed_assessments
from credentials.awarding.names import assessor_of, checked_name, confirmed_names, holder_of
from credentials.definitions.authored import achievement_of, authored_definition
from credentials.definitions.issuers import issuer_profile
from credentials.definitions.modules import achievement_definition, module_text
from credentials.formats.achievement import build_achievement
from credentials.formats.achievement_credential import build_achievement_credential, build_issuer
from credentials.formats.elements import Element, MissingElements, missing_elements
from credentials.formats.errors import FormatError
from credentials.formats.profile import AchievementDefinition
from credentials.identifiers import credential_url, vocabulary_url
from credentials.models import Achievement, Definition, NameConfirmation
from credentials.queries import refused_completions

ELEMENTS = {
    Element.LEARNER: gettext_lazy("the worker's name and e-mail address"),
    Element.TITLE: gettext_lazy("the title and the summary of the module"),
    Element.COUNTRY_AND_REGION: gettext_lazy("the province of the fieldlab"),
    Element.AWARDING_BODY: gettext_lazy("the fieldlab's name, website or KvK number"),
    Element.LEARNING_OUTCOMES: gettext_lazy("the learning outcomes"),
    Element.WORKLOAD: gettext_lazy("the workload in hours"),
    Element.LEVEL: gettext_lazy("the level, or why no level applies"),
    Element.ASSESSMENT_TYPE: gettext_lazy("how the module is assessed"),
    Element.PARTICIPATION: gettext_lazy("the form of participation"),
    Element.QUALITY_ASSURANCE: gettext_lazy("the fieldlab's page about quality assurance"),
    Element.SUPERVISION: gettext_lazy("whether somebody watched"),
}
# Texts and addresses in a document, by the names that its errors give them.
FIELDS = {
    "holder.name": gettext_lazy("the worker's name"),
    "holder.email": gettext_lazy("the worker's e-mail address"),
    "identity.checked_by": gettext_lazy("who checked the name"),
    "assessor.name": gettext_lazy("the assessor's name"),
    "issuer.name": gettext_lazy("the fieldlab's name"),
    "issuer.url": gettext_lazy("the fieldlab's website"),
    "issuer.region": gettext_lazy("the province of the fieldlab"),
    "parentOrg.name": gettext_lazy("the fieldlab's name in the trade register"),
    "kvk_number": gettext_lazy("the fieldlab's KvK number"),
    "name": gettext_lazy("the title of the module"),
    "description": gettext_lazy("the summary of the module"),
    "prerequisite": gettext_lazy("what one needs to know before"),
    "outcome": gettext_lazy("a learning outcome"),
    "targetName": gettext_lazy("a name in the module or the fieldlab's quality assurance"),
    "targetDescription": gettext_lazy("the quality assurance, or why no level applies"),
    "targetUrl": gettext_lazy("the address of an ESCO skill or of the page about quality assurance"),
}
# What a completion lacks, where it did not earn the credential.
LACKING = {
    "score": gettext_lazy("The score is lower than this credential asks for."),
    "evidence": gettext_lazy(
        "Part of what this credential asks for was not checked: for example questions or a practical."
    ),
    "modules": gettext_lazy("This credential asks for other modules too."),
    HELD: gettext_lazy("This credential was earned before."),
}
JUDGED = gettext_lazy(
    "That holds as long as the rule does. Does it ask too much? Then change the micro-credential and publish it:"
    " everybody is judged anew."
)
OF_THE_WORKER = {Element.LEARNER, "holder.name", "holder.email"}
OF_THE_ASSESSOR = {"assessor.name", "identity.checked_by"}
OF_THE_FIELDLAB = {
    Element.COUNTRY_AND_REGION,
    Element.AWARDING_BODY,
    Element.QUALITY_ASSURANCE,
    *("issuer.name", "issuer.url", "issuer.region", "parentOrg.name", "kvk_number"),
}
OF_EITHER = {"targetName", "targetDescription", "targetUrl"}


@dataclass(frozen=True)
class Obstacle:
    """What keeps a credential from being made, in sentences; `fieldlab` where its own data have to be mended."""

    why: str
    what_to_do: str
    fieldlab: bool = False
    module: bool = False


class Authored:
    """What a published definition says in each language; read once for many completions."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._described: dict[str, tuple[Achievement, AchievementDefinition]] = {}

    def described(self, language: str) -> tuple[Achievement, AchievementDefinition]:
        """Its achievement, and what that says; raises FormatError."""
        if language not in self._described:
            definition, achievement = self._definition, achievement_of(self._definition, language)
            described = authored_definition(
                definition.published_content,
                fieldlab=definition.fieldlab,
                uuid=achievement.uuid,
                number=definition.number,
                language=achievement.language,
            )
            self._described[language] = achievement, described
        return self._described[language]


def refusals_of_completions(completion_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What those of the completions lack that did not earn the credential, in sentences for anybody."""
    found = refused_completions().filter(pk__in=completion_ids)
    return {
        pk: " ".join(str(LACKING[part]) for part in lacking if part in LACKING)
        for pk, lacking in found.values_list("pk", "award_refusal__lacking")
    }


def obstacles_of(completions: Iterable[Completion]) -> dict[UUID, Obstacle]:
    """Why each of these completions has no credential; with `enrolment__user` and `version__fieldlab` selected.

    One that nothing keeps is left out: it is made as soon as its turn comes.
    """
    wanted = list(completions)
    prefetch_related_objects(wanted, "version__texts")
    refusals = refusals_of_completions([completion.pk for completion in wanted])
    published = Definition.objects.published().select_related("fieldlab")
    definitions = {
        definition.module_key: Authored(definition)
        for definition in published.filter(module_key__in={item.version.module_key for item in wanted})
    }
    versions = {completion.version_id for completion in wanted}
    achievements = {
        (achievement.version_id, achievement.language, achievement.with_practical): achievement
        for achievement in Achievement.objects.filter(version__in=versions)
    }
    assessments = confirmed_assessments(wanted)
    attendances = checked_attendances(wanted)
    confirmed = confirmed_names(completion.enrolment.user for completion in wanted)
    found = {}
    for completion in wanted:
        if why := refusals.get(completion.pk):
            found[completion.pk] = Obstacle(why, str(JUDGED))
            continue
        authored = definitions.get(completion.version.module_key)
        try:
            observed, seen = assessments.get(completion.pk), attendances.get(completion.pk)
            try_to_make(completion, observed, seen, achievements, confirmed, authored)
        except FormatError as error:
            found[completion.pk] = obstacle_from(error)
    return found


def try_to_make(
    completion: Completion,
    assessment: PracticalAssessment | None,
    attendance: Attendance | None,
    achievements: Mapping[tuple[int | None, str, bool], Achievement],
    confirmed: Mapping[int, NameConfirmation],
    authored: Authored | None = None,
) -> None:
    """Make the document as `issue` does, and throw it away. Raises FormatError where it can't be made.

    `authored` is the definition of the module, if it has one of its own: that governs.
    """
    version, practical = completion.version, assessment is not None
    checked = checked_name(
        completion.enrolment.user, assessment, attendance, confirmed, on=completion.completed_at
    )
    published: Achievement | None
    if authored is not None:
        published, definition = authored.described(completion.enrolment.language)
        language = published.language
    else:
        text = module_text(version, completion.enrolment.language)
        language = text.language
        published = achievements.get((version.pk, language, practical))
        unsaved = Achievement(
            uuid=published.uuid if published else uuid4(),
            version=version,
            language=language,
            with_practical=practical,
        )
        definition = achievement_definition(unsaved, text)
    build_achievement_credential(
        id=credential_url(uuid4()),
        issuer=issuer_profile(version.fieldlab),
        achievement=definition,
        holder=holder_of(completion.enrolment.user, checked, language=language),
        valid_from=completion.completed_at,
        awarded=completion.completed_at,
        vocabulary_url=vocabulary_url(),
        assessor=assessor_of(assessment) if assessment else None,
        published=published.definition if published else None,
    )


def problems_of_draft(version: ModuleVersion, text: ModuleText, with_practical: bool) -> list[str]:
    """What would keep credentials of a module from being made, were it published so; `version` is not saved."""
    achievement = Achievement(version=version, language=text.language, with_practical=with_practical)
    definition, issuer = achievement_definition(achievement, text), issuer_profile(version.fieldlab)
    if missing := missing_elements(definition, issuer):
        return [obstacle_from(MissingElements(missing)).why]
    try:
        build_achievement(definition, vocabulary_url=vocabulary_url())
        build_issuer(issuer)
    except FormatError as error:
        return [obstacle_from(error).why]
    return []


def obstacle_from(error: FormatError) -> Obstacle:
    """Say what an error means to somebody who has to mend it."""
    if isinstance(error, MissingElements):
        names = ", ".join(str(ELEMENTS[element]) for element in error.elements)
        return Obstacle(
            _("Missing in the credential: %(names)s.") % {"names": names},
            _what_to_do(set(error.elements)),
            **_whose(set(error.elements)),
        )
    field = error.parameters.get("field", "")
    name = str(FIELDS.get(field, field or error.code))
    if error.code == "identifier_malformed":
        why = _("This address can't stand in a credential: %(name)s.") % {"name": name}
    else:
        why = _(
            "This can't stand in a credential, for instance because of characters that can't be seen: %(name)s."
        )
        why %= {"name": name}
    return Obstacle(why, _what_to_do({field}), **_whose({field}))


def _whose(parts: set[Element | str]) -> dict[str, bool]:
    others = parts - OF_THE_WORKER - OF_THE_ASSESSOR - OF_THE_FIELDLAB - OF_EITHER
    return {"fieldlab": bool(parts & (OF_THE_FIELDLAB | OF_EITHER)), "module": bool(others or parts & OF_EITHER)}


def _what_to_do(parts: set[Element | str]) -> str:
    advice = []
    whose = _whose(parts)
    if parts & OF_THE_WORKER:
        advice.append(_("Ask the worker to correct it on the page of their account."))
    if parts & OF_THE_ASSESSOR:
        advice.append(_("Ask the assessor to correct their name on the page of their account."))
    if whose["fieldlab"]:
        advice.append(_("Correct the data of the fieldlab."))
    if whose["module"]:
        advice.append(
            _("Correct the module and publish it as a large change; the worker can then complete the new version.")
        )
    advice.append(_("The credential is made by itself within a few minutes after that."))
    return " ".join(advice)
