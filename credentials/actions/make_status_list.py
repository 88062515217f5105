from __future__ import annotations

from credentials.actions.sign_status_list import sign_status_list
from credentials.models import StatusList
from lms.organisations.models import Fieldlab


def make_status_list(*, fieldlab: Fieldlab) -> StatusList:
    """Make an empty, signed status list of `fieldlab`. Runs in the caller's transaction."""
    status_list = StatusList.objects.create(fieldlab=fieldlab)
    return sign_status_list(status_list_id=status_list.pk)
