"""Keeps Django's groups, which Wagtail's permissions hang on, in line with who has which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from lms.organisations.models import Fieldlab, Membership, Role

if TYPE_CHECKING:
    from lms.accounts.models import User

# Groups that open the admin and nothing in it: what these people see there is decided view by view.
ASSESSORS = "Assessors"
OPERATORS = "Network operators"
OUTSIDE_APPROVERS = "Outside approvers"
NETWORK_GROUPS = (ASSESSORS, OPERATORS, OUTSIDE_APPROVERS)


def admin_access() -> Permission:
    return Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")


def network_group(name: str) -> Group:
    group, created = Group.objects.get_or_create(name=name)
    if created:
        group.permissions.add(admin_access())
    return group


def groups_for(user: User) -> set[int]:
    """The ids of the groups that the roles of `user` ask for at this moment."""
    groups: set[int] = set()
    memberships = Membership.objects.current().filter(user=user).select_related("fieldlab")
    for membership in memberships:
        fieldlab = membership.fieldlab
        if membership.role == Role.TRAINER and fieldlab and fieldlab.authors_group_id:
            groups.add(fieldlab.authors_group_id)
        elif membership.role == Role.MANAGER and fieldlab and fieldlab.managers_group_id:
            groups.add(fieldlab.managers_group_id)
        elif membership.role == Role.ASSESSOR:
            groups.add(network_group(ASSESSORS).pk)
        elif membership.role == Role.OPERATOR:
            groups.add(network_group(OPERATORS).pk)
    if Fieldlab.objects.filter(outside_approver=user).exists():
        groups.add(network_group(OUTSIDE_APPROVERS).pk)
    return groups


def align_groups(user: User) -> None:
    """Put `user` in the groups that the roles ask for, and out of all others of the network's groups."""
    ours = Group.objects.filter(
        Q(authors_of__isnull=False) | Q(managers_of__isnull=False) | Q(name__in=NETWORK_GROUPS)
    )
    has = set(user.groups.filter(pk__in=ours).values_list("pk", flat=True))
    needs = groups_for(user)
    user.groups.remove(*(has - needs))
    user.groups.add(*(needs - has))
    for cached in ("roles", "_perm_cache", "_group_perm_cache", "_user_perm_cache"):
        user.__dict__.pop(cached, None)
