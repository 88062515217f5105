"""The shapes that statements have on their way in and out; pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

JSONObject = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a statement: where (`actor.mbox`), in words, and by which clause of the specification."""

    path: str
    message: str
    clause: str

    def __str__(self) -> str:
        return f"{self.path or 'statement'}: {self.message} ({self.clause})"

    def within(self, prefix: str) -> Problem:
        """The same problem, seen from outside `prefix`."""
        return Problem(f"{prefix}.{self.path}" if self.path else prefix, self.message, self.clause)


class StatementRefused(Exception):
    """A statement breaks a rule of the specification; nothing was stored."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class StatementForbidden(Exception):
    """The sender may not say this; nothing was stored."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class StatementConflict(Exception):
    """A different statement is already stored under this id; nothing was stored."""

    def __init__(self, statement_id: UUID) -> None:
        super().__init__(str(statement_id))
        self.statement_id = statement_id


class BodyTooLarge(Exception):
    """What came in, unpacks to or would grow to is beyond the limit; nothing was stored."""


@dataclass(frozen=True)
class ReceivedStatement:
    """A statement as it came in: its text, and the same parsed."""

    raw: str
    data: JSONObject

    @classmethod
    def from_data(cls, data: JSONObject) -> ReceivedStatement:
        return cls(json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False), data)


@dataclass(frozen=True)
class StoredStatements:
    """The ids of all statements in the order given, and of those that were not known before."""

    ids: list[UUID]
    new_ids: list[UUID]


@dataclass(frozen=True)
class StatementRecord:
    """A stored statement. `own`: the site itself vouches for it, not a client with a key."""

    id: UUID
    data: JSONObject
    own: bool
    stored: datetime
    timestamp: datetime
