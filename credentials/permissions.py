"""Who may do what with keys and credentials, where it is not said by a query."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from lms.accounts.models import User
from lms.organisations.models import Fieldlab
from lms.organisations.permissions import is_operator
from lms.organisations.queries import editable_fieldlabs, managed_fieldlabs


def require_key_keeper(by: User | None) -> None:
    """Raise PermissionDenied unless `by` keeps keys: operators, and who has the command line (none)."""
    if by is not None and not is_operator(by):
        raise PermissionDenied


def require_definition_writer(by: User, fieldlab: Fieldlab) -> None:
    """Raise PermissionDenied unless `by` writes for the fieldlab: its trainers and managers."""
    if not editable_fieldlabs(by).filter(pk=fieldlab.pk).exists():
        raise PermissionDenied


def require_award_manager(by: User, fieldlab: Fieldlab) -> None:
    """Raise PermissionDenied unless `by` decides on awards of the fieldlab: its managers."""
    if by.is_active and by.is_superuser:
        return
    if not managed_fieldlabs(by).filter(pk=fieldlab.pk).exists():
        raise PermissionDenied
