"""Who endorses achievements, with which key, and what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.models.credentials import Achievement
from credentials.models.keys import SigningKey
from lms.organisations.models import Employer
from lms.organisations.validators import kvk_validator

if TYPE_CHECKING:
    from lms.accounts.models import User


class EndorserQuerySet(models.QuerySet["Endorser"]):
    def visible_to(self, user: User) -> EndorserQuerySet:
        """For whom `user` may speak: the employer whose HR officer they are, and bodies that they represent."""
        if not user.is_authenticated:
            return self.none()
        represents = EndorserRepresentative.objects.filter(user=user, until=None)
        return self.filter(
            Q(employer__in=Employer.objects.visible_to(user)) | Q(pk__in=represents.values("endorser"))
        )


class Endorser(models.Model):
    """An employer, or a sector body that the network operator named. `uuid` forms its DID."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    employer = models.OneToOneField(Employer, models.PROTECT, null=True, related_name="endorser")
    name = models.CharField(_("name"), max_length=150)
    kvk_number = models.CharField(_("KvK number"), max_length=8, validators=[kvk_validator], unique=True)
    website = models.URLField(_("website"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = EndorserQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EndorserRepresentative(models.Model):
    """That a person speaks for a sector body, since the operator said so."""

    endorser = models.ForeignKey(Endorser, models.CASCADE, related_name="representatives")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("endorser", "user", name="representative_once", condition=Q(until=None))
        ]

    def __str__(self) -> str:
        return f"{self.endorser}: {self.user}"


class EndorserKey(models.Model):
    """An endorser's signing key (Ed25519), kept by the site as those of fieldlabs are (`keys/signing.py`)."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    endorser = models.ForeignKey(Endorser, models.PROTECT, related_name="keys")
    state = models.CharField(max_length=20, choices=SigningKey.State, default=SigningKey.State.ACTIVE)
    public_key_multibase = models.CharField(max_length=200)
    wrapped_private_key = models.BinaryField()
    wrapped_data_key = models.BinaryField()
    wrapped_by = models.CharField(max_length=20, default="local")
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["endorser", "-created_at"]
        constraints = [
            models.UniqueConstraint("endorser", name="endorser_key_one_active", condition=Q(state="active"))
        ]

    def __str__(self) -> str:
        return f"{self.endorser} {self.state}"


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def standing(self) -> EndorsementQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def said_of(self, achievement: Achievement) -> EndorsementQuerySet:
        """What each endorser said of it last: what stands, or was withdrawn since."""
        later = self.model.objects.filter(
            endorser=OuterRef("endorser"), achievement=OuterRef("achievement"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), achievement=achievement)

    def visible_to(self, user: User) -> EndorsementQuerySet:
        """Those that `user` may withdraw. (What was endorsed is public.)"""
        return self.filter(endorser__in=Endorser.objects.visible_to(user))


class Endorsement(models.Model):
    """What an endorser says of an achievement, signed; `document` is the bytes as they are published."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    endorser = models.ForeignKey(Endorser, models.PROTECT, related_name="endorsements")
    achievement = models.ForeignKey(Achievement, models.PROTECT, related_name="endorsements")
    comment = models.TextField(_("what you say of it"), max_length=1000)
    document = models.BinaryField()
    key = models.ForeignKey(EndorserKey, models.PROTECT, related_name="endorsements")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Everybody reads it; empty where the endorser itself withdrew it without a word.
    withdrawn_reason = models.CharField(_("reason"), max_length=250, blank=True)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["endorser__name", "-made_at"]
        constraints = [
            models.UniqueConstraint(
                "endorser", "achievement", name="endorsed_once", condition=Q(withdrawn_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.endorser}: {self.achievement}"
