"""Questions about people and their roles that more than one place asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db.models import F, Prefetch, Q, QuerySet
from wagtail.images.models import Image

from lms.organisations.models import Employer, EmployerQuerySet, Fieldlab, Invitation, Membership, Role
from lms.organisations.permissions import is_operator

if TYPE_CHECKING:
    from lms.accounts.models import User


def has_proven(user: User, email: str) -> bool:
    """Whether `email` is a proven address of `user`."""
    return bool(EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists())


def has_role_already(email: str, role: str, *, fieldlab: Fieldlab | None, employer: Employer | None) -> bool:
    """Whether who proved the address `email` has this role at this organisation at this moment."""
    proven = EmailAddress.objects.filter(email__iexact=email, verified=True)
    running = Membership.objects.current().filter(role=role, fieldlab=fieldlab, employer=employer)
    return running.filter(user__in=proven.values("user")).exists()


def own_memberships(user: User) -> QuerySet[Membership]:
    """All roles of `user`, running ones first."""
    memberships = Membership.objects.filter(user=user).select_related("fieldlab", "employer")
    return memberships.order_by(F("until").desc(nulls_first=True), "-since")


def fieldlabs_of(user: User, *roles: Role) -> QuerySet[Fieldlab]:
    """The fieldlabs where `user` has one of these roles at this moment; of nearly everybody one or none."""
    memberships = Membership.objects.current().filter(user=user, role__in=roles)
    return Fieldlab.objects.filter(pk__in=memberships.values("fieldlab"))


def managed_fieldlabs(user: User) -> QuerySet[Fieldlab]:
    """The fieldlabs whose manager `user` is."""
    return fieldlabs_of(user, Role.MANAGER)


def written_fieldlabs(user: User) -> QuerySet[Fieldlab]:
    """The fieldlabs whose modules `user` writes and whose participants they help: as trainer or manager."""
    return fieldlabs_of(user, Role.TRAINER, Role.MANAGER)


def editable_fieldlabs(user: User) -> QuerySet[Fieldlab]:
    """The fieldlabs that `user` writes for; all for a superuser."""
    return Fieldlab.objects.all() if user.is_superuser else written_fieldlabs(user)


def overseen_fieldlabs(user: User) -> QuerySet[Fieldlab]:
    """The fieldlabs that `user` answers for: those that they manage; all for the operator."""
    return Fieldlab.objects.all() if is_operator(user) else managed_fieldlabs(user)


def staff_memberships(user: User) -> QuerySet[Membership]:
    """Running roles that `user` may see: of the own fieldlab as its manager, all but employees as operator."""
    memberships = Membership.objects.current()
    if is_operator(user):
        return memberships.exclude(role=Role.EMPLOYEE)
    return memberships.filter(fieldlab__in=managed_fieldlabs(user))


def employers_of_network(user: User) -> EmployerQuerySet:
    """All employers for the operator, who makes them; HR desks go by Employer.objects.visible_to()."""
    return Employer.objects.order_by("name") if is_operator(user) else Employer.objects.none()


def people_with_roles(roles: Iterable[str]) -> QuerySet[User]:
    """Active people with one of the roles at this moment, and superusers."""
    from lms.accounts.models import User

    with_role = Membership.objects.current().filter(role__in=list(roles)).values("user")
    return User.objects.filter(Q(pk__in=with_role) | Q(is_superuser=True), is_active=True)


def approvers_of(fieldlab: Fieldlab) -> QuerySet[User]:
    """Active people who may approve what is written for it: trainers, managers and the outside approver."""
    from lms.accounts.models import User

    roles = (Role.TRAINER, Role.MANAGER)
    colleagues = Membership.objects.current().filter(fieldlab=fieldlab, role__in=roles)
    either = Q(pk__in=colleagues.values("user")) | Q(pk=fieldlab.outside_approver_id)
    return User.objects.filter(either, is_active=True).order_by("pk")


def open_invitations(user: User) -> QuerySet[Invitation]:
    """Invitations that wait for an answer: of the own fieldlab as its manager, all but employees' as operator."""
    invitations = Invitation.objects.open()
    if is_operator(user):
        return invitations.exclude(role=Role.EMPLOYEE)
    return invitations.filter(fieldlab__in=managed_fieldlabs(user))


def logos(path: str) -> Prefetch[Any]:
    """Fetches the logo at `path` with the size in which pages show it, in one query for all rows."""
    return Prefetch(path, Image.objects.prefetch_renditions("max-320x96"))
