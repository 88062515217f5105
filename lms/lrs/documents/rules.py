"""Where documents stand, how they are merged, and under which conditions they change; pure.

xAPI 1.0.3, part 3: 2.2 (documents), 2.3 (state), 2.6 and 2.7 (profiles), 3.1 (concurrency).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from hashlib import blake2b, sha1
from uuid import UUID

from lms.lrs.content.relations import agent_key
from lms.lrs.records import JSONObject
from lms.lrs.requests.parameters import agent_in, iri_in, moment_in, only, refuse, text_in, uuid_in
from lms.lrs.requests.parsing import WHITESPACE, members_of, parsed

MERGE = "part 3, 2.2"
# What a refusal calls the document itself.
CONTENT = "Content"


class Kind(IntEnum):
    STATE = 1
    ACTIVITY_PROFILE = 2
    AGENT_PROFILE = 3


CLAUSES = {Kind.STATE: "part 3, 2.3", Kind.ACTIVITY_PROFILE: "part 3, 2.7", Kind.AGENT_PROFILE: "part 3, 2.6"}
_PLACES = {
    Kind.STATE: frozenset({"activityId", "agent", "registration"}),
    Kind.ACTIVITY_PROFILE: frozenset({"activityId"}),
    Kind.AGENT_PROFILE: frozenset({"agent"}),
}


class PreconditionFailed(Exception):
    """The document is not what `header` (If-Match or If-None-Match) says; nothing was changed."""

    def __init__(self, header: str) -> None:
        super().__init__(header)
        self.header = header


class DocumentConflict(Exception):
    """There is a document, and the client did not say that it knows it; nothing was changed."""


@dataclass(frozen=True)
class Place:
    """What documents belong to; `registration` is for states alone."""

    kind: Kind
    activity: str = ""
    agent: JSONObject | None = None
    registration: UUID | None = None

    @property
    def agent_key(self) -> bytes | None:
        return agent_key(self.agent) if self.agent is not None else None

    @property
    def agent_text(self) -> str:
        return json.dumps(self.agent) if self.agent is not None else ""

    @property
    def key(self) -> bytes:
        """Return what all documents of this kind, activity and agent have in common, whatever the registration."""
        return _digest(self.kind.name, self.activity, (self.agent_key or b"").hex())

    def identity(self, tenant: int, name: str) -> bytes:
        return _digest(str(tenant), self.key.hex(), str(self.registration or ""), name)


@dataclass(frozen=True)
class Wanted:
    """A request for the document `name`, or for the ids of those that changed `since`."""

    place: Place
    name: str | None
    since: datetime | None


@dataclass(frozen=True)
class Body:
    """A document as it came in."""

    content_type: str
    content: bytes

    @property
    def is_json(self) -> bool:
        return is_json_type(self.content_type)

    @property
    def etag(self) -> str:
        """Return SHA-1 of the content: what the specification asks for (1.0.3, part 3, 3.1)."""
        return sha1(self.content, usedforsecurity=False).hexdigest()

    def members(self) -> JSONObject:
        """Return the JSON object that it is; raises StatementRefused where it is none."""
        found: JSONObject = parsed(_object_in(self), CONTENT)
        return found

    def merged_into(self, other: Body | None) -> Body:
        """Return what a POST makes of what is stored: the properties of both, the new ones first (2.2).

        Raises StatementRefused where one of them is not a JSON object. Texts of values stay as they were sent.
        """
        if other is None:
            if self.is_json:
                _object_in(self)
            return self
        if not other.is_json or not self.is_json:
            refuse("Content-Type", "must be application/json, and that of the stored document, too", MERGE)
        members = dict(members_of(_object_in(other))) | dict(members_of(_object_in(self)))
        written = ",".join(f"{json.dumps(name)}:{text}" for name, text in members.items())
        return Body(self.content_type, f"{{{written}}}".encode())

    def checked(self) -> Body:
        """Return itself; raises StatementRefused where it says that it is JSON, and is not."""
        if self.is_json:
            parsed(_text_of(self), CONTENT)
        return self


@dataclass(frozen=True)
class Conditions:
    """What a client knows of the document that it changes: headers If-Match and If-None-Match (part 3, 3.1)."""

    if_match: str | None = None
    if_none_match: str | None = None
    # A PUT over a document that the client says nothing about is refused,
    needs_one: bool = False
    # and so is, in 1.0, a PUT of a new profile.
    needs_always: bool = False

    def check(self, etag: str | None) -> None:
        """Hold `etag` (None: there is no document) against the headers.

        Raises PreconditionFailed (412), DocumentConflict (409) or StatementRefused (400).
        """
        if self.if_match is not None and not _matches(self.if_match, etag):
            raise PreconditionFailed("If-Match")
        if self.if_none_match is not None and _matches(self.if_none_match, etag):
            raise PreconditionFailed("If-None-Match")
        if self.if_match is not None or self.if_none_match is not None:
            return
        if self.needs_one and etag is not None:
            raise DocumentConflict
        if self.needs_always:
            refuse("If-Match", "or If-None-Match is missing", "part 3, 3.1")

    def are_broken_by(self, etag: str | None) -> bool:
        try:
            self.check(etag)
        except (PreconditionFailed, DocumentConflict):
            return True
        return False


def request_in(kind: Kind, parameters: Mapping[str, str], method: str) -> Wanted:
    """Read the parameters of a request of `kind`; raises StatementRefused with the parameter's name as path.

    Without an id, GET asks for a list, and DELETE (of states only) for all that belong to the place.
    """
    clause = CLAUSES[kind]
    id_name = "stateId" if kind is Kind.STATE else "profileId"
    is_single = id_name in parameters
    only(parameters, _PLACES[kind] | ({id_name} if is_single or method != "GET" else {"since"}), clause)
    place = Place(
        kind,
        activity=iri_in(parameters, "activityId", clause) if "activityId" in _PLACES[kind] else "",
        agent=agent_in(parameters, "agent", clause) if "agent" in _PLACES[kind] else None,
        registration=uuid_in(parameters, "registration", clause) if "registration" in parameters else None,
    )
    takes_many = method == "GET" or (method == "DELETE" and kind is Kind.STATE)
    name = None if takes_many and not is_single else text_in(parameters, id_name, clause)
    return Wanted(place, name, moment_in(parameters, "since", clause))


def is_json_type(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _matches(header: str, etag: str | None) -> bool:
    """Whether `*` or one of the entity tags is `etag`; compression makes tags weak on their way."""
    if header.strip() == "*":
        return etag is not None
    return any(tag.strip().removeprefix("W/").strip('"') == etag for tag in header.split(","))


def _object_in(body: Body) -> str:
    text = _text_of(body)
    if not isinstance(parsed(text, CONTENT), dict):
        refuse(CONTENT, "must be a JSON object", MERGE)
    return text


def _text_of(body: Body) -> str:
    try:
        return body.content.decode("utf-8").strip(WHITESPACE)
    except UnicodeDecodeError:
        refuse(CONTENT, "must be JSON in UTF-8", MERGE)


def _digest(*parts: str) -> bytes:
    # JSON keeps the parts apart, whatever they hold.
    return blake2b(json.dumps(parts).encode(), digest_size=16).digest()
