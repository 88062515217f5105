"""Who has the parts of a larger credential: found from rows, so that nobody is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from credentials.award_rules import Fact, Judgement, judge
from credentials.awarding.facts import confirmed_assessments, fact_of
from credentials.models import Credential, Definition, StackProposal
from lms.accounts.models import User
from lms.organisations.queries import managed_fieldlabs


def in_force(moment: datetime | None = None) -> QuerySet[Credential]:
    """Credentials of one module that count as parts now: valid, not ended."""
    moment = moment or timezone.now()
    return Credential.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=moment), state=Credential.State.VALID, completion__isnull=False
    )


def stacks_due(*, at_most: int, user_id: int | None = None) -> Iterator[tuple[int, int]]:
    """Pairs of a definition of several modules and a person who may have earned it, without award or proposal.

    Of everybody, or of one person. By the number of parts alone; `parts_of` judges. In random order, so that who
    lacks something keeps nobody waiting.
    """
    parts = in_force().filter(user=user_id) if user_id is not None else in_force()
    for definition in Definition.objects.published().filter(module_key=None).order_by("?"):
        rule = definition.published_content.rule
        theirs = Q(authored=definition, user=OuterRef("user"))
        found = (
            parts.filter(completion__version__module_key__in=rule.modules, user__erased_at=None)
            .filter(~Exists(Credential.objects.filter(theirs)), ~Exists(StackProposal.objects.filter(theirs)))
            .order_by()
            .values("user")
            .annotate(number=Count("completion__version__module_key", distinct=True))
            .filter(number__gte=rule.needed)
            .order_by("?")
        )
        yield from ((definition.pk, user) for user in found.values_list("user", flat=True)[:at_most])


@dataclass(frozen=True)
class Parts:
    """What somebody has of a larger credential: the judgement, and the credentials that count, in its order."""

    judgement: Judgement
    credentials: tuple[Credential, ...]


def parts_of(definition: Definition, user: User) -> Parts:
    """Judge by the rule of a published definition what `user` holds now."""
    rule = definition.published_content.rule
    held = list(
        in_force()
        .filter(user=user, completion__version__module_key__in=rule.modules)
        .select_related("achievement", "completion__version", "completion__enrolment")
    )
    facts = facts_of(held)
    judgement = judge(rule, facts.keys())
    return Parts(judgement, tuple(facts[fact] for fact in judgement.counted))


def facts_of(credentials: Iterable[Credential]) -> dict[Fact, Credential]:
    """What credentials of one module each prove."""
    by_completion = {item.completion: item for item in credentials if item.completion is not None}
    assessments = confirmed_assessments(by_completion)
    return {
        fact_of(completion, assessments.get(completion.pk)): item for completion, item in by_completion.items()
    }


def proposals_for(user: User) -> QuerySet[StackProposal]:
    """Proposals of the fieldlabs that `user` manages, the open ones first; superusers all."""
    proposals = StackProposal.objects.select_related("authored__fieldlab", "user", "decided_by")
    if not user.is_superuser:
        proposals = proposals.filter(authored__fieldlab__in=managed_fieldlabs(user))
    return proposals.order_by("decided_at", "proposed_at", "pk")
