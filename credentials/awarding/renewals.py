"""Which credentials a refresher renews: found from rows, so that no completion is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.models import Completion
from credentials.models import Credential, Renewal, RenewalRule


def renewals_due(*, at_most: int) -> Iterator[tuple[int, UUID]]:
    """Pairs of a credential and the completion that renews it; not those that were renewed already.

    The completion is the holder's first one of the refresher in the window before the end, or after it, and later
    than the award itself. Nothing for what is suspended, revoked, erased or without end.
    """
    for rule in RenewalRule.objects.order_by("pk"):
        valid = covered_by(rule).filter(
            state=Credential.State.VALID, valid_until__isnull=False, achievement__validity_months__isnull=False
        )
        yield from _refreshed(rule, valid.annotate(ends_at=F("valid_until")), at_most)


def recertifications_due(*, at_most: int) -> Iterator[tuple[int, UUID]]:
    """The same for credentials without end, by the date on which a refresher is due, also of overdue ones."""
    for rule in RenewalRule.objects.exclude(authored=None).order_by("pk"):
        running = covered_by(rule).filter(
            Q(state=Credential.State.VALID) | Q(overdue_since__isnull=False), recertify_by__isnull=False
        )
        running = running.exclude(state=Credential.State.REVOKED)
        yield from _refreshed(rule, running.annotate(ends_at=F("recertify_by")), at_most)


def covered_by(rule: RenewalRule) -> QuerySet[Credential]:
    """The credentials that a rule is about: of a definition, or of a module that has none of its own."""
    if rule.authored_id is not None:
        of_definition = Credential.objects.filter(authored=rule.authored_id)
        return of_definition.filter(achievement__lte=rule.last_id) if rule.last_id else of_definition
    if rule.module_key is None:
        return Credential.objects.none()
    return Credential.objects.filter(authored=None, achievement__version__module_key=rule.module_key)


def refresher_rules(credential: Credential) -> QuerySet[RenewalRule]:
    """By which refreshers `credential` is renewed; `achievement__version` is read."""
    if credential.authored_id is not None:
        of_version = Q(last=None) | Q(last__gte=credential.achievement_id)
        return RenewalRule.objects.filter(of_version, authored=credential.authored_id)
    version = credential.achievement.version
    rules = RenewalRule.objects.filter(authored=None)
    return rules.filter(module_key=version.module_key) if version else rules.none()


def _refreshed(rule: RenewalRule, ending: QuerySet[Credential], at_most: int) -> Iterator[tuple[int, UUID]]:
    done = Renewal.objects.filter(credential=OuterRef(OuterRef("pk")), completion=OuterRef("pk"))
    taken = Completion.objects.filter(
        ~Exists(done),
        version__module_key=rule.refresher_key,
        enrolment__user=OuterRef("user"),
        completed_at__gte=OuterRef("opens_at"),
        completed_at__gt=OuterRef("earned_at"),
    ).order_by("completed_at", "pk")
    found = (
        ending.filter(user__erased_at=None, succeeded_at=None)
        .annotate(
            opens_at=F("ends_at") - timedelta(days=rule.window_days),
            earned_at=Coalesce("completion__completed_at", "valid_from"),
        )
        .annotate(renewed_by=Subquery(taken.values("pk")[:1]))
        .exclude(renewed_by=None)
        .order_by("pk")
    )
    yield from found.values_list("pk", "renewed_by")[:at_most]
