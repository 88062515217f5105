"""The addresses of the test-only VC-API. docs/reference/verify.md describes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from secrets import randbelow
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from credentials.formats.errors import FormatError, ProofRefused
from credentials.formats.proof import CRYPTOSUITE
from credentials.formats.serialise import to_bytes
from credentials.formats.status_list import (
    MINIMUM_ENTRIES,
    Bitstring,
    StatusEntry,
    StatusPurpose,
    build_status_list_credential,
)
from credentials.vc_api.securing import (
    LenientLoader,
    check_credential,
    check_form,
    check_presentation,
    did_of,
    signed,
)
from credentials.verifier.parsing import parse
from credentials.verifier.resolving import Unresolvable, no_key, with_own_keys
from credentials.verifier.secured import Resolvers
from credentials.verifier.status import StatusQuestion, check_status

LIST_HOLDS = timedelta(days=1)
View = Callable[..., JsonResponse]


def for_tests(view: View) -> View:
    """Answer only where the VC-API is on, and bad input with what is wrong about it."""

    @csrf_exempt
    @wraps(view)
    def answering(request: HttpRequest, *args: Any) -> JsonResponse:
        if not settings.VC_API:
            raise Http404
        try:
            return view(request, *args)
        except FormatError as error:
            found = {"verified": False, "errors": [{"type": error.code, **error.parameters}]}
            return JsonResponse(found, status=400)

    return answering


@for_tests
@require_POST
def issue(request: HttpRequest) -> JsonResponse:
    """Sign a credential whose issuer is this API's own did:key (VC-API, issuing)."""
    body = parse(request.body)
    credential, options = body.get("credential"), body.get("options") or {}
    if not isinstance(credential, dict) or not isinstance(options, dict):
        raise ProofRefused("not_an_object")
    check_form(credential)
    issuer = credential["issuer"]
    if (issuer["id"] if isinstance(issuer, dict) else issuer) != did_of(_key()):
        raise ProofRefused("issuer_owns_no_key_here")
    if options.get("credentialStatus"):
        entry = StatusEntry(StatusPurpose.REVOCATION, _list_url(), randbelow(MINIMUM_ENTRIES))
        credential = {**credential, "credentialStatus": entry.to_json()}
    made = signed(
        credential,
        key=_key(),
        suite=str(options.get("cryptosuite", CRYPTOSUITE)),
        created=timezone.now(),
        loader=_loader(),
    )
    return JsonResponse(made, status=201)


@for_tests
@require_POST
def verify(request: HttpRequest) -> JsonResponse:
    """Check a credential and its status (VC-API, verifying)."""
    credential = parse(request.body).get("verifiableCredential")
    now = timezone.now()
    check_credential(credential, now=now, loader=_loader())
    assert isinstance(credential, dict)
    if "credentialStatus" in credential:
        _check_status(credential)
    return JsonResponse({"verified": True, "errors": []})


@for_tests
@require_POST
def verify_presentation(request: HttpRequest) -> JsonResponse:
    """Check a presentation and the credentials in it (VC-API, verifying)."""
    body = parse(request.body)
    options = body.get("options") or {}
    expected = {name: options.get(name) for name in ("challenge", "domain")}
    check_presentation(body.get("verifiablePresentation"), now=timezone.now(), loader=_loader(), expected=expected)
    return JsonResponse({"verified": True, "errors": []})


@for_tests
@require_GET
def status_list(request: HttpRequest) -> JsonResponse:
    """The status list of what was issued here, in which nothing is revoked."""
    return JsonResponse(_status_list())


def _check_status(credential: dict[str, Any]) -> None:
    def resolve(url: str) -> bytes:
        if url != _list_url():
            raise Unresolvable(url)
        return to_bytes(_status_list())

    def nobody(did: str) -> dict[str, Any]:
        raise Unresolvable(did)

    question = StatusQuestion(credential, Resolvers(with_own_keys(nobody), no_key), resolve, timezone.now())
    for purpose in StatusPurpose:
        found = check_status(question, purpose)
        if found.result != "yes":
            raise ProofRefused(found.reason.code, **found.reason.parameters)


def _status_list() -> dict[str, Any]:
    now = timezone.now()
    unsigned = build_status_list_credential(
        url=_list_url(),
        issuer=did_of(_key()),
        purpose=StatusPurpose.REVOCATION,
        bits=Bitstring(),
        valid_from=now,
        valid_until=now + LIST_HOLDS,
    )
    return signed(unsigned, key=_key(), suite=CRYPTOSUITE, created=now, loader=_loader())


def _list_url() -> str:
    return f"{settings.SITE_URL}/credentials/status/revocation"


def _key() -> Ed25519PrivateKey:
    # No fieldlab's: it vouches for nothing, and every process has the same one.
    return Ed25519PrivateKey.from_private_bytes(sha256(f"vc-api {settings.SECRET_KEY}".encode()).digest())


@cache
def _loader() -> LenientLoader:
    return LenientLoader(Path(settings.VC_API_CONTEXTS) if settings.VC_API_CONTEXTS else None)
