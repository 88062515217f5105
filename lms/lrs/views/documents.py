"""State, activity profiles and agent profiles (xAPI 1.0.3, part 3, 2.3, 2.6 and 2.7)."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date

from lms.lrs.actions.delete_documents import delete_documents
from lms.lrs.actions.store_document import store_document
from lms.lrs.documents.cmi5 import LAUNCH_DATA, check_preferences
from lms.lrs.documents.rules import CLAUSES, Body, Conditions, Kind, Wanted, request_in
from lms.lrs.keys import scopes
from lms.lrs.models import Document
from lms.lrs.records import Problem, StatementRefused
from lms.lrs.views.bodies import body_of
from lms.lrs.views.problems import refusal
from lms.lrs.views.protocol import Client, parameters_of, resource

METHODS = ("GET", "PUT", "POST", "DELETE")


@resource(*METHODS)
def state(request: HttpRequest, client: Client) -> HttpResponse:
    return _documents(request, client, Kind.STATE)


@resource(*METHODS)
def activity_profile(request: HttpRequest, client: Client) -> HttpResponse:
    return _documents(request, client, Kind.ACTIVITY_PROFILE)


@resource(*METHODS)
def agent_profile(request: HttpRequest, client: Client) -> HttpResponse:
    return _documents(request, client, Kind.AGENT_PROFILE)


def _documents(request: HttpRequest, client: Client, kind: Kind) -> HttpResponse:
    method = "GET" if request.method == "HEAD" else str(request.method)
    own_scope = scopes.STATE if kind is Kind.STATE else scopes.PROFILE
    client.require(own_scope, *((scopes.ALL_READ,) if method == "GET" else ()))
    wanted = request_in(kind, parameters_of(request), method)
    client.require_document(wanted, changes=method != "GET")
    if method == "GET":
        return _one(request, client, wanted) if wanted.name is not None else _list(client, wanted)
    tenant, place = client.key.fieldlab, wanted.place
    if method == "DELETE":
        kept = LAUNCH_DATA if client.launch is not None else None
        delete_documents(tenant=tenant, place=place, name=wanted.name, conditions=_conditions(request), but=kept)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    # 1.0 lets clients write states without these headers, and never profiles; 2.0 treats all the same.
    is_2_0 = client.version.startswith("2.")
    needs_one = method == "PUT" and (kind is not Kind.STATE or is_2_0)
    if wanted.name is None or not request.headers.get("Content-Type"):
        raise StatementRefused(Problem("Content-Type", "is missing", "part 3, 2.2"))
    body = Body(request.headers["Content-Type"], body_of(request))
    if kind is Kind.AGENT_PROFILE and client.launch is not None:
        check_preferences(body)
    etag = store_document(
        tenant=tenant,
        place=place,
        name=wanted.name,
        body=body,
        conditions=_conditions(request, needs_one=needs_one, needs_always=needs_one and not is_2_0),
        merge=method == "POST",
    )
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"ETag": f'"{etag}"'})


def _conditions(request: HttpRequest, *, needs_one: bool = False, needs_always: bool = False) -> Conditions:
    return Conditions(
        if_match=request.headers.get("If-Match"),
        if_none_match=request.headers.get("If-None-Match"),
        needs_one=needs_one,
        needs_always=needs_always,
    )


def _one(request: HttpRequest, client: Client, wanted: Wanted) -> HttpResponse:
    identity = wanted.place.identity(client.key.fieldlab.pk, wanted.name or "")
    found = Document.objects.filter(identity=identity).first()
    if found is None:
        name = "stateId" if wanted.place.kind is Kind.STATE else "profileId"
        problem = Problem(name, "there is no document with this id", CLAUSES[wanted.place.kind])
        return refusal(HTTPStatus.NOT_FOUND, problem)
    headers = {"ETag": f'"{found.etag}"', "Last-Modified": http_date(found.updated_at.timestamp())}
    if Conditions(if_none_match=request.headers.get("If-None-Match")).are_broken_by(found.etag):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return HttpResponse(bytes(found.content), content_type=found.content_type, headers=headers)


def _list(client: Client, wanted: Wanted) -> HttpResponse:
    found = Document.objects.at(client.key.fieldlab, wanted.place).order_by("updated_at", "pk")
    if wanted.since is not None:
        found = found.filter(updated_at__gt=wanted.since)
    # An id may stand there once for each registration.
    rows = dict(found.values_list("name", "updated_at"))
    headers = {"Last-Modified": http_date(max(rows.values()).timestamp())} if rows else {}
    return JsonResponse(list(rows), safe=False, headers=headers)
