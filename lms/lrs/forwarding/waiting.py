"""What waits to be forwarded to another record store, in the order in which it is safe to send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lms.core.encryption import decrypt, encrypt
from lms.lrs.content.composing import exact
from lms.lrs.content.relations import RELATED_ACTIVITY_ROLES, activity_key, verb_key
from lms.lrs.database import oldest_open_transaction
from lms.lrs.forwarding.remote import Body, RemoteStore
from lms.lrs.models import ForwardingDestination, Relation, Statement, StatementAttachment
from lms.lrs.requests.multipart import new_boundary, written
from lms.lrs.storing.attachment_files import parts_with

PURPOSE = "secrets of forwarding destinations"
MAX_BATCH = 500
MAX_BATCH_CHARACTERS = 4 * 1024 * 1024
# How many statements are looked at to find those that the filters let through.
WINDOW = 2_000
COUNTED_UP_TO = 10_000
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(hours=1)
VERSIONS = {"1": "1.0.3", "2": "2.0.0"}

Position = tuple[int, int]


@dataclass(frozen=True)
class Lag:
    """How many statements wait (counted up to a limit), and since when the oldest does."""

    count: int
    is_more: bool
    since: datetime | None


def due_destinations() -> QuerySet[ForwardingDestination]:
    """Destinations that may be sent to now: not paused, not waiting after a failure, nobody sending."""
    now = timezone.now()
    return ForwardingDestination.objects.filter(
        Q(retry_at=None) | Q(retry_at__lte=now),
        Q(sender_until=None) | Q(sender_until__lt=now),
        paused_at=None,
    )


def window_after(destination: ForwardingDestination) -> list[Position]:
    """Return the next positions, of transactions that have ended: nothing will ever come before them."""
    settled = Statement.objects.values_list("transaction", "seq")
    horizon = oldest_open_transaction()
    if horizon is not None:
        settled = settled.filter(transaction__lt=horizon)
    # Two queries, each of which is a stretch of the index.
    found = list(
        settled.filter(transaction=destination.transaction, seq__gt=destination.seq).order_by("seq")[:WINDOW]
    )
    if len(found) < WINDOW:
        later = settled.filter(transaction__gt=destination.transaction).order_by("transaction", "seq")
        found += list(later[: WINDOW - len(found)])
    return found


def batches_in(destination: ForwardingDestination, window: Sequence[Position]) -> Iterator[list[Statement]]:
    """Yield what the filters let through, in order, in batches of one version and of limited size.

    A statement whose attachments came with it goes alone.
    """
    seqs = [seq for _, seq in window]
    alone = set(StatementAttachment.objects.filter(statement__in=seqs).values_list("statement_id", flat=True))
    chosen = Statement.objects.filter(wanted_by(destination), seq__in=seqs)
    batch: list[Statement] = []
    size = 0
    for statement in chosen.order_by("transaction", "seq").iterator(chunk_size=MAX_BATCH):
        is_full = len(batch) == MAX_BATCH or size + len(statement.raw) > MAX_BATCH_CHARACTERS
        is_other = bool(batch) and version_of(batch[0]) != version_of(statement)
        if batch and (is_full or is_other or statement.seq in alone or batch[0].seq in alone):
            yield batch
            batch, size = [], 0
        batch.append(statement)
        size += len(statement.raw)
    if batch:
        yield batch


def wanted_by(destination: ForwardingDestination) -> Q:
    """The destination's filters: fieldlab, verbs, and activities (as object or in the context)."""
    conditions = Q()
    if destination.fieldlab_id is not None:
        conditions &= Q(tenant=destination.fieldlab_id)
    if destination.verbs:
        conditions &= Q(verb_key__in=[verb_key(iri) for iri in destination.verbs])
    if destination.activities:
        named = Relation.objects.filter(
            statement_id=OuterRef("seq"),
            key__in=[activity_key(iri) for iri in destination.activities],
            role__in=RELATED_ACTIVITY_ROLES,
        )
        conditions &= Q(Exists(named))
    return conditions


def is_to_send() -> Q | None:
    """Whether a destination that is not paused wants a statement and has not had it; None where there is none."""
    conditions: Q | None = None
    for destination in ForwardingDestination.objects.filter(paused_at=None):
        one = awaited_by(destination)
        conditions = one if conditions is None else conditions | one
    return conditions


def awaited_by(destination: ForwardingDestination) -> Q:
    """Whether a destination wants a statement and has not had it."""
    now, later = _after(destination)
    return wanted_by(destination) & (now | later)


def waiting_for(destination: ForwardingDestination) -> tuple[QuerySet[Statement], QuerySet[Statement]]:
    """The statements that a destination wants and has not had, in order: two stretches of the index."""
    wanted = Statement.objects.filter(wanted_by(destination))
    now, later = _after(destination)
    return wanted.filter(now).order_by("seq"), wanted.filter(later).order_by("transaction", "seq")


def _after(destination: ForwardingDestination) -> tuple[Q, Q]:
    """What comes after its position: in the same transaction, and in later ones."""
    now = Q(transaction=destination.transaction, seq__gt=destination.seq)
    return now, Q(transaction__gt=destination.transaction)


def lag_of(destination: ForwardingDestination) -> Lag:
    """Return what waits; statements of transactions that still run count, too."""
    count, since = 0, None
    for waiting in waiting_for(destination):
        if count <= COUNTED_UP_TO:
            count += waiting[: COUNTED_UP_TO + 1 - count].count()
        since = since or waiting.values_list("stored", flat=True).first()
    return Lag(min(count, COUNTED_UP_TO), count > COUNTED_UP_TO, since)


def version_of(statement: Statement) -> str:
    """The version in which a statement is sent: the newest patch of its own."""
    return VERSIONS.get(statement.version[:1], "1.0.3")


@contextmanager
def packed(batch: Sequence[Statement]) -> Iterator[Body]:
    """The body of a request: the statements' own text, and the bytes of attachments where one goes alone."""
    text = f"[{','.join(exact(statement) for statement in batch)}]"
    files = list(StatementAttachment.objects.filter(statement=batch[0])) if len(batch) == 1 else []
    if not files:
        content = text.encode("utf-8", "surrogatepass")
        yield Body(content, "application/json", len(content))
        return
    boundary = new_boundary()
    with SpooledTemporaryFile(max_size=MAX_BATCH_CHARACTERS) as file:
        file.writelines(written(parts_with(text, files), boundary))
        size = file.tell()
        file.seek(0)
        # A spooled file is one, whatever its type says.
        yield Body(cast("IO[bytes]", file), f"multipart/mixed; boundary={boundary}", size)


def wait_after(failures: int) -> timedelta:
    """How long to leave a store alone after so many failures in a row: twice as long each time, up to an hour."""
    return min(FIRST_WAIT * 2 ** min(failures - 1, 20), LONGEST_WAIT)


def store_of(destination: ForwardingDestination) -> RemoteStore:
    """The client for a destination. Raises cryptography's InvalidTag where the site's key was changed."""
    secret = decrypt(bytes(destination.wrapped_secret), purpose=PURPOSE, row=destination.uuid)
    return RemoteStore(destination.endpoint, destination.key, secret)


def wrap_secret(destination: ForwardingDestination, secret: str) -> None:
    destination.wrapped_secret = encrypt(secret, purpose=PURPOSE, row=destination.uuid)
