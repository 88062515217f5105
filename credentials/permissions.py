"""Who may do what with keys and credentials, where it is not said by a query."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from lms.accounts.models import User
from lms.organisations.models import Membership, Role


def require_key_keeper(by: User | None) -> None:
    """Raise PermissionDenied unless `by` keeps keys: operators, and who has the command line (none)."""
    if by is None or by.is_superuser:
        return
    if not Membership.objects.current().filter(user=by, role=Role.OPERATOR).exists():
        raise PermissionDenied
