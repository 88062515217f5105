"""What the record store knows of activities: the catalogue that the sweep fills, and what came after it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from lms.lrs.content.activities import activities_in, merged_definition
from lms.lrs.content.relations import RELATED_ACTIVITY_ROLES, activity_key
from lms.lrs.formats import shifted
from lms.lrs.keys.scopes import ALL, DEFINE
from lms.lrs.models import Activity, CatalogueProgress, RecordStoreKey, Relation, Statement
from lms.lrs.reading.search import SKEW
from lms.lrs.records import JSONObject
from lms.organisations.models import Fieldlab

# Newer statements about one activity than these are not looked through; the sweep reaches them soon.
NEWEST = 500
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def activity_of(tenant: Fieldlab, iri: str) -> JSONObject:
    """Return the activity with all that `tenant`'s statements say of it; just its id where they say nothing.

    The answer holds every statement that was answered before, also where the sweep was not there yet.
    """
    known = _rows(tenant, [iri]).first()
    definitions = [json.loads(known.definition)] if known else []
    definitions += _definitions_since(_read_until(), tenant, iri)
    definition = merged_definition(definitions)
    return {"objectType": "Activity", "id": iri, **({"definition": definition} if definition else {})}


def definitions_of(tenant: Fieldlab, iris: Iterable[str]) -> dict[str, JSONObject]:
    """Return the definitions of activities in the catalogue, by their ids."""
    return {activity.iri: json.loads(activity.definition) for activity in _rows(tenant, iris)}


def is_believed(keys: Iterable[RecordStoreKey]) -> Q:
    """Statements whose word about activities counts: the site's, and those of `keys` with the scope `define`.

    xAPI 1.0.3, part 3, 4.2.
    """
    believed = [key.pk for key in keys if {ALL, DEFINE} & set(key.scopes)]
    return Q(record_store_key=None) | Q(record_store_key__in=believed)


def _rows(tenant: Fieldlab, iris: Iterable[str]) -> QuerySet[Activity]:
    return Activity.objects.filter(tenant=tenant, key__in=[activity_key(iri) for iri in iris])


def _read_until() -> datetime:
    return CatalogueProgress.objects.values_list("stored", flat=True).first() or BEGINNING


def _definitions_since(moment: datetime, tenant: Fieldlab, iri: str) -> list[JSONObject]:
    """Return what statements stored after `moment` say of an activity, oldest first."""
    # Numbers and moments rise together but for the length of an INSERT: this one is well before.
    before = Statement.objects.filter(stored__lte=shifted(moment, -SKEW)).order_by("-stored")
    lowest = before.values_list("seq", flat=True).first() or 0
    named = Relation.objects.filter(
        key=activity_key(iri), role__in=RELATED_ACTIVITY_ROLES, statement_id__gte=lowest
    )
    newest = (
        Statement.objects.filter(is_believed(RecordStoreKey.objects.filter(fieldlab=tenant)))
        .filter(seq__in=named.values("statement_id"), tenant=tenant, stored__gt=moment)
        .order_by("-seq")[:NEWEST]
    )
    return [
        activity["definition"]
        for statement in reversed(newest)
        for activity in activities_in(json.loads(statement.raw))
        if activity["id"] == iri and "definition" in activity
    ]
