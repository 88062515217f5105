from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.actions.award_stack import award_stack
from credentials.award_rules import RuleNotMet
from credentials.models import StackProposal
from credentials.permissions import require_award_manager
from lms.accounts.models import User


def decide_stack(*, by: User, proposal: StackProposal, approve: bool, reason: str = "") -> StackProposal:
    """Approve a proposal, which awards the larger credential, or reject it, saying why.

    Decided once: a second call with the same decision changes nothing. Raises PermissionDenied (managers of the
    fieldlab, and nobody for themselves) and ValidationError: no reason for rejecting, decided otherwise already,
    or parts that are no longer valid.
    """
    require_award_manager(by, proposal.authored.fieldlab)
    reason = reason.strip()
    decisions = StackProposal.Decision
    decision = decisions.APPROVED if approve else decisions.REJECTED
    with transaction.atomic():
        proposal = StackProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        if proposal.decision == decision:
            return proposal
        if proposal.decision:
            raise ValidationError(_("Somebody has decided on this already."))
        if proposal.user_id == by.pk:
            raise ValidationError(_("Nobody decides on a credential for themselves: ask a colleague."))
        if not approve and not reason:
            raise ValidationError(_("Say why: the worker may ask for it."))
        if approve:
            try:
                award_stack(definition_id=proposal.authored_id, user_id=proposal.user_id, by=by)
            except RuleNotMet as error:
                raise ValidationError(
                    _("One of the parts is no longer valid: it can't be awarded now.")
                ) from error
        proposal.decision, proposal.reason = decision, reason
        proposal.decided_by, proposal.decided_at = by, timezone.now()
        proposal.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
        log(proposal, f"credentials.stack.{decision}", user=by, data={"reason": reason})
    return proposal
