"""POST /api/verify: the checks for other programs. docs/reference/verify.md describes it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.cache import add_never_cache_headers
from ninja import Router

from credentials.checking.presentation import verdict_of
from credentials.checking.reasons import question_of, sentence_of
from credentials.verifier.containers import MAXIMUM_FILE_BYTES
from credentials.verifier.report import Expected, Report
from credentials.verify.links import check_anything
from credentials.verify.rates import WINDOW_SECONDS, may_check

router = Router(tags=["credentials"])
FILE = {"schema": {"type": "string", "format": "binary"}}
ANY_FILE = {"requestBody": {"required": True, "content": {"*/*": FILE}}}


# Nobody is signed in here, and nothing is written: no CSRF token is asked for.
@router.post("/verify", summary="Check a credential", openapi_extra=ANY_FILE, url_name="verify")
def verify(request: HttpRequest) -> JsonResponse:
    """Answer with the report on what the body holds: a file of any kind, a token or a link."""
    data, expected = _question(request)
    if not data.strip():
        response = JsonResponse({"error": "nothing_to_check"}, status=400)
    elif not may_check(request):
        response = JsonResponse({"error": "too_many_checks"}, status=429, headers={"Retry-After": WINDOW_SECONDS})
    else:
        response = JsonResponse(answer_of(check_anything(data, hosts=(request.get_host(),), **expected)))
    add_never_cache_headers(response)
    return response


def _question(request: HttpRequest) -> tuple[bytes, Expected]:
    # One byte more than allowed is read, so that the check itself says that it is too large.
    if request.content_type != "multipart/form-data":
        return request.read(MAXIMUM_FILE_BYTES + 1), {}
    file = request.FILES.get("file")
    data = file.read(MAXIMUM_FILE_BYTES + 1) if file else request.POST.get("text", "").encode("utf-8", "replace")
    return data, Expected(
        expected_name=request.POST.get("expected_name") or None,
        expected_email=request.POST.get("expected_email") or None,
        expected_achievement=request.POST.get("expected_achievement") or None,
    )


def answer_of(report: Report) -> dict[str, Any]:
    """Return a report as other programs get it: its own JSON, the verdict, sentences in the reader's language."""
    found = report.to_json()
    for shown, check in zip(found["checks"], report.checks, strict=True):
        shown["question"], shown["sentence"] = question_of(check), sentence_of(check.reason)
    for shown, notice in zip(found["notices"], report.notices, strict=True):
        shown["sentence"] = sentence_of(notice)
    return {"result": verdict_of(report).tone, **found}
