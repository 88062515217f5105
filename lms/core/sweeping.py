"""What all sweeps have in common: they find rows whose next step is missing, and take it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

logger = logging.getLogger(__name__)

# A sweep comes again in a minute: what one does at a time keeps the worker free for what was just queued.
AT_ONCE = 500


def sweep_rows(due: QuerySet[Any], step: Callable[[Any], object]) -> int:
    """Call `step` with the primary key of at most AT_ONCE rows of `due`; returns how many did not fail.

    A row that fails is logged and does not keep the others waiting. In random order, so that many rows that fail
    each time don't either.
    """
    rows = list(due.order_by("?").values_list("pk", flat=True)[:AT_ONCE])
    return take_each(rows, step, of=due.model.__name__)


def take_each(items: Iterable[Any], step: Callable[[Any], object], *, of: str) -> int:
    """Call `step` with each of `items`, named `of` in the log; returns how many did not fail.

    One that fails is logged and does not keep the others waiting.
    """
    done = 0
    for item in items:
        try:
            step(item)
        except Exception:
            logger.exception("The sweep could not do %s for %s %s.", step, of, item)
        else:
            done += 1
    return done
