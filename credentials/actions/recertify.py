from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import Completion
from credentials.actions.sign_status_list import sign_status_list
from credentials.formats.timestamps import add_months
from credentials.models import Credential, Renewal, StateChange, StatusList


def recertify(*, credential_id: int, completion_id: UUID) -> bool:
    """Note that a holder was recertified by a refresher: the next one is due later, and it is valid again.

    The months count from the old date, so that who refreshes early loses no day; after it, from the completion.
    What a person suspended stays so. Once per completion; returns whether that was now.
    """
    with transaction.atomic():
        list_id = Credential.objects.values_list("status_list", flat=True).get(pk=credential_id)
        StatusList.objects.select_for_update(no_key=True).get(pk=list_id)
        credential = (
            Credential.objects.select_for_update(of=("self",), no_key=True)
            .select_related("achievement")
            .get(pk=credential_id)
        )
        due, months = credential.recertify_by, credential.achievement.recertify_months
        by_hand = credential.state != Credential.State.VALID and credential.overdue_since is None
        done = Renewal.objects.filter(credential=credential, completion=completion_id).exists()
        if due is None or not months or by_hand or done:
            return False
        completion, now = Completion.objects.get(pk=completion_id), timezone.now()
        Renewal.objects.create(credential=credential, completion=completion, issue=None)
        credential.recertify_by = add_months(max(due, completion.completed_at.replace(microsecond=0)), months)
        if credential.overdue_since is not None:
            credential.state, credential.overdue_since = Credential.State.VALID, None
            with override(credential.achievement.language):
                reason = _("Recertified: the refresher was completed on %(date)s.") % {
                    "date": completion.completed_at.date().isoformat()
                }
            StateChange.objects.create(
                credential=credential, state=credential.state, reason=reason, changed_at=now
            )
        credential.save(update_fields=["recertify_by", "state", "overdue_since"])
        sign_status_list(status_list_id=list_id, now=now)
    return True
