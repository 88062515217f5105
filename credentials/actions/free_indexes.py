from __future__ import annotations

import secrets

from credentials.actions.make_status_list import make_status_list
from credentials.models import Credential, StatusList
from lms.organisations.models import Fieldlab

# So many rounds of guesses fail all together only in a list that is nearly full: then the next list is begun.
GUESSES = 20


def free_indexes(*, fieldlab: Fieldlab, count: int) -> list[tuple[StatusList, int]]:
    """Return `count` random places in the status lists of `fieldlab` that no credential ever had.

    The newest list stays locked until the caller's transaction ends: of two callers at once, the second sees what
    the first took.
    """
    newest = fieldlab.status_lists.order_by("-pk").values_list("pk", flat=True)[:1]
    status_list = StatusList.objects.select_for_update(no_key=True).defer("signed").get(pk=newest)
    found: list[tuple[StatusList, int]] = []
    while len(found) < count:
        indexes = _guess(status_list, count - len(found))
        found += [(status_list, index) for index in indexes]
        if len(found) < count:
            status_list = make_status_list(fieldlab=fieldlab)
    return found


def _guess(status_list: StatusList, count: int) -> list[int]:
    found: list[int] = []
    for _round in range(GUESSES):
        guesses = {secrets.randbelow(status_list.length) for _ in range(count - len(found))}.difference(found)
        taken = Credential.objects.filter(status_list=status_list, status_index__in=guesses)
        found += guesses.difference(taken.values_list("status_index", flat=True))
        if len(found) == count:
            break
    return found
