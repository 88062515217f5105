"""Fill the catalogue of activities with what statements say of them, in the order of storing."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from lms.lrs.content.activities import activities_in, merged_definition
from lms.lrs.content.relations import activity_key
from lms.lrs.database import consistent_through
from lms.lrs.models import Activity, CatalogueProgress, RecordStoreKey, Statement
from lms.lrs.reading.catalogue import BEGINNING, is_believed
from lms.lrs.records import JSONObject

AT_ONCE = 2_000


@transaction.atomic
def collect_activities() -> int:
    """Take in the next statements; returns how many were looked at, 0 once there are no more.

    Never goes past the oldest open transaction: nothing is stored before the moment that it stops at. Who does it
    at the same time waits, and goes on where this one stopped.
    """
    CatalogueProgress.objects.get_or_create(pk=1, defaults={"stored": BEGINNING})
    progress = CatalogueProgress.objects.select_for_update().get(pk=1)
    until = consistent_through()
    if until is None or until <= progress.stored:
        return 0
    waiting = Statement.objects.filter(stored__gt=progress.stored, stored__lte=until).order_by("stored", "seq")
    statements = _whole_batches(waiting)
    _merge(statements)
    progress.stored = statements[-1].stored if len(statements) >= AT_ONCE else until
    progress.save(update_fields=["stored"])
    return len(statements)


def _whole_batches(waiting: QuerySet[Statement]) -> Sequence[Statement]:
    """Return the next statements, with all that were stored at the same moment as the last of them."""
    statements = list(waiting[:AT_ONCE])
    if len(statements) == AT_ONCE:
        last = statements[-1]
        statements += waiting.filter(stored=last.stored, seq__gt=last.seq)
    return statements


def _merge(statements: Sequence[Statement]) -> None:
    believed = set(
        Statement.objects.filter(is_believed(RecordStoreKey.objects.all()))
        .filter(seq__in=[statement.seq for statement in statements])
        .values_list("seq", flat=True)
    )
    found: dict[tuple[int, str], list[JSONObject]] = {}
    for statement in statements:
        if statement.tenant_id is None or statement.seq not in believed:
            continue
        for activity in activities_in(json.loads(statement.raw)):
            if activity.get("definition"):
                found.setdefault((statement.tenant_id, activity["id"]), []).append(activity["definition"])
    keys = {name: activity_key(name[1]) for name in found}
    known = {
        (row.tenant_id, bytes(row.key)): row
        for row in Activity.objects.filter(key__in=set(keys.values()), tenant__in={tenant for tenant, _ in keys})
    }
    changed, new = [], []
    for (tenant, iri), definitions in found.items():
        row = known.get((tenant, keys[tenant, iri]))
        if row is None:
            text = json.dumps(merged_definition(definitions))
            new.append(Activity(tenant_id=tenant, key=keys[tenant, iri], iri=iri, definition=text))
            continue
        text = json.dumps(merged_definition([json.loads(row.definition), *definitions]))
        if text != row.definition:
            row.definition = text
            changed.append(row)
    Activity.objects.bulk_create(new)
    Activity.objects.bulk_update(changed, ["definition"], batch_size=200)
