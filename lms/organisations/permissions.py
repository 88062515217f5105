"""Who may do what in the network. Each function raises PermissionDenied, or says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from lms.organisations.models import Employer, Fieldlab, Membership, Role

if TYPE_CHECKING:
    from lms.accounts.models import User


def has_role(user: User, role: str, *, fieldlab: Fieldlab | None = None, employer: Employer | None = None) -> bool:
    """Whether `user` has exactly this role at this moment, at this organisation."""
    if not (user.is_authenticated and user.is_active):
        return False
    return Membership.objects.current().filter(user=user, role=role, fieldlab=fieldlab, employer=employer).exists()


def is_operator(user: User) -> bool:
    return (user.is_active and user.is_superuser) or has_role(user, Role.OPERATOR)


def require_operator(by: User) -> None:
    if not is_operator(by):
        raise PermissionDenied


def require_manager(by: User, fieldlab: Fieldlab) -> None:
    """The fieldlab's own manager, or the network operator."""
    if not (has_role(by, Role.MANAGER, fieldlab=fieldlab) or is_operator(by)):
        raise PermissionDenied


def require_may_appoint(by: User, role: str, *, fieldlab: Fieldlab | None, employer: Employer | None) -> None:
    """Who gives and ends a role: managers their trainers and assessors, HR its employees, the operator all others.

    The operator takes in no employees: who works where is between employer and worker.
    """
    if role in (Role.TRAINER, Role.ASSESSOR) and fieldlab and has_role(by, Role.MANAGER, fieldlab=fieldlab):
        return
    if role == Role.EMPLOYEE and employer and has_role(by, Role.HR, employer=employer):
        return
    if role != Role.EMPLOYEE and is_operator(by):
        return
    if by.is_active and by.is_superuser:
        return
    raise PermissionDenied
