"""What stands at the addresses that credentials name: plain, cacheable, for everybody."""

from __future__ import annotations

import json
from hashlib import sha256
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from credentials.checking.facts import facts_of
from credentials.checking.network import withdrawn_by
from credentials.definitions.badges import badge_png, badge_svg
from credentials.endorsements.shown import speaks_for
from credentials.formats.identity_evidence import label_of, way_in
from credentials.formats.serialise import to_bytes
from credentials.formats.vocabulary import IDENTITY_CHECK_NAMES, SUPERVISION_NAMES, Supervision
from credentials.identifiers import revocation_list_url
from credentials.keys.did_documents import did_document, endorser_document
from credentials.models import Achievement, Endorsement, StatusList
from credentials.verifier.resolving import Unresolvable

SECONDS_FRESH = 300


def published(content: bytes, content_type: str, request: HttpRequest) -> HttpResponse:
    """Answer with bytes that any site may read and keep for a while; 304 where the reader has them."""

    def etag(_request: HttpRequest) -> str:
        return f'"{sha256(content).hexdigest()}"'

    @condition(etag_func=etag)
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(content, content_type=content_type)

    response: HttpResponse = answer(request)
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=SECONDS_FRESH)
    return response


@require_safe
def fieldlab_did(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A fieldlab's DID document (did:web Method Specification, 3.2)."""
    document = did_document(uuid)
    if document is None:
        raise Http404
    return published(to_bytes(document), "application/did+json", request)


@require_safe
def status_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A status list, the bytes as signed (Bitstring Status List 1.0, 2.2)."""
    found = get_object_or_404(StatusList, uuid=uuid, signed_at__isnull=False)
    return published(bytes(found.signed), "application/vc", request)


@require_safe
def achievement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What is awarded: a page for people, JSON for who asks for it."""
    found = _achievement(uuid)
    if wants_json(request):
        content = json.dumps(found.definition, ensure_ascii=False, indent=2).encode()
        response = published(content, "application/json", request)
    else:
        facts = facts_of({"credentialSubject": {"achievement": found.definition}})
        context = {"achievement": found, "facts": facts, "may_endorse": bool(speaks_for(request.user))}
        response = render(request, "credentials/achievement.html", context)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def badge_drawing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The picture of an achievement as SVG."""
    return published(badge_svg(_achievement(uuid)), "image/svg+xml", request)


@require_safe
def badge_picture(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The picture of an achievement as PNG; its `image` names this address."""
    return published(badge_png(_achievement(uuid)), "image/png", request)


def _achievement(uuid: UUID) -> Achievement:
    return get_object_or_404(Achievement.objects.select_related("fieldlab", "version__fieldlab"), uuid=uuid)


@require_safe
def endorser_did(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An endorser's DID document (did:web Method Specification, 3.2)."""
    document = endorser_document(uuid)
    if document is None:
        raise Http404
    return published(to_bytes(document), "application/did+json", request)


@require_safe
def withdrawn(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What an endorser withdrew (1EdTech Revocation List Status Method 1.0)."""
    try:
        content = withdrawn_by(uuid, revocation_list_url(uuid))
    except Unresolvable as error:
        raise Http404 from error
    return published(content, "application/json", request)


@require_safe
def endorsement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An endorsement, the bytes as signed; 410 once it was withdrawn."""
    found = get_object_or_404(Endorsement, uuid=uuid)
    if found.withdrawn_at is not None:
        text = _("This endorsement was withdrawn.")
        return HttpResponse(text, status=410, content_type="text/plain; charset=utf-8")
    return published(bytes(found.document), "application/vc", request)


@require_safe
def credential(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A credential's number as an address tells nothing, not even whether there is one."""
    return redirect("check")


@require_safe
def vocabulary(request: HttpRequest, term: str) -> HttpResponse:
    """A term of our own: under which eyes was assessed, or how and by whom the holder's name was checked."""
    way = way_in(term)
    labels = label_of(way) if way else supervision_labels(term)
    if wants_json(request):
        return published(to_bytes({"id": term, "prefLabel": labels}), "application/json", request)
    return render(request, "credentials/vocabulary.html", {"term": term, "labels": labels})


def supervision_labels(term: str) -> dict[str, str]:
    supervision, _separator, check = term.rpartition("-identity-")
    checked = {"checked": True, "not-checked": False}.get(check)
    if checked is None or supervision not in {item.value for item in Supervision}:
        raise Http404
    names = (SUPERVISION_NAMES[Supervision(supervision)], IDENTITY_CHECK_NAMES[checked])
    return {language: ", ".join(name[language] for name in names) for language in ("nl", "en", "de")}


def wants_json(request: HttpRequest) -> bool:
    preferred = request.get_preferred_type(["text/html", "application/json", "application/ld+json"])
    return preferred in {"application/json", "application/ld+json"}
