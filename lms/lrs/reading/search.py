"""Pages of statements by filters: keyset pages over indexes, the same cost for the first page as for any other.

xAPI 1.0.3, part 3, 2.1.3, with its conditions for StatementRefs: a statement is found where it matches itself,
or where what it refers to does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from lms.lrs.content.relations import (
    ACTIVITY_ROLES,
    AGENT_ROLES,
    RELATED_ACTIVITY_ROLES,
    RELATED_AGENT_ROLES,
    Role,
)
from lms.lrs.formats import shifted
from lms.lrs.models import Relation, Statement, StatementLink
from lms.lrs.queries import unvoided
from lms.lrs.reading.filters import StatementFilter

# `seq` and `stored` rise together but for the length of an INSERT: rows this far outside bound a search by seq.
SKEW = timedelta(minutes=5)
Narrow = Callable[[QuerySet[Statement]], QuerySet[Statement]]


@dataclass(frozen=True)
class Bounds:
    """Where a page begins and what it never goes beyond: `after` is the last seq of the page before.

    Pages are in the order of seq. `stored` of two transactions that overlap may differ from it by the length of an
    INSERT, so that who asks for what came `since` the last one may read one again, but never misses one.
    """

    highest: int
    after: int | None = None
    stored_until: datetime | None = None


def highest_seq() -> int:
    return Statement.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def page_of(
    statements: QuerySet[Statement],
    wanted: StatementFilter,
    bounds: Bounds,
    limit: int,
    narrow: Narrow = unvoided,
) -> tuple[list[Statement], bool]:
    """Return at most `limit` of `statements` (what one may see), and whether there are more.

    `narrow` says which of them; the unvoided ones where it is left out.
    """
    chosen = seqs_of(statements, wanted, bounds, limit + 1, narrow)
    rows = Statement.objects.in_bulk(chosen[:limit])
    # Retention may have taken one between the two queries.
    found, has_more = [rows[seq] for seq in chosen[:limit] if seq in rows], len(chosen) > limit
    if has_more and not found:
        return page_of(statements, wanted, replace(bounds, after=chosen[limit - 1]), limit, narrow)
    return found, has_more


def seqs_of(
    statements: QuerySet[Statement],
    wanted: StatementFilter,
    bounds: Bounds,
    limit: int,
    narrow: Narrow = unvoided,
) -> list[int]:
    """Return the numbers alone of what page_of returns."""
    lowest, highest = _window(wanted, bounds)
    visible = narrow(statements.filter(_times(wanted, bounds)))
    seqs: set[int] = set()
    for path, conditions in _sources(wanted):
        in_window = Q(**{f"{path}__gte": lowest, f"{path}__lte": highest})
        # One filter() call, so that all conditions are about the same joined row.
        found = visible.filter(conditions & in_window).order_by(path if wanted.ascending else f"-{path}")
        seqs.update(found.values_list(path, flat=True).distinct()[:limit])
    if wanted.agent or wanted.activity or wanted.verb or wanted.registration:
        referring = _referring(visible, wanted).filter(statement__gte=lowest, statement__lte=highest)
        ordered = referring.order_by("statement_id" if wanted.ascending else "-statement_id")
        seqs.update(ordered.values_list("statement_id", flat=True).distinct()[:limit])
    return sorted(seqs, reverse=not wanted.ascending)[:limit]


def _sources(wanted: StatementFilter) -> Iterator[tuple[str, Q]]:
    """Yield where to look: the path to an index in the order of seq, and the conditions to apply."""
    if wanted.agent is not None:
        others = replace(wanted, agent=None)
        for role in RELATED_AGENT_ROLES if wanted.related_agents else AGENT_ROLES:
            yield "relations__statement", Q(relations__key=wanted.agent, relations__role=role) & _matches(others)
    elif wanted.activity is not None:
        others = replace(wanted, activity=None)
        for role in RELATED_ACTIVITY_ROLES if wanted.related_activities else ACTIVITY_ROLES:
            yield (
                "relations__statement",
                Q(relations__key=wanted.activity, relations__role=role) & _matches(others),
            )
    else:
        yield "seq", _matches(wanted)


def _referring(visible: QuerySet[Statement], wanted: StatementFilter) -> QuerySet[StatementLink]:
    """Return the links of visible statements to what is looked for.

    Links come first, because they are few: SQLite would go through all statements to look for the links of each.
    """
    targets = Statement.objects.filter(
        _matches(wanted), id=OuterRef(OuterRef("target_id")), tenant=OuterRef("tenant")
    )
    return StatementLink.objects.filter(Exists(visible.filter(Exists(targets), seq=OuterRef("statement_id"))))


def _matches(wanted: StatementFilter) -> Q:
    """Whether a statement itself is what is looked for, whenever it was stored."""
    conditions = Q()
    if wanted.registration is not None:
        conditions &= Q(registration=wanted.registration)
    if wanted.verb is not None:
        conditions &= Q(verb_key=wanted.verb)
    if wanted.agent is not None:
        conditions &= _names(wanted.agent, RELATED_AGENT_ROLES if wanted.related_agents else AGENT_ROLES)
    if wanted.activity is not None:
        conditions &= _names(
            wanted.activity, RELATED_ACTIVITY_ROLES if wanted.related_activities else ACTIVITY_ROLES
        )
    return conditions


def _names(key: bytes, roles: Sequence[Role]) -> Q:
    return Q(Exists(Relation.objects.filter(statement_id=OuterRef("seq"), key=key, role__in=roles)))


def _times(wanted: StatementFilter, bounds: Bounds) -> Q:
    """The exact moments. The window of numbers says nearly the same, which PostgreSQL can't know.

    It would take both for rare together, and sort tens of thousands of rows for a page of fifty. COALESCE hides
    what it knows of `stored`, and two forms of it that lower and upper bound belong together.
    """
    conditions = Q()
    if wanted.since is not None:
        conditions &= Q(GreaterThan(Coalesce("stored", "stored"), wanted.since))
    untils = [until for until in (wanted.until, bounds.stored_until) if until is not None]
    if untils:
        conditions &= Q(LessThanOrEqual(Coalesce("stored", "timestamp"), min(untils)))
    return conditions


def _window(wanted: StatementFilter, bounds: Bounds) -> tuple[int, int]:
    """Return the lowest and highest seq that can be on the page; moments are found by the index of `stored`."""
    lowest, highest = 0, bounds.highest
    if bounds.after is not None:
        if wanted.ascending:
            lowest = bounds.after + 1
        else:
            highest = min(highest, bounds.after - 1)
    if wanted.since is not None:
        before = Statement.objects.filter(stored__lte=shifted(wanted.since, -SKEW)).order_by("-stored")
        lowest = max(lowest, before.values_list("seq", flat=True).first() or 0)
    if wanted.until is not None:
        beyond = Statement.objects.filter(stored__gt=shifted(wanted.until, SKEW)).order_by("stored")
        highest = min(highest, beyond.values_list("seq", flat=True).first() or highest)
    return lowest, highest
