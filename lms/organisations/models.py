"""The network: hubs, fieldlabs (the tenants), employers, and who has which role where."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.organisations.validators import colour_validator, kvk_validator, refuse_reserved

if TYPE_CHECKING:
    from lms.accounts.models import User


class Role(models.TextChoices):
    TRAINER = "trainer", _("Trainer")
    MANAGER = "manager", _("Fieldlab manager")
    ASSESSOR = "assessor", _("Assessor")
    EMPLOYEE = "employee", _("Employee")
    HR = "hr", _("HR officer")
    OPERATOR = "operator", _("Network operator")


FIELDLAB_ROLES = (Role.TRAINER, Role.MANAGER, Role.ASSESSOR)
EMPLOYER_ROLES = (Role.EMPLOYEE, Role.HR)
# Roles that see other people's data: they need a second factor.
STAFF_ROLES = (*FIELDLAB_ROLES, Role.HR, Role.OPERATOR)


class HubQuerySet(models.QuerySet["Hub"]):
    def visible_to(self, user: User) -> HubQuerySet:
        """All hubs for the operator, who makes them. (Their names are public.)"""
        if user.is_authenticated and (user.is_superuser or Role.OPERATOR in user.roles):
            return self
        return self.none()


class Hub(models.Model):
    """A region that groups fieldlabs."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(unique=True)

    objects = HubQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("hub")
        verbose_name_plural = _("hubs")

    def __str__(self) -> str:
        return self.name


class FieldlabQuerySet(models.QuerySet["Fieldlab"]):
    def visible_to(self, user: User) -> FieldlabQuerySet:
        """Fieldlabs that `user` works for; the operator works for all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser or Membership.objects.current().filter(user=user, role=Role.OPERATOR).exists():
            return self
        memberships = Membership.objects.current().filter(user=user, role__in=FIELDLAB_ROLES)
        return self.filter(pk__in=memberships.values("fieldlab"))


class Fieldlab(models.Model):  # type: ignore[django-manager-missing]  # Wagtail's page managers have no types
    """The tenant. `uuid` forms its identifiers (DID, activities), so that the slug may change."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="fieldlabs", verbose_name=_("hub"))
    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("short name in links"), unique=True, validators=[refuse_reserved])
    legal_name = models.CharField(_("name in the trade register"), max_length=200)
    kvk_number = models.CharField(
        _("KvK number"),
        max_length=8,
        validators=[kvk_validator],
        unique=True,
        error_messages={"unique": _("Another fieldlab has this KvK number.")},
    )
    region = models.CharField(_("province"), max_length=100)
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("contact e-mail address"))
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    quality_assurance = models.TextField(
        _("quality assurance"),
        help_text=_("How you watch over the quality of modules and assessment. It stands in every credential."),
    )
    quality_assurance_url = models.URLField(_("page about quality assurance"))
    logo = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
    )
    colour = models.CharField(_("main colour"), max_length=7, default="#12406b", validators=[colour_validator])
    accent_colour = models.CharField(
        _("accent colour"), max_length=7, default="#c2410c", validators=[colour_validator]
    )
    # Computed on save by themes.colours, so that text on them and on the page always has enough contrast.
    palette = models.JSONField(default=dict, editable=False)
    outside_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("outside approver"),
        help_text=_("Approves modules where the fieldlab has one person only."),
    )
    collection = models.OneToOneField("wagtailcore.Collection", models.PROTECT, null=True, editable=False)
    authors_group = models.OneToOneField(
        "auth.Group", models.PROTECT, null=True, editable=False, related_name="authors_of"
    )
    managers_group = models.OneToOneField(
        "auth.Group", models.PROTECT, null=True, editable=False, related_name="managers_of"
    )

    objects = FieldlabQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("fieldlab")
        verbose_name_plural = _("fieldlabs")

    def __str__(self) -> str:
        return self.name


class EmployerQuerySet(models.QuerySet["Employer"]):
    def visible_to(self, user: User) -> EmployerQuerySet:
        """Employers whose HR desk `user` may open."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=Membership.objects.current().filter(user=user, role=Role.HR).values("employer"))


class Employer(models.Model):
    """A company; its HR officers see only what its employees consented to share."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    kvk_number = models.CharField(_("KvK number"), max_length=8, validators=[kvk_validator], unique=True)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("employer")
        verbose_name_plural = _("employers")

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, at: datetime | None = None) -> MembershipQuerySet:
        """Memberships that hold at the moment `at` (now where it is left out)."""
        at = at or timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


class Membership(models.Model):
    """A role that a person has, at a fieldlab, at an employer, or (operator) in the network."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    fieldlab = models.ForeignKey(Fieldlab, models.CASCADE, null=True, blank=True, related_name="memberships")
    employer = models.ForeignKey(Employer, models.CASCADE, null=True, blank=True, related_name="memberships")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "role"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                name="membership_role_fits_organisation",
                condition=(
                    Q(role__in=FIELDLAB_ROLES, fieldlab__isnull=False, employer__isnull=True)
                    | Q(role__in=EMPLOYER_ROLES, fieldlab__isnull=True, employer__isnull=False)
                    | Q(role=Role.OPERATOR, fieldlab__isnull=True, employer__isnull=True)
                ),
            ),
            # One each, because SQLite takes two NULLs in a unique constraint for different.
            models.UniqueConstraint(
                "user",
                "role",
                "fieldlab",
                name="membership_once_at_fieldlab",
                condition=Q(until=None, fieldlab__isnull=False),
            ),
            models.UniqueConstraint(
                "user",
                "role",
                "employer",
                name="membership_once_at_employer",
                condition=Q(until=None, employer__isnull=False),
            ),
            models.UniqueConstraint(
                "user",
                "role",
                name="membership_once_in_network",
                condition=Q(until=None, fieldlab=None, employer=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} · {self.fieldlab or self.employer or ''}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime | None = None) -> InvitationQuerySet:
        """Invitations that can still be accepted at the moment `at` (now where it is left out)."""
        return self.filter(accepted_at=None, ended_at=None, expires_at__gt=at or timezone.now())


class Invitation(models.Model):
    """An employer's or a fieldlab's question by e-mail to take up a role; accepted by a signed-in person.

    Only a digest of the link's token is kept.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    fieldlab = models.ForeignKey(Fieldlab, models.CASCADE, null=True, blank=True, related_name="invitations")
    employer = models.ForeignKey(Employer, models.CASCADE, null=True, blank=True, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # Withdrawn, or replaced by a newer one.
    ended_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="accepted_invitations"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        # One each, as of memberships.
        constraints = [
            models.UniqueConstraint(
                "email",
                "role",
                "fieldlab",
                name="invitation_once_to_fieldlab",
                condition=Q(accepted_at=None, ended_at=None, fieldlab__isnull=False),
            ),
            models.UniqueConstraint(
                "email",
                "role",
                "employer",
                name="invitation_once_to_employer",
                condition=Q(accepted_at=None, ended_at=None, employer__isnull=False),
            ),
            models.UniqueConstraint(
                "email",
                "role",
                name="invitation_once_to_network",
                condition=Q(accepted_at=None, ended_at=None, fieldlab=None, employer=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.fieldlab or self.employer} ({self.get_role_display()})"


def current_roles(user: User | Any) -> set[str]:
    """The roles that `user` has anywhere at this moment."""
    if not user.is_authenticated:
        return set()
    return set(Membership.objects.current().filter(user=user).values_list("role", flat=True))


def needs_second_factor(user: User) -> bool:
    """Whether `user` sees other people's data, and so has to sign in with a second factor."""
    return user.is_superuser or not user.roles.isdisjoint(STAFF_ROLES)
