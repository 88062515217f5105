"""Send a destination what it has not had yet, each statement once, by one sender at a time."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lms.lrs.actions.settle_transactions import settle_transactions
from lms.lrs.database import has_rows_of_the_future
from lms.lrs.forwarding.remote import Answer, RemoteStore, RemoteUnavailable
from lms.lrs.forwarding.waiting import (
    Position,
    batches_in,
    due_destinations,
    packed,
    store_of,
    version_of,
    wait_after,
    window_after,
)
from lms.lrs.models import ForwardingDestination, ForwardingRefusal, Statement

logger = logging.getLogger(__name__)

# Longer than one request can take: whoever is silent for so long was killed.
SENDER_SECONDS = 60
# A worker that has one process does other things in between.
SECONDS_AT_ONCE = 10.0


class NoLongerSender(Exception):
    """Somebody else sends now, or the destination was paused."""


def forward_statements(*, destination_id: int, seconds: float = SECONDS_AT_ONCE) -> bool:
    """Send what waits for about `seconds`; returns whether there may be more.

    The position moves on only after an answer: whoever is killed in between leaves a batch that is sent again,
    which a store takes as the same statements (xAPI 1.0.3, part 3, 2.1.2). A failure waits longer each time.
    """
    # In a restored database, transactions are numbered from the start again.
    if has_rows_of_the_future(Statement._meta.db_table):
        settle_transactions()
    sender = uuid4()
    claimed = due_destinations().filter(pk=destination_id).update(sender=sender, sender_until=_until())
    destination = ForwardingDestination.objects.filter(pk=destination_id, sender=sender).first()
    if not claimed or destination is None:
        return False
    try:
        return _Sending(destination, sender, store_of(destination)).send(seconds)
    except NoLongerSender:
        return False
    except RemoteUnavailable as error:
        _note_failure(destination, sender, str(error), error.retry_after)
        return False
    except InvalidTag:
        _note_failure(destination, sender, "The secret can't be read: the key-encryption key is another one.", 0)
        return False
    except Exception as error:
        # What it says may hold a secret, and the screen shows this.
        logger.exception("Forwarding to %s failed.", destination)
        _note_failure(destination, sender, type(error).__name__, 0)
        return False
    finally:
        ForwardingDestination.objects.filter(pk=destination_id, sender=sender).update(
            sender=None, sender_until=None
        )


@dataclass
class _Sending:
    destination: ForwardingDestination
    sender: UUID
    store: RemoteStore

    def send(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while window := window_after(self.destination):
            for batch in batches_in(self.destination, window):
                self._deliver(batch)
                if time.monotonic() > deadline:
                    return True
            self._move_to(window[-1])
            if time.monotonic() > deadline:
                return True
        return False

    def _deliver(self, batch: list[Statement]) -> None:
        """Send a batch; one that is refused in halves, until the bad statement is alone and is put aside."""
        self._update()
        with packed(batch) as body:
            answer = self.store.send(body, version=version_of(batch[0]))
        last = (batch[-1].transaction, batch[-1].seq)
        if answer.is_done:
            self._move_to(last, sent=len(batch))
        elif len(batch) > 1:
            middle = len(batch) // 2
            self._deliver(batch[:middle])
            self._deliver(batch[middle:])
        elif answer.status == 409:
            # It is there already.
            self._move_to(last, sent=1)
        else:
            self._put_aside(batch[0], answer)

    def _put_aside(self, statement: Statement, answer: Answer) -> None:
        with transaction.atomic():
            ForwardingRefusal.objects.update_or_create(
                destination=self.destination,
                statement=statement,
                defaults={"status": answer.status, "reason": answer.reason, "at": timezone.now()},
            )
            self._move_to((statement.transaction, statement.seq))

    def _move_to(self, position: Position, sent: int = 0) -> None:
        done = {"failures": 0, "retry_at": None, "last_error": ""} if sent else {}
        now = {"last_sent_at": timezone.now()} if sent else {}
        self._update(transaction=position[0], seq=position[1], sent=F("sent") + sent, **done, **now)
        self.destination.transaction, self.destination.seq = position

    def _update(self, **values: object) -> None:
        """Write as the one sender and stay it for a while. Raises NoLongerSender."""
        own = ForwardingDestination.objects.filter(pk=self.destination.pk, sender=self.sender, paused_at=None)
        if not own.update(sender_until=_until(), **values):
            raise NoLongerSender


def _until() -> object:
    return timezone.now() + timedelta(seconds=SENDER_SECONDS)


def _note_failure(destination: ForwardingDestination, sender: UUID, reason: str, retry_after: int) -> None:
    row = ForwardingDestination.objects.filter(pk=destination.pk, sender=sender)
    failures = (row.values_list("failures", flat=True).first() or 0) + 1
    wait = max(wait_after(failures), timedelta(seconds=retry_after))
    now = timezone.now()
    row.update(failures=failures, retry_at=now + wait, last_error=reason, last_error_at=now)
