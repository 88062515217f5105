"""A person leaves, and what says who they are goes with them (AVG art. 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.accounts.personal_data import erase
from lms.core.registry import personal_data_erasure

if TYPE_CHECKING:
    from lms.accounts.models import User


def erase_account(*, by: User) -> dict[str, int]:
    """Erase one's own account; returns the number of rows per app.

    Every app erases what it holds. The row of the person stays, without name and address, so that figures,
    signatures and statements keep their subject. Raises ValidationError where a role can't be laid down (the last
    operator), and then changes nothing.
    """
    with transaction.atomic():
        erased = personal_data_erasure.run(by)
        # Last: the other apps find this person's rows by the addresses.
        erased["accounts"] = erase(by)
        by.name = _("Erased account")
        by.email = f"{by.uuid}@erased.invalid"
        by.is_active = False
        by.is_staff = by.is_superuser = False
        by.set_unusable_password()
        by.erased_at = timezone.now()
        by.save()
        log(instance=by, action="accounts.erase", user=by, title=str(by.uuid))
    return erased
