"""Builds the statements that the site itself makes, with tincan; what comes out passes our own validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import tincan
from django.conf import settings
from django.utils import timezone

from lms.lrs.content.attachments import ReceivedFile
from lms.lrs.records import JSONObject
from lms.lrs.vocabulary import ANSWERED, FAILED, PASSED, VOIDED, ActivityType, Verb

VERSION = "1.0.3"
PLATFORM = "skillslab"
PROGRAM_TYPE = "application/json"


@dataclass(frozen=True)
class Result:
    """What came of a step; `scaled` is −1 … 1, `raw` lies within `minimum` … `maximum`."""

    success: bool | None = None
    completion: bool | None = None
    scaled: float | None = None
    raw: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    response: str | None = None
    duration: timedelta | None = None
    extensions: Mapping[str, Any] | None = None


def activity_id_of(translation_key: UUID | str, block_id: UUID | str | None = None) -> str:
    """Return the IRI of a page (the same in every language) or of a block on it."""
    path = f"{settings.SITE_URL}/xapi/activities/{translation_key}"
    return f"{path}/{block_id}" if block_id else path


def browser_evidence() -> JSONObject:
    """Return the context extension of what only the learner's own browser vouches for; no ADL term says it."""
    return {_extension("evidence"): "browser"}


def video_file(file: int) -> JSONObject:
    """Return the context extension of which file of a video was played; no profile has a term for it."""
    return {_extension("video-file"): file}


def actor_of(pseudonym: UUID | str) -> JSONObject:
    """Return the Agent of a person: an account with a pseudonymous name, never an e-mail address."""
    return {"objectType": "Agent", "account": {"homePage": settings.SITE_URL, "name": str(pseudonym)}}


def step(
    *,
    verb: Verb,
    actor_pseudonym: UUID | str,
    activity_id: str,
    activity_type: str,
    name: Mapping[str, str],
    registration: UUID | str | None = None,
    parent: Sequence[str] = (),
    grouping: Sequence[str] = (),
    category: Sequence[str] = (),
    language: str | None = None,
    revision: UUID | str | None = None,
    timestamp: datetime | None = None,
    statement_id: UUID | str | None = None,
    result: Result | None = None,
    instructor_pseudonym: UUID | str | None = None,
    definition: Mapping[str, Any] | None = None,
    context_extensions: Mapping[str, Any] | None = None,
    attachments: Sequence[JSONObject] = (),
) -> JSONObject:
    """Build one step of a learner as an xAPI 1.0.3 statement.

    `name` maps languages to the activity's name; `parent`, `grouping` and `category` are activity ids; `revision`
    is the uuid of the ModuleVersion; `timestamp` is aware, now where it is left out; `definition` adds tincan
    properties to the activity's definition; `attachments` are as the specification has them. The statement gets
    a UUIDv4 where `statement_id` is left out.
    """
    statement = tincan.Statement(
        id=str(statement_id or uuid4()),
        actor=_agent(actor_pseudonym),
        verb=tincan.Verb(id=verb.iri, display=tincan.LanguageMap(verb.display)),
        object=tincan.Activity(
            id=activity_id,
            definition=tincan.ActivityDefinition(
                type=activity_type, name=tincan.LanguageMap(dict(name)), **(definition or {})
            ),
        ),
        context=_context(
            registration=registration,
            parent=parent,
            grouping=grouping,
            category=category,
            language=language,
            revision=revision,
            instructor_pseudonym=instructor_pseudonym,
            extensions=context_extensions,
        ),
        timestamp=timestamp or timezone.now(),
        **({"result": _result(result)} if result else {}),
    )
    data: JSONObject = statement.as_version(VERSION)
    return {**data, "attachments": list(attachments)} if attachments else data


def interaction(
    *,
    question: Mapping[str, str],
    choices: Mapping[str, Mapping[str, str]],
    correct: Sequence[str],
    chosen: Sequence[str],
    success: bool,
    scaled: float,
    duration: timedelta | None = None,
    **step_arguments: Any,
) -> JSONObject:
    """Build an *answered* statement of a choice question (xAPI 1.0.3, part 2, 2.4.4.1, interaction activities).

    `question` is the text per language, `choices` maps a choice's id to its text per language, `correct` and
    `chosen` are ids of choices. Other arguments are those of `step` without verb, activity_type and result.
    """
    return step(
        verb=ANSWERED,
        activity_type=ActivityType.INTERACTION,
        definition={
            "description": tincan.LanguageMap(dict(question)),
            "interaction_type": "choice",
            "choices": tincan.InteractionComponentList(
                [
                    tincan.InteractionComponent(id=key, description=tincan.LanguageMap(dict(text)))
                    for key, text in choices.items()
                ]
            ),
            "correct_responses_pattern": ["[,]".join(correct)],
        },
        result=Result(
            success=success,
            completion=True,
            scaled=scaled,
            response="[,]".join(chosen),
            duration=duration,
        ),
        **step_arguments,
    )


def observed(
    *, passed: bool, instructor_pseudonym: UUID | str, result: Result, **step_arguments: Any
) -> JSONObject:
    """Build what an assessor saw: the worker *passed* or *failed* a performance, the assessor is instructor."""
    return step(
        verb=PASSED if passed else FAILED,
        activity_type=ActivityType.PERFORMANCE,
        instructor_pseudonym=instructor_pseudonym,
        result=result,
        **step_arguments,
    )


def voiding(
    target: UUID | str, *, by_pseudonym: UUID | str, registration: UUID | str, timestamp: datetime
) -> JSONObject:
    """Build that somebody takes back the statement `target` (xAPI 1.0.3, part 2, 2.3.2)."""
    statement = tincan.Statement(
        id=str(uuid4()),
        actor=_agent(by_pseudonym),
        verb=tincan.Verb(id=VOIDED.iri, display=tincan.LanguageMap(VOIDED.display)),
        object=tincan.StatementRef(id=str(target)),
        context=tincan.Context(registration=str(registration)),
        timestamp=timestamp,
    )
    data: JSONObject = statement.as_version(VERSION)
    return data


def simulated(
    *,
    passed: bool,
    kind: str,
    engine: str,
    cycle_time: float,
    collisions: int,
    failure: str,
    scaled: float,
    program: bytes,
    program_name: Mapping[str, str],
    **step_arguments: Any,
) -> JSONObject:
    """Build that a robot program *passed* or *failed*, checked by the server (activity type simulation).

    `kind` is try or hand-in; `cycle_time` is in seconds of the simulation, `failure` the engine's code or empty,
    `scaled` the part of the goals that were reached. `program` is attached by its SHA-256 (xAPI 1.0.3, part 2,
    2.4.11); its bytes go to the record store with `program_file`.
    """
    extensions: JSONObject = {
        _extension("engine-version"): engine,
        _extension("cycle-time"): round(cycle_time, 3),
        _extension("collisions"): collisions,
    }
    if failure:
        extensions[_extension("failure-code")] = failure
    return step(
        verb=PASSED if passed else FAILED,
        activity_type=ActivityType.SIMULATION,
        result=Result(success=passed, completion=True, scaled=round(scaled, 4), extensions=extensions),
        context_extensions=attempt_kind(kind) | {_extension("evidence"): "server-checked"},
        attachments=[
            {
                "usageType": f"{settings.SITE_URL}/xapi/attachments/robot-program",
                "display": dict(program_name),
                "contentType": PROGRAM_TYPE,
                "length": len(program),
                "sha2": sha256(program).hexdigest(),
            }
        ],
        **step_arguments,
    )


def attempt_kind(kind: str) -> JSONObject:
    """Return the context extension that tells what was tried from what was handed in; no ADL term says it."""
    return {_extension("attempt-kind"): kind}


def program_file(program: bytes) -> ReceivedFile:
    """The bytes of a program, to be stored with the statement that has it as an attachment."""
    return ReceivedFile(sha256(program).hexdigest(), PROGRAM_TYPE, len(program), BytesIO(program))


def _extension(name: str) -> str:
    return f"{settings.SITE_URL}/xapi/extensions/{name}"


def _agent(pseudonym: UUID | str) -> tincan.Agent:
    account = tincan.AgentAccount(home_page=settings.SITE_URL, name=str(pseudonym))
    return tincan.Agent(object_type="Agent", account=account)


def _context(
    *,
    registration: UUID | str | None,
    parent: Sequence[str],
    grouping: Sequence[str],
    category: Sequence[str],
    language: str | None,
    revision: UUID | str | None,
    instructor_pseudonym: UUID | str | None,
    extensions: Mapping[str, Any] | None,
) -> tincan.Context:
    given: dict[str, Any] = {
        "registration": str(registration) if registration else None,
        "language": language,
        "revision": str(revision) if revision else None,
        "instructor": _agent(instructor_pseudonym) if instructor_pseudonym else None,
        "extensions": tincan.Extensions(dict(extensions)) if extensions else None,
    }
    activities = {
        role: tincan.ActivityList([tincan.Activity(id=iri) for iri in iris])
        for role, iris in (("parent", parent), ("grouping", grouping), ("category", category))
        if iris
    }
    if activities:
        given["context_activities"] = tincan.ContextActivities(**activities)
    return tincan.Context(platform=PLATFORM, **{key: value for key, value in given.items() if value is not None})


def _result(result: Result) -> tincan.Result:
    score = {
        key: value
        for key, value in (
            ("scaled", result.scaled),
            ("raw", result.raw),
            ("min", result.minimum),
            ("max", result.maximum),
        )
        if value is not None
    }
    given: dict[str, Any] = {
        "success": result.success,
        "completion": result.completion,
        "response": result.response,
        "duration": result.duration,
        "score": tincan.Score(**score) if score else None,
        "extensions": tincan.Extensions(dict(result.extensions)) if result.extensions else None,
    }
    return tincan.Result(**{key: value for key, value in given.items() if value is not None})
