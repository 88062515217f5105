"""That an employer knows somebody by a name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.organisations.models import Employer

if TYPE_CHECKING:
    from lms.accounts.models import User


class NameConfirmationQuerySet(models.QuerySet["NameConfirmation"]):
    def visible_to(self, user: User) -> NameConfirmationQuerySet:
        """Those about oneself, and those that one's own HR department made."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user=user) | Q(employer__in=Employer.objects.visible_to(user)))


class NameConfirmation(models.Model):
    """That an HR officer compared the name of an employee with what the employer keeps: at a moment, by whom.

    Credentials that were issued by it keep saying so, also after it was withdrawn: it was so on that day.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="name_confirmations")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="name_confirmations")
    name = models.CharField(_("name"), max_length=150)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = NameConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["-confirmed_at"]
        constraints = [
            models.UniqueConstraint("user", "employer", name="name_confirmed_once", condition=Q(withdrawn_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.employer}: {self.name}"
