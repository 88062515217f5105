"""The Statement resource (xAPI 1.0.3, part 3, 2.1)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation.trans_real import parse_accept_lang_header

from lms.lrs.actions.store_statements import store_statements
from lms.lrs.content import composing
from lms.lrs.content.activities import activities_in
from lms.lrs.content.attachments import ReceivedFiles, check_attachments, received_parts
from lms.lrs.database import consistent_through
from lms.lrs.formats import parse_uuid
from lms.lrs.keys import scopes
from lms.lrs.models import Statement, StatementAttachment
from lms.lrs.queries import unvoided, voided
from lms.lrs.reading.catalogue import definitions_of
from lms.lrs.reading.cursors import Cursor
from lms.lrs.reading.filters import Listing, Single, request_in
from lms.lrs.reading.search import Bounds, highest_seq, page_of
from lms.lrs.records import (
    Problem,
    ReceivedStatement,
    StatementForbidden,
    StatementRefused,
    StoredStatements,
)
from lms.lrs.requests.limits import MAX_REQUEST
from lms.lrs.requests.multipart import boundary_in, new_boundary, written
from lms.lrs.requests.parsing import received_in, received_one
from lms.lrs.storing.attachment_files import parts_with
from lms.lrs.views.bodies import body_of, reader_of
from lms.lrs.views.problems import refusal
from lms.lrs.views.protocol import Client, parameters_of, resource
from lms.lrs.views.visible import visible_statements


@resource("GET", "POST", "PUT", says_consistent=True)
def statements(request: HttpRequest, client: Client) -> HttpResponseBase:
    if request.method in ("POST", "PUT"):
        client.require(scopes.WRITE)
    if request.method == "POST":
        return _post(request, client)
    if request.method == "PUT":
        return _put(request, client)
    return _get(request, client)


def _post(request: HttpRequest, client: Client) -> HttpResponse:
    for name in request.GET:
        raise StatementRefused(Problem(name, "is not a parameter that may stand here", "part 3, 2.1.2"))
    with ReceivedFiles() as files:
        stored = _store(received_in(_body(request, files)), files, client)
    return JsonResponse([str(statement_id) for statement_id in stored.ids], safe=False)


def _put(request: HttpRequest, client: Client) -> HttpResponse:
    if set(parameters_of(request)) != {"statementId"}:
        raise StatementRefused(
            Problem("statementId", "is the one parameter that must stand here", "part 3, 2.1.1")
        )
    statement_id = parse_uuid(request.GET["statementId"])
    if statement_id is None:
        raise StatementRefused(Problem("statementId", "must be a UUID", "part 3, 2.1.1"))
    with ReceivedFiles() as files:
        received = received_one(_body(request, files))
        given = received.data.get("id", str(statement_id))
        if not isinstance(given, str) or given.lower() != str(statement_id):
            raise StatementRefused(Problem("id", "must be the statementId", "part 3, 2.1.1"))
        _store([replace(received, data={**received.data, "id": str(statement_id)})], files, client)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _body(request: HttpRequest, files: ReceivedFiles) -> bytes:
    """Read the JSON of a body, and the attachments that came with it into `files`."""
    if request.content_type == "multipart/mixed":
        boundary = boundary_in(request.headers["Content-Type"])
        return received_parts(reader_of(request, MAX_REQUEST), boundary, files)
    if request.content_type == "application/json":
        return body_of(request)
    raise StatementRefused(Problem("Content-Type", "must be application/json or multipart/mixed", "part 3, 1.5"))


def _store(received: Sequence[ReceivedStatement], files: ReceivedFiles, client: Client) -> StoredStatements:
    try:
        check_attachments(received, files)
        return store_statements(statements=received, source=client.source, files=files)
    except (StatementRefused, StatementForbidden) as error:
        if len(received) > 1:
            raise
        path = error.problem.path.removeprefix("[0]").removeprefix(".")
        raise type(error)(replace(error.problem, path=path)) from error


def _get(request: HttpRequest, client: Client) -> HttpResponseBase:
    visible = visible_statements(client)
    languages = [tag for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    parameters = parameters_of(request)
    if set(parameters) == {"cursor"}:
        return _page(visible, Cursor.opened(parameters["cursor"], client.key), client, languages)
    wanted = request_in(parameters)
    if isinstance(wanted, Single):
        return _one(visible, wanted, client, languages)
    return _page(visible, Cursor(wanted, _first_bounds(wanted)), client, languages)


def _one(
    visible: QuerySet[Statement], wanted: Single, client: Client, languages: Sequence[str]
) -> HttpResponseBase:
    found = (voided if wanted.voided else unvoided)(visible.filter(id=wanted.id)).first()
    if found is None:
        name = "voidedStatementId" if wanted.voided else "statementId"
        message = f"no {'voided ' * wanted.voided}statement has the id {wanted.id}"
        return refusal(HTTPStatus.NOT_FOUND, Problem(name, message, "part 3, 2.1.3"))
    (text,) = _written([found], wanted.format, client, languages)
    return _answer(text, [found], wanted.attachments)


def _first_bounds(wanted: Listing) -> Bounds:
    """Fix what the listing holds: who reads on in the order of storing never passes an open transaction."""
    until = consistent_through() if wanted.filter.ascending else None
    return Bounds(highest_seq(), stored_until=until)


def _page(
    visible: QuerySet[Statement], cursor: Cursor, client: Client, languages: Sequence[str]
) -> HttpResponseBase:
    found, has_more = page_of(visible, cursor.listing.filter, cursor.bounds, cursor.listing.limit)
    more = ""
    if has_more:
        following = replace(cursor, bounds=replace(cursor.bounds, after=found[-1].seq))
        more = f"{reverse('xapi_statements')}?cursor={following.sealed(client.key)}"
    written = ",".join(_written(found, cursor.listing.format, client, languages))
    text = f'{{"statements":[{written}],"more":{json.dumps(more)}}}'
    return _answer(text, found, cursor.listing.attachments)


def _written(statements: Sequence[Statement], form: str, client: Client, languages: Sequence[str]) -> list[str]:
    """Return each statement as text in the format that was asked for."""
    if form == "ids":
        return [composing.ids_only(statement) for statement in statements]
    if form == "canonical":
        iris = {
            activity["id"] for statement in statements for activity in activities_in(json.loads(statement.raw))
        }
        # Who names a question in a statement of its own is not told the answers for it.
        known = definitions_of(client.key.fieldlab, filter(client.may_know, iris))
        return [composing.canonical(statement, languages, known) for statement in statements]
    return [composing.exact(statement) for statement in statements]


def _answer(text: str, statements: Sequence[Statement], attachments: bool) -> HttpResponseBase:
    """Return JSON, or multipart/mixed with the bytes that came with the statements."""
    headers = {}
    if statements:
        headers["Last-Modified"] = http_date(max(statement.stored for statement in statements).timestamp())
    if not attachments:
        return HttpResponse(text, content_type="application/json", headers=headers)
    boundary = new_boundary()
    files = StatementAttachment.objects.filter(statement__in=statements).order_by("statement_id", "sha2")
    return StreamingHttpResponse(
        written(parts_with(text, list(files)), boundary),
        content_type=f"multipart/mixed; boundary={boundary}",
        headers=headers,
    )
