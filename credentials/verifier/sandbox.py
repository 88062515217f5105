"""Verification of foreign input in a process of its own.

It is stopped when it takes too long or too much memory. The process opens no connections: what it needs to
know about DIDs, keys and status lists it asks over a pipe, and this side answers. A process serves one
verification after the other (starting one takes longer than most verifications); after a picture or PDF, after any
failure and after a hundred it is not used again. `python -m credentials.verifier.sandbox` is that process.
"""

from __future__ import annotations

import base64
import logging
import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Unpack

from credentials.verifier.checks import Unresolvable, verify
from credentials.verifier.containers import MAXIMUM_FILE_BYTES
from credentials.verifier.pictures import ResolvePicture, no_picture
from credentials.verifier.report import Expected, Report, answer, check_names
from credentials.verifier.resolving import ResolveDid, ResolveKey, no_key
from credentials.verifier.status import ResolveStatusList
from credentials.verifier.workers import Limits, Workers, receive, send

logger = logging.getLogger(__name__)

DEFAULT_LIMITS = Limits()
_workers = Workers([sys.executable, "-m", "credentials.verifier.sandbox"])


@dataclass(frozen=True)
class _Resolvers:
    did: ResolveDid
    status_list: ResolveStatusList
    key: ResolveKey
    picture: ResolvePicture

    def reply(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """Answer what the process asks; it learns only what it asked for, or that there is no answer."""
        try:
            if "did" in question:
                return {"document": dict(self.did(question["did"]))}
            if "key" in question:
                return {"bytes": _to_text(self.key(question["key"]))}
            if "picture" in question:
                return {"bytes": _to_text(self.picture(question["picture"]))}
            return {"bytes": _to_text(self.status_list(question["status_list"]))}
        except Unresolvable:
            return {"unresolvable": True}
        except Exception:
            # Everything: the process holds foreign input, and a fault of ours is no answer about it.
            logger.exception("What a verification asked for could not be looked up.")
            return {"unresolvable": True}


def verify_in_sandbox(
    data: bytes,
    *,
    resolve_did: ResolveDid,
    resolve_status_list: ResolveStatusList,
    now: datetime,
    resolve_key: ResolveKey = no_key,
    resolve_picture: ResolvePicture = no_picture,
    limits: Limits = DEFAULT_LIMITS,
    **expected: Unpack[Expected],
) -> Report:
    """Verify like `checks.verify`, in a process that is killed when it exceeds the limits.

    Arguments and report are those of `checks.verify`; every check of a killed verification is unknown with
    the code `took_too_long`. The resolvers are called on this side. Raises nothing for any input.
    """
    resolvers = _Resolvers(resolve_did, resolve_status_list, resolve_key, resolve_picture)
    if len(data) <= MAXIMUM_FILE_BYTES:
        request = {"data": _to_text(data), "now": now.isoformat(), "expected": expected}
        # Text is read by Python and Rust; the readers of pictures and PDFs leave a process with more behind them.
        found = _workers.ask(request, resolvers.reply, limits, once=not _is_text(data))
        report = _report_of(found)
    else:
        # Refused by its size alone, before anything is read.
        report = _verify_request(data, now, expected, resolvers)
    if report is not None:
        return report
    return Report(tuple(answer(name, "unknown", "took_too_long") for name in check_names(**expected)))


def _verify_request(data: bytes, now: datetime, expected: Expected, resolvers: _Resolvers) -> Report:
    return verify(
        data,
        resolve_did=resolvers.did,
        resolve_status_list=resolvers.status_list,
        resolve_key=resolvers.key,
        resolve_picture=resolvers.picture,
        now=now,
        **expected,
    )


def _is_text(data: bytes) -> bool:
    return data[:64].lstrip()[:1] in (b"{", b"e")


def _report_of(found: Mapping[str, Any] | None) -> Report | None:
    try:
        return None if found is None else Report.from_json(found)
    except (KeyError, TypeError, AttributeError):
        return None


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _serve(source: IO[bytes], target: IO[bytes], processor_seconds: int, memory_bytes: int) -> None:
    """Answer requests with reports, each within the limits, until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))

    def ask(question: Mapping[str, str]) -> dict[str, Any]:
        send(target, question)
        reply = receive(source)
        if reply is None or "unresolvable" in reply:
            raise Unresolvable
        return reply

    resolvers = _Resolvers(
        did=lambda did: dict(ask({"did": did})["document"]),
        status_list=lambda url: base64.b64decode(ask({"status_list": url})["bytes"]),
        key=lambda url: base64.b64decode(ask({"key": url})["bytes"]),
        picture=lambda url: base64.b64decode(ask({"picture": url})["bytes"]),
    )
    send(target, {"ready": True})
    while (request := receive(source)) is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime) + 1 + processor_seconds
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        now, data = datetime.fromisoformat(request["now"]), base64.b64decode(request["data"])
        report = _verify_request(data, now, request["expected"], resolvers)
        send(target, {"report": report.to_json()})


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]), int(sys.argv[2]))
