"""The Activities resource: all that is known of one activity (xAPI 1.0.3, part 3, 2.5)."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from lms.lrs.keys import scopes
from lms.lrs.reading.catalogue import activity_of
from lms.lrs.requests.parameters import iri_in, only
from lms.lrs.views.protocol import Client, parameters_of, resource

CLAUSE = "part 3, 2.5"
# What activities are called tells nothing of a person.
OPENING = (scopes.READ, scopes.READ_MINE, scopes.ALL_READ, scopes.DEFINE, scopes.PROFILE, scopes.STATE)


@resource("GET")
def activities(request: HttpRequest, client: Client) -> JsonResponse:
    client.require(*OPENING)
    parameters = parameters_of(request)
    only(parameters, frozenset({"activityId"}), CLAUSE)
    activity = iri_in(parameters, "activityId", CLAUSE)
    client.require_activity(activity)
    return JsonResponse(activity_of(client.key.fieldlab, activity))
