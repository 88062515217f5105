"""Somebody is asked by e-mail to take up a role."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.core.queue import queue_on_commit
from lms.organisations.invitations import digest_of, token_of
from lms.organisations.models import Employer, Fieldlab, Invitation, Role
from lms.organisations.permissions import require_may_appoint
from lms.organisations.queries import has_role_already
from lms.organisations.roles import role_fits

if TYPE_CHECKING:
    from lms.accounts.models import User

VALID_FOR = timedelta(days=14)
# Asked again within this time, somebody means the same invitation.
AT_ONCE = timedelta(minutes=1)


def invite(
    *,
    by: User | None,
    email: str,
    role: str,
    fieldlab: Fieldlab | None = None,
    employer: Employer | None = None,
    site: str | None = None,
) -> Invitation:
    """Make an invitation and queue its e-mail; an older one that is still open for the same role is replaced.

    Asked twice at once (a form sent twice, two HR officers), it makes one, and returns that to both. `by` is None
    on the command line, which may ask for every role. `site` is the address (scheme and host) that the link in the
    e-mail starts with. Raises PermissionDenied (see require_may_appoint) and ValidationError, also for who has the
    role there already. Whether an address belongs to an account without that role is not told.
    """
    if by is not None:
        require_may_appoint(by, role, fieldlab=fieldlab, employer=employer)
    if not role_fits(role, fieldlab=fieldlab, employer=employer):
        raise ValidationError(_("This role does not belong to this kind of organisation."))
    email = email.strip().lower()
    validate_email(email)
    if has_role_already(email, role, fieldlab=fieldlab, employer=employer):
        raise ValidationError(_already(role) % {"email": email})
    with transaction.atomic():
        invitation, created = _open_one(by, email=email, role=role, fieldlab=fieldlab, employer=employer)
        if not created:
            return invitation
        log(
            instance=fieldlab or employer or by or invitation,
            action="organisations.invite",
            user=by,
            data={"invitation": str(invitation.uuid), "role": str(role)},
        )
        queue_on_commit("lms.organisations.tasks.send_invitation", invitation.pk, site or settings.SITE_URL)
    return invitation


def _open_one(by: User | None, **same: Any) -> tuple[Invitation, bool]:
    """The open invitation of a moment ago, or a new one; whether it is new."""
    now = timezone.now()
    # What nobody accepted yet is one row, by constraint.
    same |= {"accepted_at": None, "ended_at": None}
    is_older = Q(created_at__lt=now - AT_ONCE) | Q(expires_at__lte=now)
    Invitation.objects.filter(is_older, **same).update(ended_at=now)
    new = Invitation()
    return Invitation.objects.get_or_create(
        **same,
        defaults={
            "uuid": new.uuid,
            "token_digest": digest_of(token_of(new)),
            "invited_by": by,
            "created_at": now,
            "expires_at": now + VALID_FOR,
        },
    )


def _already(role: str) -> str:
    if role == Role.EMPLOYEE:
        return _("%(email)s is an employee already.")
    return _("%(email)s has this role already.")
