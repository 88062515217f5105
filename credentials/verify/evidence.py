"""What its holder may let go along with a credential: what the module holds, what was seen, how it was scored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from courses.models import LessonVersion, PracticalAssessment
from courses.models.versions import text_in
from courses.structure import practicals_in
from credentials.models import Credential, EvidenceKind


@dataclass(frozen=True)
class ShownModule:
    """A module version: its title, number and workload, and its lessons in the language that was learned in."""

    title: str
    number: str
    published_at: datetime
    hours: Decimal
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class SeenCriterion:
    text: str
    met: bool
    note: str


@dataclass(frozen=True)
class SeenPractical:
    """What an assessor saw, in words."""

    title: str
    assessor: str
    at: datetime
    identity: str
    criteria: tuple[SeenCriterion, ...]


@dataclass(frozen=True)
class Evidence:
    """What goes along with one credential; `score` in per cent."""

    language: str = ""
    module: ShownModule | None = None
    practicals: tuple[SeenPractical, ...] = ()
    score: int | None = None
    kinds: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.module or self.practicals or self.score is not None)


def evidence_of(credential: Credential, kinds: Collection[str]) -> Evidence:
    """Return the chosen kinds of evidence, as far as there are any; nothing where none was chosen."""
    if not kinds or credential.completion is None:
        return Evidence()
    enrolment = credential.completion.enrolment
    version = credential.completion.version
    lessons = list(version.lessons.filter(language=enrolment.language))
    if not lessons:
        lessons = list(version.lessons.filter(language=version.source_language))
    module = None
    if EvidenceKind.MODULE in kinds:
        text = text_in(list(version.texts.all()), enrolment.language, version.source_language)
        module = ShownModule(
            title=text.title,
            number=version.number,
            published_at=version.published_at,
            hours=version.hours,
            lessons=tuple(lesson.title for lesson in lessons),
        )
    score = credential.completion.score
    return Evidence(
        language=lessons[0].language if lessons else enrolment.language,
        module=module,
        practicals=tuple(_practicals(credential, lessons)) if EvidenceKind.PRACTICAL in kinds else (),
        score=round(100 * score) if EvidenceKind.SCORE in kinds and score is not None else None,
        kinds=tuple(kinds),
    )


def _practicals(credential: Credential, lessons: list[LessonVersion]) -> Iterable[SeenPractical]:
    """The last passed observation of each practical of the module."""
    found = (
        PracticalAssessment.objects.filter(
            enrolment=credential.completion_id, passed=True, confirmed_at__isnull=False
        )
        .select_related("assessor")
        .order_by("confirmed_at")
    )
    last = {str(assessment.block_id): assessment for assessment in found}
    for lesson in lessons:
        for practical in practicals_in(lesson.content.raw_data):
            assessment = last.get(practical.id)
            if assessment is None:
                continue
            marks = {mark["criterion"]: mark for mark in assessment.marks}
            yield SeenPractical(
                title=practical.title,
                assessor=assessment.assessor.name,
                at=assessment.signed_at or assessment.started_at,
                identity=assessment.get_identity_check_display(),
                criteria=tuple(
                    SeenCriterion(item.text, bool(marks[item.id]["met"]), marks[item.id].get("note", ""))
                    for item in practical.criteria
                    if item.id in marks
                ),
            )
