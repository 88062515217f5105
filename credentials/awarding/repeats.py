"""What has ended may be earned again: by its own module once more, or by another turn of its refresher."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.models import Completion, ModuleVersion
from credentials.models import Credential, Definition, RenewalRule, StateChange

# So long before its end a credential may be earned again by its module: nobody has to go without.
EARLY = timedelta(days=90)


def with_ends(credentials: QuerySet[Credential]) -> QuerySet[Credential]:
    """Credentials of one module with when they were earned, end (or a refresher is due), and were revoked."""
    revoked = StateChange.objects.filter(credential=OuterRef("pk"), state=Credential.State.REVOKED)
    return credentials.filter(completion__isnull=False).annotate(
        earned_at=F("completion__completed_at"),
        ends_at=Coalesce("valid_until", "recertify_by", output_field=DateTimeField()),
        revoked_at=Subquery(revoked.order_by("-changed_at").values("changed_at")[:1]),
    )


def held_before(
    people: Iterable[int], definitions: Mapping[UUID, Definition], module_keys: Iterable[UUID]
) -> dict[tuple[int, UUID], list[Credential]]:
    """What people have of modules, by person and module: of its definition, or made from the module. One query.

    What was earned again since is left out.
    """
    of_these = Q(authored__in=definitions.values()) | Q(
        authored=None, completion__version__module_key__in=module_keys
    )
    held = with_ends(Credential.objects.filter(of_these, user__in=people, succeeded_at=None))
    found: dict[tuple[int, UUID], list[Credential]] = {}
    for credential in held.select_related("completion__version"):
        found.setdefault((credential.user_id, module_of(credential)), []).append(credential)
    return found


def module_of(credential: Credential) -> UUID:
    """By which module it was earned; for credentials of one module."""
    assert credential.completion is not None
    return credential.completion.version.module_key


def makes_room(credential: Credential, completed_at: datetime) -> bool:
    """Whether a completion at that moment earns anew what `credential` (of `with_ends`) was awarded for.

    From 90 days before its end, or after it was revoked. What a person suspended is waited for.
    """
    earned_at, ends_at, revoked_at = _dates(credential)
    if credential.state == Credential.State.REVOKED:
        return revoked_at is not None and completed_at > revoked_at
    runs = credential.state == Credential.State.VALID or credential.overdue_since is not None
    return runs and ends_at is not None and completed_at >= ends_at - EARLY and completed_at > earned_at


def completions_to_repeat(completion_ids: Iterable[UUID]) -> set[UUID]:
    """Of these completions those whose module may be taken again, since a credential that it gave or renews ends.

    By its refresher where one is on offer, else by its own module.
    """
    completions = Completion.objects.filter(pk__in=list(completion_ids))
    people = completions.values("enrolment__user")
    running = Q(state=Credential.State.VALID) | Q(overdue_since__isnull=False)
    ends = Q(valid_until__isnull=False) | Q(recertify_by__isnull=False)
    held = Credential.objects.filter(running, ends, user__in=people, succeeded_at=None)
    held = held.exclude(state=Credential.State.REVOKED)
    ending = list(with_ends(held).select_related("completion__version", "achievement__version"))
    if not ending:
        return set()
    opens: dict[tuple[int, UUID], list[tuple[datetime, datetime]]] = {}
    for credential, rules in _offered_refreshers(ending):
        earned_at, ends_at, _revoked_at = _dates(credential)
        assert ends_at is not None
        windows = [(rule.refresher_key, timedelta(days=rule.window_days)) for rule in rules]
        for key, window in windows or [(module_of(credential), EARLY)]:
            opens.setdefault((credential.user_id, key), []).append((ends_at - window, earned_at))
    now = timezone.now()
    return {
        completion.pk
        for completion in completions.select_related("enrolment", "version")
        for opens_at, earned_at in opens.get((completion.enrolment.user_id, completion.version.module_key), ())
        if opens_at <= now and (completion.completed_at < opens_at or completion.completed_at <= earned_at)
    }


def _offered_refreshers(credentials: list[Credential]) -> list[tuple[Credential, list[RenewalRule]]]:
    keys = {item.achievement.version.module_key for item in credentials if item.achievement.version}
    of_these = Q(authored__in={item.authored_id for item in credentials}) | Q(authored=None, module_key__in=keys)
    offered = ModuleVersion.objects.newest().values("module_key")
    rules = list(RenewalRule.objects.filter(of_these, refresher_key__in=offered).order_by("pk"))
    return [(item, [rule for rule in rules if rule.renews(item)]) for item in credentials]


def _dates(credential: Credential) -> tuple[datetime, datetime | None, datetime | None]:
    return credential.earned_at, credential.ends_at, credential.revoked_at  # type: ignore[attr-defined]  # annotated
