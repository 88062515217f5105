"""What a client is answered when something of the record store raises."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.http.request import UnreadablePostError

from lms.lrs.documents.rules import DocumentConflict, PreconditionFailed
from lms.lrs.records import BodyTooLarge, Problem, StatementConflict, StatementForbidden, StatementRefused
from lms.lrs.requests.limits import MAX_ATTACHMENT, MAX_BATCH, MAX_BODY, MAX_REQUEST
from lms.lrs.views.clients import NotAllowed, TooManyRequests
from lms.lrs.views.problems import not_now, refusal

MEGABYTE = 1024**2


def refusal_of(error: Exception) -> HttpResponse | None:
    """Return the problem document for `error`; None where it is a fault of ours."""
    match error:
        case StatementRefused():
            return refusal(HTTPStatus.BAD_REQUEST, error.problem)
        case StatementForbidden():
            return refusal(HTTPStatus.FORBIDDEN, error.problem)
        case StatementConflict():
            message = f"a different statement is stored as {error.statement_id}"
            return refusal(HTTPStatus.CONFLICT, Problem("id", message, "part 3, 2.1.1"))
        case DocumentConflict():
            message = "or If-None-Match is missing, and there is a document: read it, and send its ETag"
            return refusal(HTTPStatus.CONFLICT, Problem("If-Match", message, "part 3, 3.1"))
        case PreconditionFailed():
            message = "the document is another one"
            return refusal(HTTPStatus.PRECONDITION_FAILED, Problem(error.header, message, "part 3, 3.1"))
        case TooManyRequests():
            return refusal(
                HTTPStatus.TOO_MANY_REQUESTS,
                Problem(
                    "Authorization",
                    f"this key asks more often than it may; nothing was stored. Try again in {error.seconds} s",
                    "RFC 6585, 4",
                ),
                headers={"Retry-After": str(error.seconds)},
            )
        case NotAllowed():
            message = f"this key has none of the scopes that open this: {error}"
            problem = Problem("Authorization", message, "part 3, 4.2")
            return refusal(HTTPStatus.FORBIDDEN, problem)
        case BodyTooLarge() | RequestDataTooBig():
            message = (
                f"at most {MAX_BODY // MEGABYTE} MB and {MAX_BATCH} statements in one request; with attachments"
                f" {MAX_REQUEST // MEGABYTE} MB, each of at most {MAX_ATTACHMENT // MEGABYTE} MB"
            )
            problem = Problem("Content", message, "limit of this site")
            return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, problem)
        case UnreadablePostError():
            return refusal(HTTPStatus.BAD_REQUEST, Problem("Content", "ended too soon", "RFC 9112, 8"))
        case OperationalError() | InterfaceError() | OSError():
            # OSError: no room, or no storage, for attachments.
            return not_now("The database or storage does not answer; nothing was stored. Try again.", 5)
    return None
