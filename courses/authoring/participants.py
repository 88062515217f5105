"""Who follows a module, for its fieldlab's trainers and managers: how far, and who waits for a practical."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.authoring.answers import AskedQuestion, answers_of, asked_in, heading_of, lessons_to_read
from courses.exercise_facts import Same, same_programs
from courses.models import Enrolment, ModuleText, ModuleVersion
from courses.models.versions import text_in
from lms.core.spreadsheets import csv_text
from lms.organisations.queries import written_fieldlabs

if TYPE_CHECKING:
    from lms.accounts.models import User

PER_PAGE = 50
# A longer page number is more than a database can count.
MAX_DIGITS = 9
STATES = {
    "busy": Q(withdrawn_at=None, completion=None, progress__awaits_practical=False),
    "waiting": Q(withdrawn_at=None, completion=None, progress__awaits_practical=True),
    "completed": Q(completion__isnull=False),
    "stopped": Q(withdrawn_at__isnull=False),
}


@dataclass(frozen=True)
class Participant:
    """One line of the list; `right` of `questions` are answered well, `answered` at all.

    `stuck` are exercises at which a program was handed in and none has passed; `same` is how many others handed in
    a program of theirs.
    """

    enrolment: Enrolment
    state: str
    right: int
    answered: int
    questions: int
    exercises: int = 0
    passed: int = 0
    stuck: int = 0
    same: int = 0

    @property
    def wrong(self) -> int:
        return self.answered - self.right

    @property
    def state_label(self) -> str:
        return state_labels()[self.state]


def state_labels() -> dict[str, str]:
    return {
        "busy": _("Busy"),
        "waiting": _("Waits for the practical"),
        "completed": _("Completed"),
        "stopped": _("Stopped"),
    }


def participants_of(user: User, module_key: UUID) -> QuerySet[Enrolment]:
    """Enrolments in a module, for trainers and managers of its fieldlab."""
    return (
        Enrolment.objects.filter(module_key=module_key, version__fieldlab__in=written_fieldlabs(user))
        .select_related("user", "version", "progress", "completion")
        .order_by("user__name", "-enrolled_at")
    )


def own_newest_version(user: User, module_key: UUID) -> QuerySet[ModuleVersion]:
    """The newest version of a module of a fieldlab where `user` is trainer or manager; empty for any other."""
    own = written_fieldlabs(user)
    return ModuleVersion.objects.filter(module_key=module_key, fieldlab__in=own, superseded_at=None)


def title_of(user: User, module_key: UUID) -> str:
    """The module's title in the reader's language; raises Http404 for a module of another fieldlab."""
    texts = list(
        ModuleText.objects.filter(version__in=own_newest_version(user, module_key)).select_related("version")
    )
    if not texts:
        raise Http404
    return text_in(texts, user.language, texts[0].version.source_language).title


def title_and_questions(user: User, module_key: UUID) -> tuple[str, list[AskedQuestion]]:
    """The same with the questions of the newest version, in one query."""
    lessons = list(lessons_to_read(user.language).filter(version__in=own_newest_version(user, module_key)))
    if not lessons:
        raise Http404
    return lessons[0].module_title, asked_in(lessons, user.language)  # type: ignore[attr-defined]  # annotated


def participant(enrolment: Enrolment, same: Same | None = None) -> Participant:
    exercises = enrolment.progress.conditions_of("exercise")
    questions = enrolment.progress.conditions_of("question")
    if enrolment.is_completed:
        state = "completed"
    elif enrolment.withdrawn_at:
        state = "stopped"
    else:
        state = "waiting" if enrolment.progress.awaits_practical else "busy"
    return Participant(
        enrolment=enrolment,
        state=state,
        right=sum(item["done"] for item in questions),
        answered=sum(item["detail"]["attempts"] > 0 for item in questions),
        questions=len(questions),
        exercises=len(exercises),
        passed=sum(item["done"] for item in exercises),
        stuck=sum(item["detail"]["attempts"] > 0 and not item["done"] for item in exercises),
        same=max(((same or {}).get((enrolment.pk, item["id"]), 0) for item in exercises), default=0),
    )


@require_safe
def participants(request: HttpRequest, module_key: UUID) -> HttpResponse:
    """The list, by state and by name; as CSV with `format=csv`. In the site's own frame, to stay within 8 SQL."""
    user = cast("User", request.user)
    enrolments = participants_of(user, module_key)
    state, name = request.GET.get("state", ""), request.GET.get("name", "").strip()
    if state in STATES:
        enrolments = enrolments.filter(STATES[state])
    if name:
        enrolments = enrolments.filter(user__name__icontains=name)
    if request.GET.get("format") == "csv":
        _title, asked = title_and_questions(user, module_key)
        return csv_response("participants", participants_csv(map(participant, enrolments), asked))
    asked_page = request.GET.get("p", "")[:MAX_DIGITS]
    number = int(asked_page) if asked_page.isdecimal() else 1
    first = (max(number, 1) - 1) * PER_PAGE
    found = list(enrolments[first : first + PER_PAGE + 1])
    same = same_programs(found)
    rows = [participant(enrolment, same) for enrolment in found]
    context = {
        "title": title_of(user, module_key),
        "module_key": module_key,
        "rows": rows[:PER_PAGE],
        "with_exercises": any(row.exercises for row in rows),
        "previous": number - 1,
        "next": number + 1 if len(rows) > PER_PAGE else None,
        "states": state_labels(),
        "state": state,
        "name": name,
    }
    return render(request, "courses/authoring/participants.html", context)


def csv_response(name: str, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{timezone.localdate():%Y-%m-%d}-{name}.csv"'
    return response


def participants_csv(rows: Iterable[Participant], asked: Sequence[AskedQuestion]) -> str:
    """One line per enrolment; after the facts a column for each of the questions `asked`."""
    head = [
        _("Name"),
        _("Version"),
        _("Enrolled on"),
        _("State"),
        _("Progress (%)"),
        _("Questions right"),
        _("Questions answered"),
        _("Questions"),
        _("Exercises passed"),
        _("Exercises"),
        _("Last step"),
        _("Completed on"),
        *map(heading_of, asked),
    ]
    return csv_text(
        head,
        (
            [
                row.enrolment.user.name,
                row.enrolment.version.number,
                timezone.localdate(row.enrolment.enrolled_at).isoformat(),
                row.state_label,
                row.enrolment.progress.percent,
                row.right,
                row.answered,
                row.questions,
                row.passed,
                row.exercises,
                day_or_nothing(row.enrolment.progress.last_step_at),
                day_or_nothing(row.enrolment.completion.completed_at if row.enrolment.is_completed else None),
                *(answer.words for answer in answers_of(row.enrolment, asked)),
            ]
            for row in rows
        ),
    )


def day_or_nothing(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


urlpatterns = [path("participants/<uuid:module_key>/", participants, name="participants")]
