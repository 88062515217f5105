from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.actions.sign_status_list import sign_status_list
from credentials.formats.timestamps import add_months
from credentials.models import Credential, StateChange, StatusList
from lms.accounts.models import User

State = Credential.State
# From what to what: a revoked credential stays revoked.
ALLOWED = {
    State.VALID: {State.SUSPENDED, State.REVOKED},
    State.SUSPENDED: {State.VALID, State.REVOKED},
    State.REVOKED: set[State](),
}


def change_state(*, by: User, credential: Credential, state: Credential.State, reason: str) -> Credential:
    """Suspend, reinstate or revoke a credential, and sign its status list again in the same transaction.

    Reinstating one whose recertification was due starts that term anew. A second call with the same state changes
    nothing. Raises PermissionDenied (managers of the fieldlab and operators only) and ValidationError (no reason,
    or a revoked credential).
    """
    if not Credential.objects.managed_by(by).filter(pk=credential.pk).exists():
        raise PermissionDenied
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why: the worker reads it."))
    with transaction.atomic():
        # The list first: who signs it next then sees this change.
        status_list = StatusList.objects.select_for_update(no_key=True).get(pk=credential.status_list_id)
        credential = Credential.objects.select_for_update(no_key=True).get(pk=credential.pk)
        if credential.state == state:
            return credential
        if state not in ALLOWED[State(credential.state)]:
            raise ValidationError(_("A revoked credential stays revoked."))
        now = timezone.now()
        # Whatever the site suspended it for: from here on a person decided.
        credential.state, credential.overdue_since = state, None
        due, months = credential.recertify_by, credential.achievement.recertify_months
        if state == State.VALID and due is not None and due <= now and months:
            # Else the site would suspend it again at once: the term starts anew.
            credential.recertify_by = add_months(now.replace(microsecond=0), months)
        credential.save(update_fields=["state", "overdue_since", "recertify_by"])
        StateChange.objects.create(
            credential=credential, state=state, reason=reason, changed_by=by, changed_at=now
        )
        sign_status_list(status_list_id=status_list.pk, now=now)
        log(credential, f"credentials.state.{state}", user=by, data={"reason": reason})
    return credential
