"""A robot exercise: the browser sends programs, and asks what came of them; all of it the learner's own.

Answers are JSON; what is refused is said as application/problem+json (RFC 9457) in the learner's language.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.request import RawPostDataException
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.actions.hand_in_program import hand_in_program
from courses.actions.save_program import save_program
from courses.actions.try_program import try_program
from courses.exercises.text_words import problems_in_words
from courses.models import RobotAttempt
from courses.player.http import NOT_THERE, LearnerRequest, StepForm, signed_in_page, step_of
from courses.player.robot_attempts import attempt_data
from courses.player.robot_data import exercise_alone, exercise_page
from courses.queries import attempts_ahead, own_enrolments
from courses.robot_steps import (
    PROGRAM_BYTES,
    NewerWork,
    ProgramRefused,
    ProgramTooLarge,
    TooManyAttempts,
    exercise_of_step,
)
from courses.robotics.reading import TextError, from_text
from courses.steps import StepRefused
from lms.lrs.records import StatementConflict, StatementRefused
from lms.lrs.requests.parsing import parsed

# A program with what is sent around it.
BODY_BYTES = PROGRAM_BYTES + 1024


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    data = {"type": "about:blank", "status": status, "detail": detail, **more}
    return JsonResponse(data, status=status, content_type="application/problem+json")


def learners_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer whoever is not signed in, what is not theirs and what can't be done with a problem that says so."""

    @wraps(view)
    def wrapped(request: LearnerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return problem(401, _("You are signed out. Sign in again: what you saved is kept."))
        try:
            return view(request, *args, **kwargs)
        except (*NOT_THERE, RobotAttempt.DoesNotExist):
            return problem(404, _("This is not here."))
        except TooManyAttempts as refusal:
            answer = problem(429, str(refusal.reason))
            answer["Retry-After"] = str(refusal.seconds)
            return answer
        except ProgramTooLarge as refusal:
            return problem(413, str(refusal.reason))
        except ProgramRefused as refusal:
            return problem(422, str(refusal.reason), path=refusal.path)
        except StepRefused as refusal:
            return problem(409, str(refusal.reason))
        except StatementConflict:
            return problem(409, _("This was sent before with another program. Load the page again."))
        except BadRequest:
            return problem(400, _("This can't be read. Load the page again and try once more."))

    return never_cache(wrapped)


def body_of(request: LearnerRequest) -> dict[str, Any]:
    """The JSON object that was sent; raises ProgramTooLarge before reading more than that, and BadRequest."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_BYTES:
        raise ProgramTooLarge(_("This program is too large: 64 kB at most. Use repeat or a procedure."))
    try:
        data = parsed(request.body.decode("utf-8"))
    except (StatementRefused, UnicodeDecodeError, RawPostDataException) as error:
        # The last one: it came as a form, which was read before it got here.
        raise BadRequest from error
    if not isinstance(data, dict):
        raise BadRequest
    return data


def step_in(data: dict[str, Any]) -> UUID:
    form = StepForm({"step": data.get("step")})
    if not form.is_valid():
        raise BadRequest
    return cast("UUID", form.cleaned_data["step"])


@require_safe
@learners_json
def exercise(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID, block_id: UUID) -> HttpResponse:
    """The exercise, the program in hand and the last attempts."""
    enrolment = own_enrolments(request.user).get(pk=enrolment_id)
    page = exercise_page(enrolment, exercise_of_step(enrolment, lesson_key, block_id), enrolment.language)
    return JsonResponse(page.data)


@require_POST
@learners_json
def draft(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID, block_id: UUID) -> HttpResponse:
    """Keep the program, as one goes, and what was typed; 409 with the newer work where there is some."""
    data = body_of(request)
    typed = data.get("text") or ""
    if not isinstance(typed, str):
        raise BadRequest
    require_storable(typed)
    try:
        work = save_program(
            by=request.user,
            enrolment_id=enrolment_id,
            lesson_key=lesson_key,
            block_id=block_id,
            program=data.get("program") if typed else data.get("program", {}),
            text=typed,
            base=base_in(data),
        )
    except NewerWork as refusal:
        work = refusal.work
        newer = {"program": work.program, "text": work.text, "saved_at": work.saved_at.isoformat()}
        return problem(409, str(refusal.reason), newer=newer)
    return JsonResponse({"saved_at": work.saved_at.isoformat()})


def require_storable(text: str) -> None:
    """Raises ProgramRefused for what no database keeps as text: NUL, and half of a surrogate pair."""
    if "\0" in text or text.encode(errors="ignore").decode() != text:
        raise ProgramRefused(_("The text has a character that can't be kept, such as half an emoji. Remove it."))


def base_in(data: dict[str, Any]) -> datetime | None:
    """When the work was saved that the browser goes on from; raises BadRequest."""
    try:
        return datetime.fromisoformat(data["base"]) if data.get("base") else None
    except (TypeError, ValueError) as error:
        raise BadRequest from error


@require_POST
@learners_json
def try_it(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID, block_id: UUID) -> HttpResponse:
    """Try a program on a visible scenario."""
    data = body_of(request)
    scenario = data.get("scenario") or ""
    if not isinstance(scenario, str):
        raise BadRequest
    attempt = try_program(
        by=request.user,
        enrolment_id=enrolment_id,
        lesson_key=lesson_key,
        block_id=block_id,
        program=data.get("program"),
        step=step_in(data),
        scenario=scenario,
    )
    return accepted(attempt)


@require_POST
@learners_json
def hand_in(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID, block_id: UUID) -> HttpResponse:
    """Hand a program in, for all scenarios."""
    data = body_of(request)
    attempt = hand_in_program(
        by=request.user,
        enrolment_id=enrolment_id,
        lesson_key=lesson_key,
        block_id=block_id,
        program=data.get("program"),
        step=step_in(data),
    )
    return accepted(attempt)


def accepted(attempt: RobotAttempt) -> JsonResponse:
    ahead = attempts_ahead(attempt)
    return JsonResponse({"attempt": str(attempt.pk), "state": attempt.state, "ahead": ahead}, status=202)


@require_POST
@learners_json
def text(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID, block_id: UUID) -> HttpResponse:
    """Read a program in the text form: the program, or what is wrong line by line. Nothing is kept."""
    enrolment = own_enrolments(request.user).get(pk=enrolment_id)
    exercise_of_step(enrolment, lesson_key, block_id)
    given = body_of(request).get("text")
    if not isinstance(given, str):
        raise BadRequest
    try:
        return JsonResponse({"program": from_text(given)})
    except TextError as error:
        found = problems_in_words(error)
        return problem(422, _("Some lines can't be read yet."), problems=found)


@require_safe
@learners_json
def attempt(
    request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID, block_id: UUID, attempt_id: UUID
) -> HttpResponse:
    """How an attempt stands, or what came of it."""
    enrolment = own_enrolments(request.user).get(pk=enrolment_id)
    found = RobotAttempt.objects.select_related("exercise__version", "enrolment").get(
        pk=attempt_id, enrolment=enrolment, lesson=lesson_key, block_id=block_id
    )
    page = exercise_alone(enrolment, found.exercise, enrolment.language)
    return JsonResponse(attempt_data(found, page))


@require_POST
@signed_in_page
def form(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID, block_id: UUID) -> HttpResponse:
    """The same without JavaScript: the program as text. What can't be read is kept, and said on the page."""
    place: dict[str, Any] = {
        "by": request.user,
        "enrolment_id": enrolment_id,
        "lesson_key": lesson_key,
        "block_id": block_id,
    }
    step, _made_at = step_of(request)
    typed = request.POST.get("text", "").replace("\r\n", "\n")
    save_program(**place, program=None, text=typed)
    try:
        program = from_text(typed)
    except TextError:
        pass  # The page reads it again, and says what is wrong.
    else:
        save_program(**place, program=program, text=typed)
        match request.POST.get("action"):
            case "try":
                try_program(**place, program=program, step=step, scenario=request.POST.get("scenario", ""))
            case "hand-in":
                hand_in_program(**place, program=program, step=step)
    return HttpResponseRedirect(f"{reverse('lesson', args=[enrolment_id, lesson_key])}#b-{block_id}")
