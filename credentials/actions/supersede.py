from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from credentials.actions.sign_again import sign_again
from credentials.formats.errors import TextRefused
from credentials.models import Credential, CredentialIssue
from lms.accounts.models import User


def supersede(*, by: User, credential: Credential, name: str, reason: str) -> CredentialIssue:
    """Correct the holder's name on a credential: a later document of the same id; the earlier ones are history.

    Raises PermissionDenied (managers of the fieldlab and operators only) and ValidationError: no name or reason, a
    name that can't be signed, a revoked credential, or one whose holder had their data erased.
    """
    if not Credential.objects.managed_by(by).filter(pk=credential.pk).exists():
        raise PermissionDenied
    name, reason = name.strip(), reason.strip()
    if not name:
        raise ValidationError(_("Give the name as it should be."))
    if not reason:
        raise ValidationError(_("Say why: the worker reads it."))
    if credential.state == Credential.State.REVOKED:
        raise ValidationError(_("A revoked credential stays revoked."))
    try:
        return sign_again(credential_id=credential.pk, by=by, name=name, reason=reason)
    except TextRefused as error:
        raise ValidationError(_("This name holds characters that can't be signed. Type it again.")) from error
    except CredentialIssue.DoesNotExist as error:
        raise ValidationError(_("The holder had this credential erased.")) from error
