"""What a machine's key and a learner's session may speak of: their own activities, and nobody else; pure."""

from __future__ import annotations

from uuid import UUID

from lms.lrs.content.relations import agent_key
from lms.lrs.records import JSONObject, Problem

CLAUSE = "rule of this site"
# After one of these an identifier goes deeper; anything else is the name of another thing.
BELOW = ("/", "#", "?")


def is_within(iri: object, prefix: str) -> bool:
    """Whether an identifier is `prefix` itself or lies below it."""
    own = prefix.rstrip("/")
    return isinstance(iri, str) and (iri in (own, prefix) or iri.startswith(tuple(own + sign for sign in BELOW)))


def beyond_device(data: JSONObject, prefix: str) -> Problem | None:
    """Return what a machine may not say in a valid statement: anything but of itself and its activities."""
    home = data["actor"].get("account", {}).get("homePage")
    if data["actor"].get("objectType", "Agent") != "Agent" or not is_within(home, prefix):
        return Problem("actor", f"must be an account of this machine, whose homePage is below {prefix}", CLAUSE)
    return _beyond_activity(data, prefix)


def beyond_launch(data: JSONObject, *, actor: JSONObject, registration: UUID, activity: str) -> Problem | None:
    """Return what a learner's session may not say in a valid statement: anything of another one than its own."""
    own = agent_key(actor)
    if data["actor"].get("objectType", "Agent") != "Agent" or agent_key(data["actor"]) != own:
        return Problem("actor", "must be the learner whose session this is", CLAUSE)
    given = data.get("context", {}).get("registration")
    if given is None or UUID(given) != registration:
        return Problem("context.registration", "must be the one that this session was opened for", CLAUSE)
    return _beyond_activity(data, activity)


def _beyond_activity(data: JSONObject, prefix: str) -> Problem | None:
    target = data["object"]
    if target.get("objectType", "Activity") != "Activity":
        return Problem("object", "must be an activity", CLAUSE)
    if not is_within(target["id"], prefix):
        return Problem("object.id", f"must be {prefix} or lie below it", CLAUSE)
    return None
