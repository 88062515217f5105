"""What a client is answered when something of the record store raises."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.http.request import UnreadablePostError

from lms.lrs.documents import DocumentConflict, PreconditionFailed
from lms.lrs.limits import MAX_ATTACHMENT, MAX_BATCH, MAX_BODY, MAX_REQUEST
from lms.lrs.records import BodyTooLarge, StatementConflict, StatementForbidden, StatementRefused
from lms.lrs.views.clients import TooManyRequests
from lms.lrs.views.problems import problem_response, refusal

MEGABYTE = 1024**2


class NotAllowed(Exception):
    """The key has no scope for this."""


def refusal_of(error: Exception) -> HttpResponse | None:
    """Return the problem document for `error`; None where it is a fault of ours."""
    match error:
        case StatementRefused():
            return refusal(HTTPStatus.BAD_REQUEST, error.problem)
        case StatementForbidden():
            return refusal(HTTPStatus.FORBIDDEN, error.problem)
        case StatementConflict():
            return problem_response(
                HTTPStatus.CONFLICT,
                f"A different statement is stored as {error.statement_id} (part 3, 2.1.1).",
            )
        case DocumentConflict():
            return problem_response(
                HTTPStatus.CONFLICT,
                "There is a document already: read it, and send If-Match with its ETag (part 3, 3.1).",
            )
        case PreconditionFailed():
            return problem_response(
                HTTPStatus.PRECONDITION_FAILED,
                "The document is not what If-Match or If-None-Match says (part 3, 3.1).",
            )
        case TooManyRequests():
            return problem_response(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"This key asks more often than it may; nothing was stored. Try again in {error.seconds} s.",
                headers={"Retry-After": str(error.seconds)},
            )
        case NotAllowed():
            return problem_response(HTTPStatus.FORBIDDEN, "This key has no scope for that (part 3, 4.2).")
        case BodyTooLarge() | RequestDataTooBig():
            return problem_response(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"At most {MAX_BODY // MEGABYTE} MB and {MAX_BATCH} statements in one request; with attachments"
                f" {MAX_REQUEST // MEGABYTE} MB, each of at most {MAX_ATTACHMENT // MEGABYTE} MB.",
            )
        case UnreadablePostError():
            return problem_response(HTTPStatus.BAD_REQUEST, "The body ended too soon.")
        case OperationalError() | InterfaceError() | OSError():
            # OSError: no room, or no storage, for attachments.
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "The database or storage does not answer; nothing was stored. Try again.",
                headers={"Retry-After": "5"},
            )
    return None
