"""Practicals: criteria that an assessor observes and signs on the shop floor."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.enrolments import Enrolment
from lms.organisations.models import Role
from lms.organisations.queries import fieldlabs_of

if TYPE_CHECKING:
    from lms.accounts.models import User


# Of a note at a criterion, in characters.
NOTE_LENGTH = 500


class IdentityCheck(models.TextChoices):
    DOCUMENT = "document", _("I saw an identity document")
    KNOWN = "known", _("I know this person")
    COMPANY_PASS = "company-pass", _("I saw a company pass with a photo")


class PracticalAssessmentQuerySet(models.QuerySet["PracticalAssessment"]):
    def visible_to(self, user: User) -> PracticalAssessmentQuerySet:
        """What `user` may observe: of workers in modules of the fieldlabs where `user` is an assessor."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(enrolment__version__fieldlab__in=fieldlabs_of(user, Role.ASSESSOR))


class PracticalAssessment(models.Model):
    """One observation of one worker by one assessor.

    `marks` is a list of {criterion, met, note}; `identity_name` is the name that was checked.
    The result counts once the worker confirmed it, as a statement with the id `uuid`.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="assessments")
    block_id = models.UUIDField()
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    identity_check = models.CharField(_("identity"), max_length=20, choices=IdentityCheck)
    identity_name = models.CharField(_("name that was checked"), max_length=150)
    marks = models.JSONField(default=list)
    started_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)

    objects = PracticalAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                "enrolment", "block_id", "assessor", name="assessment_one_open", condition=Q(confirmed_at=None)
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)
