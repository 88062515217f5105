from __future__ import annotations

from django.db import transaction

from credentials.actions.make_signing_key import make_signing_key
from credentials.actions.make_status_list import make_status_list
from credentials.models import StatusList
from lms.accounts.models import User
from lms.organisations.models import Fieldlab


def set_up_fieldlab(*, fieldlab: Fieldlab, by: User | None) -> None:
    """Give a new fieldlab what it issues with: a signing key and its first status lists (registry step)."""
    with transaction.atomic():
        make_signing_key(by=by, fieldlab=fieldlab)
        existing = set(fieldlab.status_lists.values_list("purpose", flat=True))
        for purpose in StatusList.Purpose:
            if purpose not in existing:
                make_status_list(fieldlab=fieldlab, purpose=purpose)
