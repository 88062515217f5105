from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from credentials.actions.sign_status_list import sign_status_list
from credentials.models import Credential, StateChange, StatusList


def suspend_overdue(*, credential_id: int) -> bool:
    """Suspend a credential whose recertification is overdue, until its holder takes the refresher.

    Whoever checks it is told so, though it has no end. Returns whether that was now.
    """
    with transaction.atomic():
        list_id = Credential.objects.values_list("status_list", flat=True).get(pk=credential_id)
        # The list first, as in change_state.
        StatusList.objects.select_for_update(no_key=True).get(pk=list_id)
        credential = (
            Credential.objects.select_for_update(of=("self",), no_key=True)
            .select_related("achievement")
            .get(pk=credential_id)
        )
        now, due = timezone.now(), credential.recertify_by
        if due is None or due > now or credential.state != Credential.State.VALID:
            return False
        credential.state, credential.overdue_since = Credential.State.SUSPENDED, now
        credential.save(update_fields=["state", "overdue_since"])
        with override(credential.achievement.language):
            reason = _("Recertification was due on %(date)s.") % {"date": due.date().isoformat()}
        StateChange.objects.create(credential=credential, state=credential.state, reason=reason, changed_at=now)
        sign_status_list(status_list_id=list_id, now=now)
    return True
