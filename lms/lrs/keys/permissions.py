"""What a client may not say: of somebody else's registration, a void of others' words, what is not its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.conf import settings

from lms.core.registry import RegistrationOwner, registration_owners
from lms.lrs.content.bounds import CLAUSE, beyond_device, beyond_launch, is_within
from lms.lrs.content.relations import agent_key, verb_key
from lms.lrs.documents.cmi5 import LAUNCH_DATA, PREFERENCES
from lms.lrs.documents.rules import Kind, Wanted
from lms.lrs.models import LaunchCredential, RecordStoreKey, Statement
from lms.lrs.records import JSONObject, Problem
from lms.lrs.statements import actor_of
from lms.lrs.storing.links import Reference
from lms.lrs.storing.sources import Source
from lms.lrs.vocabulary import VOIDED

VOIDED_KEY = verb_key(VOIDED.iri)


def owners_of(registrations: Iterable[UUID]) -> dict[UUID, RegistrationOwner]:
    """Return whose registrations these are, of those that an app above the record store knows."""
    wanted = set(registrations)
    owners: dict[UUID, RegistrationOwner] = {}
    if wanted:
        for answer in registration_owners.run(wanted).values():
            owners.update(answer)
    return owners


def forbidden_in(
    statements: Sequence[tuple[JSONObject, UUID | None, Reference | None]],
    source: Source,
    owners: Mapping[UUID, RegistrationOwner],
) -> Problem | None:
    """Return the first thing that `source` may not say, with the statement's place in the batch.

    `owners` are those of their registrations; the site's own word is not held against them.
    """
    problem = _beyond_bounds(statements, source) or _forbidden_void(statements, source)
    if problem is None and source.key is not None:
        problem = _forbidden_registration(statements, source, owners)
    return problem


def forbidden_document(launch: LaunchCredential, wanted: Wanted, *, changes: bool) -> Problem | None:
    """Return what keeps a learner's session from documents, read or (`changes`) written and deleted.

    It has the state of its learner, registration and activity, but for what the site tells it of its launch; reads
    the profile of its activity, which all learners share; and its learner's preferences (cmi5, 10.0 to 12.0).
    """
    place, name = wanted.place, wanted.name
    if place.agent is not None and place.agent_key != agent_key(actor_of(launch.user.pseudonym)):
        return Problem("agent", "must be the learner whose session this is", CLAUSE)
    if place.kind is Kind.AGENT_PROFILE:
        if name != PREFERENCES:
            return Problem("profileId", f"must be {PREFERENCES}", "cmi5, 11.0")
        return None
    if not is_within(place.activity, launch.activity):
        return Problem("activityId", f"must be {launch.activity} or lie below it", CLAUSE)
    if place.kind is Kind.ACTIVITY_PROFILE:
        return Problem("activityId", "has a profile that a session only reads", CLAUSE) if changes else None
    # Without a registration it would be about every one.
    if place.registration != launch.registration:
        return Problem("registration", "must be the one that this session was opened for", CLAUSE)
    if changes and name == LAUNCH_DATA:
        return Problem("stateId", "is what the site says of the launch, which a session only reads", "cmi5, 10.0")
    return None


def _beyond_bounds(
    statements: Sequence[tuple[JSONObject, UUID | None, Reference | None]], source: Source
) -> Problem | None:
    launch, key = source.launch, source.key
    if launch is None and (key is None or key.kind != RecordStoreKey.Kind.DEVICE):
        return None
    actor = actor_of(launch.user.pseudonym) if launch else {}
    for index, (data, _, _) in enumerate(statements):
        problem = (
            beyond_launch(data, actor=actor, registration=launch.registration, activity=launch.activity)
            if launch
            else beyond_device(data, key.activity_prefix if key else "")
        )
        if problem is not None:
            return problem.within(f"[{index}]")
    return None


def _forbidden_void(
    statements: Sequence[tuple[JSONObject, UUID | None, Reference | None]], source: Source
) -> Problem | None:
    voids = {
        reference.target_id: index
        for index, (_, _, reference) in enumerate(statements)
        if reference is not None and reference.voids
    }
    if not voids:
        return None
    tenant = source.tenant.pk if source.tenant else None
    for target in Statement.objects.filter(id__in=voids).only("id", "tenant", "record_store_key", "verb_key"):
        path = f"[{voids[target.id]}].object.id"
        if target.tenant_id != tenant:
            return Problem(path, "names a statement that is not yours to void", "part 2, 2.3.2")
        if source.key is not None and target.record_store_key_id is None:
            return Problem(path, "names a statement of the site itself, which a key can't void", "part 2, 2.3.2")
        if bytes(target.verb_key) == VOIDED_KEY:
            return Problem(path, "names a voiding statement, which can't be voided", "part 2, 2.3.2")
    return None


def _forbidden_registration(
    statements: Sequence[tuple[JSONObject, UUID | None, Reference | None]],
    source: Source,
    owners: Mapping[UUID, RegistrationOwner],
) -> Problem | None:
    for index, (data, registration, _) in enumerate(statements):
        owner = owners.get(registration) if registration is not None else None
        if owner is None:
            continue
        path = f"[{index}].context.registration"
        if source.tenant is None or owner.tenant != source.tenant.pk:
            return Problem(path, "belongs to another fieldlab", "rule of this site")
        if data["actor"].get("account") != {"homePage": settings.SITE_URL, "name": owner.actor}:
            return Problem(
                f"[{index}].actor", "is not the learner whose registration this is", "rule of this site"
            )
        if not owner.open:
            return Problem(path, "is closed", "rule of this site")
    return None
