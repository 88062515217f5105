"""Problem documents (RFC 9457): each refusal names the property and the clause of the specification."""

from __future__ import annotations

from http import HTTPStatus

from django.http import JsonResponse

from lms.lrs.records import Problem


def refusal(status: HTTPStatus, problem: Problem, *, headers: dict[str, str] | None = None) -> JsonResponse:
    """Return `problem` for a client: with a property of a statement, a parameter or a header as its path."""
    document = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": f"{problem.path or 'The statement'}: {problem.message}.",
        "property": problem.path,
        "clause": problem.clause,
    }
    return JsonResponse(document, status=status, content_type="application/problem+json", headers=headers)


def not_now(detail: str, seconds: int) -> JsonResponse:
    """Return that it is not the client's fault: the same request may do later."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    document = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return JsonResponse(
        document, status=status, content_type="application/problem+json", headers={"Retry-After": str(seconds)}
    )
