"""Checking credentials: as openbadgeslib does it, as we do it for strangers' files, and a thousand of our own.

Both check the same credential, the full profile with both status lists. openbadgeslib 4.6.3 guards its
canonicalisation inside its own process and does not check the signatures of the lists; ours runs in a process that
can be killed, with limits, and also checks the lists' signatures and the form (JSON Schema). Rounds take turns, so
that what else the machine does weighs on both.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from openbadgeslib.ob3 import OB3LdpVerifier

from credentials.formats.serialise import to_bytes
from credentials.formats.status_list import StatusPurpose
from credentials.verifier.checks import verify
from credentials.verifier.sandbox import verify_in_sandbox
from tests.credentials import samples
from tests.credentials.verifying import World

ROUNDS = 5
CHECKS = 40
OWN = 1000
TARGET_RATIO = 3.0
TARGET_SECONDS = 20.0


def run() -> None:
    now = datetime.now(UTC)
    day = timedelta(days=1)
    lists = {
        samples.LIST_OF[purpose]: to_bytes(
            samples.status_list(purpose, valid_from=now - day, valid_until=now + day)
        )
        for purpose in StatusPurpose
    }
    world = World(lists=lists)
    data = to_bytes(samples.signed(valid_until=now + 365 * day))
    served = {**lists, "https://demo.skillslab.example/fieldlabs/8f14e45f/did.json": _did()}
    peer = OB3LdpVerifier.for_issuer_did(samples.DID)

    def by_peer() -> None:
        peer.verify(data, download=served.__getitem__, check_status=True, verify_status_list=False)

    def guarded() -> None:
        report = verify_in_sandbox(
            data, resolve_did=world.resolve_did, resolve_status_list=world.resolve_status_list, now=now
        )
        if not report.valid:
            raise RuntimeError(report.to_json()["checks"])

    by_peer()
    guarded()
    ratios = []
    for number in range(ROUNDS):
        theirs, ours = _per_second(by_peer), _per_second(guarded)
        ratios.append(ours / theirs)
        print(f"  round {number + 1}: openbadgeslib {theirs:.1f}/s, ours in the sandbox {ours:.1f}/s")
    print(
        f"  guarded / openbadgeslib: {statistics.median(ratios):.2f}× (median of {ROUNDS} rounds; target "
        f"{TARGET_RATIO:.0f}×; load {os.getloadavg()[0]:.1f})"
    )
    _own(world, now)


def _did() -> bytes:
    return json.dumps(samples.did_document()).encode()


def _per_second(check: Callable[[], None]) -> float:
    before = time.perf_counter()
    for _ in range(CHECKS):
        check()
    return CHECKS / (time.perf_counter() - before)


def _own(world: World, now: datetime) -> None:
    """A thousand credentials of one fieldlab, each of another person, as an employer's list checks them."""
    until = now + timedelta(days=365)
    made = [
        to_bytes(
            samples.signed(
                id=f"urn:uuid:{UUID(int=number)}",
                valid_until=until,
                holder=samples.Holder(
                    name=f"Holder {number}", email=f"{number}@example.org", salt=samples.HOLDER.salt
                ),
            )
        )
        for number in range(OWN)
    ]
    wall, processor = time.perf_counter(), time.process_time()
    for data in made:
        report = verify(
            data, resolve_did=world.resolve_did, resolve_status_list=world.resolve_status_list, now=now
        )
        if not report.valid:
            raise RuntimeError(report.to_json()["checks"])
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(
        f"  {OWN:,} own credentials, one core: {processor:.1f} s of processor, {wall:.1f} s on the clock (target "
        f"{TARGET_SECONDS:.0f} s; load {os.getloadavg()[0]:.1f})"
    )
