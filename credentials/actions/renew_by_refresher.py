from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import Completion
from credentials.actions.sign_again import sign_again
from credentials.formats.timestamps import add_months
from credentials.models import Credential, CredentialIssue, Renewal


def renew_by_refresher(*, credential_id: int, completion_id: UUID) -> CredentialIssue | None:
    """Renew a credential because its holder completed the refresher: for the months of its module version.

    They count from the old end, so that who refreshes early loses no day; after that end, from the completion.
    Once per completion: later calls return the first result. Raises CredentialIssue.DoesNotExist after erasure.
    """
    with transaction.atomic():
        credential = (
            Credential.objects.select_for_update(of=("self",), no_key=True)
            .select_related("achievement")
            .get(pk=credential_id)
        )
        earlier = Renewal.objects.filter(credential=credential, completion=completion_id).first()
        if earlier is not None:
            return earlier.issue
        completion = Completion.objects.select_related("version").get(pk=completion_id)
        end, months = credential.valid_until, credential.achievement.validity_months
        if end is None or not months or credential.state != Credential.State.VALID:
            return None
        start = max(end, completion.completed_at.replace(microsecond=0))
        with override(credential.achievement.language):
            reason = _("Renewed: the refresher was completed on %(date)s.") % {
                "date": completion.completed_at.date().isoformat()
            }
        issue = sign_again(credential_id=credential.pk, reason=reason, valid_until=add_months(start, months))
        Renewal.objects.create(credential=credential, completion=completion, issue=issue)
    return issue
