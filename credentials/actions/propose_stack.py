from __future__ import annotations

from django.db import transaction

from credentials.actions.award_stack import award_stack
from credentials.award_rules import RuleNotMet
from credentials.awarding.stacking import parts_of
from credentials.models import Credential, Definition, StackProposal
from lms.accounts.models import User
from lms.core.queue import queue_on_commit
from lms.organisations.models import Fieldlab


def propose_stack(*, definition_id: int, user_id: int) -> StackProposal | Credential | None:
    """Propose the larger credential of somebody's parts to the fieldlab, or award it where no person is asked.

    Once per person and definition, however often it is called; nothing where the parts don't meet the rule.
    """
    with transaction.atomic():
        definition = Definition.objects.get(pk=definition_id)
        Fieldlab.objects.select_for_update(no_key=True).get(pk=definition.fieldlab_id)
        if not definition.published_content.approval:
            try:
                return award_stack(definition_id=definition_id, user_id=user_id)
            except RuleNotMet:
                return None
        earlier = StackProposal.objects.filter(authored=definition, user=user_id).first()
        if earlier is not None:
            return earlier
        parts = parts_of(definition, User.objects.get(pk=user_id))
        if not parts.judgement.met:
            return None
        proposal = StackProposal.objects.create(
            authored=definition, user_id=user_id, counted=[part.pk for part in parts.credentials]
        )
        queue_on_commit("credentials.notices.announcements.announce_proposal", proposal.pk)
    return proposal
