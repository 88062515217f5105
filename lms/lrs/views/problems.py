"""Problem documents (RFC 9457): each refusal names the property and the clause of the specification."""

from __future__ import annotations

from http import HTTPStatus

from django.http import JsonResponse

from lms.lrs.records import Problem


def problem_response(
    status: HTTPStatus, detail: str, *, problem: Problem | None = None, headers: dict[str, str] | None = None
) -> JsonResponse:
    document = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    if problem is not None:
        document |= {"property": problem.path, "clause": problem.clause}
    return JsonResponse(document, status=status, content_type="application/problem+json", headers=headers)


def refusal(status: HTTPStatus, problem: Problem) -> JsonResponse:
    return problem_response(status, f"{problem.path or 'The statement'}: {problem.message}.", problem=problem)
