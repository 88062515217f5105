"""What a definition needs before it can be published, in words that a trainer can act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from courses.models import ModuleVersion
from credentials.award_rules import ANSWERS, ASSESSOR, ATTENDANCE, evidence_of
from credentials.definitions.authored import authored_definition
from credentials.definitions.issuers import issuer_profile
from credentials.formats.achievement import build_achievement
from credentials.formats.elements import Element, missing_elements
from credentials.formats.errors import FormatError
from credentials.formats.vocabulary import NLQF_CODES, AssessmentType, Supervision
from credentials.identifiers import vocabulary_url
from credentials.models import Definition, EctsRight
from credentials.models.content import AFTER_MONTHS, NLQF, NO_LEVEL, UNTIL_RECERTIFIED, Content
from lms.organisations.models import Fieldlab

# Where it is mended: the part of the form, by its heading.
IN_TEXTS = gettext_lazy("Texts")
IN_OUTCOMES = gettext_lazy("Learning outcomes")
IN_FACTS = gettext_lazy("Facts")
IN_ASSESSMENT = gettext_lazy("Assessment")
IN_RULE = gettext_lazy("How it is earned")
IN_EXPIRY = gettext_lazy("How long it is valid")
IN_FIELDLAB = gettext_lazy("My fieldlab")
EVIDENCE_NAMES = {
    ANSWERS: gettext_lazy("Answers that the server checked"),
    ASSESSOR: gettext_lazy("An assessor's signature"),
    ATTENDANCE: gettext_lazy("Attendance at a session, marked by a trainer"),
}
# By the names of Content.to_json; what is not here stands under "Facts".
PART_OF = {
    "texts": IN_TEXTS,
    "outcomes": IN_OUTCOMES,
    "assessments": IN_ASSESSMENT,
    "participation": IN_ASSESSMENT,
    "supervision": IN_ASSESSMENT,
    "identity_checked": IN_ASSESSMENT,
    "rule": IN_RULE,
    "approval": IN_RULE,
    "grade": IN_RULE,
    "expiry": IN_EXPIRY,
    "badge": gettext_lazy("Badge"),
}

MISSING: dict[Element, tuple[Promise, Promise]] = {
    Element.TITLE: (IN_TEXTS, gettext_lazy("Fill in the name and the description.")),
    Element.COUNTRY_AND_REGION: (IN_FIELDLAB, gettext_lazy("The province is missing. The operator fills it in.")),
    Element.AWARDING_BODY: (
        IN_FIELDLAB,
        gettext_lazy(
            "The website or the KvK number of the fieldlab is missing. Your manager or the operator fills it in."
        ),
    ),
    Element.LEARNING_OUTCOMES: (
        IN_OUTCOMES,
        gettext_lazy("Write at least one learning outcome, and each of them in this language too."),
    ),
    Element.WORKLOAD: (IN_FACTS, gettext_lazy("Say how many hours it takes.")),
    Element.LEVEL: (IN_FACTS, gettext_lazy("Choose a level, or say why no level applies.")),
    Element.ASSESSMENT_TYPE: (
        IN_ASSESSMENT,
        gettext_lazy("Choose how it is assessed, and write what somebody does to earn it."),
    ),
    Element.PARTICIPATION: (IN_ASSESSMENT, gettext_lazy("Choose how people take part.")),
    Element.QUALITY_ASSURANCE: (
        IN_FIELDLAB,
        gettext_lazy("The page about quality assurance is missing. Your manager fills it in."),
    ),
    Element.SUPERVISION: (
        IN_ASSESSMENT,
        gettext_lazy("Say who watches during the assessment, and whether somebody checks who the person is."),
    ),
}
# What one calls them in the reader's language; settings.LANGUAGES has their own names.
LANGUAGE_NAMES = {
    "nl": pgettext_lazy("language", "Dutch"),
    "en": pgettext_lazy("language", "English"),
    "de": pgettext_lazy("language", "German"),
}


@dataclass(frozen=True)
class Problem:
    """One thing that keeps it from being published: where, in which language if in one, and what to do."""

    where: str
    message: str
    language: str = ""

    def __str__(self) -> str:
        where = f"{self.where} ({self.language})" if self.language else self.where
        return f"{where}: {self.message}"


class DefinitionNotReady(Exception):
    """A definition was handed in or approved while something is missing."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def changed_parts(before: Content, after: Content) -> list[str]:
    """The parts of the form in which two contents differ, by their headings."""
    one, other = before.to_json(), after.to_json()
    changed = dict.fromkeys(PART_OF.get(name, IN_FACTS) for name in one if one[name] != other[name])
    return [str(part) for part in changed]


def problems_of(content: Content, definition: Definition) -> list[Problem]:
    """All that keeps `content` from being published as the next version of `definition`; empty: ready."""
    fieldlab = definition.fieldlab
    problems = [Problem(str(where), message) for where, message in _own_problems(content, fieldlab)]
    if not content.languages:
        where, message = MISSING[Element.TITLE]
        return [Problem(str(where), str(message)), *problems]
    seen: set[tuple[str, str]] = set()
    for language in content.languages:
        for element in _missing(content, fieldlab, language):
            where, message = MISSING[element]
            per_language = where in (IN_TEXTS, IN_OUTCOMES) or element in (Element.LEVEL, Element.ASSESSMENT_TYPE)
            spoken = str(LANGUAGE_NAMES[language]) if per_language and len(content.languages) > 1 else ""
            if (spoken, str(message)) not in seen:
                seen.add((spoken, str(message)))
                problems.append(Problem(str(where), str(message), spoken))
    return problems or list(_unsignable(content, fieldlab))


def _missing(content: Content, fieldlab: Fieldlab, language: str) -> tuple[Element, ...]:
    achievement = authored_definition(content, fieldlab=fieldlab, uuid=uuid4(), number=1, language=language)
    return missing_elements(achievement, issuer_profile(fieldlab))


def _unsignable(content: Content, fieldlab: Fieldlab) -> Iterator[Problem]:
    for language in content.languages:
        achievement = authored_definition(content, fieldlab=fieldlab, uuid=uuid4(), number=1, language=language)
        try:
            build_achievement(achievement, vocabulary_url=vocabulary_url())
        except FormatError as error:
            where = error.parameters.get("field", "")
            message = _("A text holds characters that can't be signed (%(where)s). Type it again.")
            yield Problem(str(IN_TEXTS), message % {"where": where}, str(LANGUAGE_NAMES[language]))


def _own_problems(content: Content, fieldlab: Fieldlab) -> Iterator[tuple[Promise, str]]:
    if content.ects is not None and not EctsRight.objects.filter(fieldlab=fieldlab).exists():
        yield IN_FACTS, _("This fieldlab may not award ECTS. Empty the field, or ask the operator for the right.")
    level = content.level
    if level.kind == NLQF:
        if level.nlqf not in NLQF_CODES or level.until is None:
            yield IN_FACTS, _("Fill in the NLQF level and until when the classification by NCP NLQF holds.")
        elif level.until < timezone.localdate():
            yield IN_FACTS, _("The classification by NCP NLQF has ended. Choose an own indication instead.")
    elif level.kind != NO_LEVEL and level.nlqf:
        yield IN_FACTS, _("An NLQF level is given by NCP NLQF only. Empty it, or choose “classified by NCP NLQF”.")
    yield from _rule_problems(content, fieldlab)
    yield from _expiry_problems(content, fieldlab)


def _rule_problems(content: Content, fieldlab: Fieldlab) -> Iterator[tuple[Promise, str]]:
    rule = content.rule
    known = {str(key) for key in _module_keys(fieldlab)}
    if not rule.modules or not set(rule.modules) <= known:
        yield IN_RULE, _("Choose published modules of this fieldlab.")
    elif not 1 <= rule.needed <= len(rule.modules):
        yield IN_RULE, _("Say how many of the modules are needed: at least one, and no more than there are.")
    if len(rule.modules) > 1:
        # Each part is a credential, with the evidence that its own rule asks for.
        return
    if not rule.evidence:
        message = _(
            "Choose what proves it: answers that the server checked, an assessor's signature, or attendance."
        )
        yield IN_RULE, message + " " + _("What only a browser reported never earns a credential.")
    yield from _impossible(content)
    practical = AssessmentType.PRACTICAL.name in content.assessments
    if practical and ASSESSOR not in rule.evidence:
        yield IN_RULE, _("It says that practice is assessed: then an assessor's signature is needed.")
    if content.identity_checked and ASSESSOR not in rule.evidence:
        yield IN_RULE, _("It says that somebody checks who the person is: then an assessor's signature is needed.")
    watched = content.supervision not in ("", Supervision.UNSUPERVISED.name)
    if watched and not {ASSESSOR, ATTENDANCE} & set(rule.evidence):
        yield IN_RULE, _("It says that somebody watches: then an assessor's signature or attendance is needed.")
    if AssessmentType.ATTENDANCE.name in content.assessments and ATTENDANCE not in rule.evidence:
        yield IN_RULE, _("It says that attendance is assessed: then attendance at a session is needed.")


def _impossible(content: Content) -> Iterator[tuple[Promise, str]]:
    """What the rule asks and the module, as it is offered now, can't give: nobody could earn it."""
    version = ModuleVersion.objects.newest().filter(module_key__in=content.rule.modules).first()
    if version is None:
        return
    given = evidence_of(version.rule, assessed=bool(version.rule.get("practicals")))
    for kind in content.rule.evidence:
        if kind not in given:
            message = _("The module has nothing that gives this proof: %(proof)s. Then nobody can earn it.")
            yield IN_RULE, message % {"proof": EVIDENCE_NAMES[kind]}
    if not version.rule.get("questions") and (content.rule.minimum_score or content.grade):
        yield IN_RULE, _("The module asks no questions, so there is no score: set it to 0, and do not show it.")


def _expiry_problems(content: Content, fieldlab: Fieldlab) -> Iterator[tuple[Promise, str]]:
    expiry = content.expiry
    if expiry.kind in (AFTER_MONTHS, UNTIL_RECERTIFIED) and not expiry.months:
        yield IN_EXPIRY, _("Say after how many months.")
    if expiry.kind == UNTIL_RECERTIFIED and not expiry.refresher:
        yield IN_EXPIRY, _("Choose the refresher by which people are recertified.")
    if expiry.refresher and expiry.refresher not in {str(key) for key in _module_keys(fieldlab)}:
        yield IN_EXPIRY, _("Choose a refresher of this fieldlab.")


def _module_keys(fieldlab: Fieldlab) -> set[object]:
    return set(ModuleVersion.objects.newest().filter(fieldlab=fieldlab).values_list("module_key", flat=True))
