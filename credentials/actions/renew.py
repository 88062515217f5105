from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from credentials.actions.sign_again import sign_again
from credentials.formats.timestamps import add_months
from credentials.models import Credential, CredentialIssue
from lms.accounts.models import User


def renew(*, by: User | None, credential: Credential, reason: str) -> CredentialIssue:
    """Let a credential be valid again for the months of its module version, from today.

    For who was tested again; also after it expired. `by` is none where the site itself saw that. Raises
    PermissionDenied (managers of the fieldlab and operators only) and ValidationError: no reason, a credential
    that does not expire, is suspended or revoked, or whose holder had their data erased.
    """
    if by is not None and not Credential.objects.managed_by(by).filter(pk=credential.pk).exists():
        raise PermissionDenied
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why: the worker reads it."))
    if credential.state != Credential.State.VALID:
        raise ValidationError(_("Only a credential that is not suspended or revoked can be renewed."))
    months = credential.achievement.validity_months
    if not months:
        raise ValidationError(_("This credential does not expire."))
    valid_until = add_months(timezone.now().replace(microsecond=0), months)
    try:
        return sign_again(credential_id=credential.pk, by=by, valid_until=valid_until, reason=reason)
    except CredentialIssue.DoesNotExist as error:
        raise ValidationError(_("The holder had this credential erased.")) from error
