"""Verifying the examples: resolvers that answer from memory, and what they answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from credentials.formats.serialise import to_bytes
from credentials.formats.status_list import StatusPurpose
from credentials.verifier.checks import Unresolvable, verify
from credentials.verifier.report import Report
from tests.credentials import samples


def _lists() -> dict[str, bytes]:
    return {samples.LIST_OF[purpose]: to_bytes(samples.status_list(purpose)) for purpose in StatusPurpose}


@dataclass
class World:
    """What can be resolved, and what was asked for."""

    dids: Mapping[str, Any] = field(default_factory=lambda: {samples.DID: samples.did_document()})
    lists: Mapping[str, bytes] = field(default_factory=_lists)
    keys: Mapping[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def resolve_did(self, did: str) -> Any:
        self.asked.append(did)
        if did not in self.dids:
            raise Unresolvable
        return self.dids[did]

    def resolve_status_list(self, url: str) -> bytes:
        self.asked.append(url)
        if url not in self.lists:
            raise Unresolvable
        return self.lists[url]

    def resolve_key(self, url: str) -> bytes:
        self.asked.append(url)
        if url not in self.keys:
            raise Unresolvable
        return json.dumps(self.keys[url]).encode()

    def verify(self, document: dict[str, Any] | bytes, **changes: Any) -> Report:
        data = document if isinstance(document, bytes) else to_bytes(document)
        arguments: dict[str, Any] = {
            "resolve_did": self.resolve_did,
            "resolve_status_list": self.resolve_status_list,
            "resolve_key": self.resolve_key,
            "now": samples.NOW,
        }
        return verify(data, **{**arguments, **changes})


def answers(report: Report) -> dict[str, tuple[str, str]]:
    """Return result and code of each check, by name."""
    return {check.name: (check.result, check.reason.code) for check in report.checks}


def failures(report: Report) -> dict[str, tuple[str, str]]:
    """Return result and code of the checks that are not yes."""
    return {name: found for name, found in answers(report).items() if found[0] != "yes"}
