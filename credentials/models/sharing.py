"""Who may see a credential, who looked, and what a checker keeps."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.models.credentials import Credential
from credentials.models.foreign import ForeignCredential
from lms.organisations.models import Employer, Membership, Role

if TYPE_CHECKING:
    from lms.accounts.models import User


class EvidenceKind(models.TextChoices):
    """What may go along with a credential that is shared, where its holder chooses so."""

    MODULE = "module", _("What is in the module: the version, its lessons and hours")
    PRACTICAL = "practical", _("What the assessor saw: each criterion, with the notes")
    SCORE = "score", _("My score for the questions")


class ShareQuerySet(models.QuerySet["Share"]):
    def visible_to(self, user: User) -> ShareQuerySet:
        """The links that one made oneself; who has a link comes by its token."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def working(self, at: datetime | None = None) -> ShareQuerySet:
        """Links that were not taken back and have not ended at the moment `at` (now where it is left out)."""
        return self.filter(revoked_at=None, expires_at__gt=at or timezone.now())

    def with_times(self) -> ShareQuerySet:
        """With how often each was opened (`times_opened`): one opening is a look at each of its credentials."""
        return self.annotate(times_opened=models.Count("looks__at", distinct=True))


class Share(models.Model):
    """A link to one or more credentials for who has no account. Only a digest of its token is kept.

    `works_once` links are used up by the first look. `evidence` is a list of EvidenceKind.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shares")
    label = models.CharField(_("for whom?"), max_length=100)
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("until"))
    works_once = models.BooleanField(_("works one time only"), default=False)
    revoked_at = models.DateTimeField(null=True)
    evidence = models.JSONField(default=list)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.label


class ShareItem(models.Model):
    """One credential behind a link: of this site, or one from elsewhere that the holder keeps here."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="items")
    credential = models.ForeignKey(Credential, models.CASCADE, null=True, related_name="share_items")
    foreign = models.ForeignKey(ForeignCredential, models.CASCADE, null=True, related_name="share_items")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("share", "credential", name="share_credential_once"),
            models.UniqueConstraint("share", "foreign", name="share_foreign_once"),
            models.CheckConstraint(
                name="share_item_is_one_credential",
                condition=Q(credential__isnull=True) ^ Q(foreign__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share_id} {self.credential_id or self.foreign_id}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def running(self, at: datetime | None = None) -> ConsentQuerySet:
        """Consents that hold at the moment `at` (now where it is left out)."""
        at = at or timezone.now()
        return self.filter(Q(stopped_at=None) | Q(stopped_at__gt=at), given_at__lte=at, expires_at__gt=at)

    def visible_to(self, user: User) -> ConsentQuerySet:
        """What `user` may see as HR officer: running consents of people who work for that employer now."""
        employed = Membership.objects.current().filter(
            role=Role.EMPLOYEE, employer=OuterRef("employer"), user=OuterRef("credential__user")
        )
        employers = Employer.objects.visible_to(user).values("pk")
        return self.running().filter(Exists(employed), employer__in=employers)


class Consent(models.Model):
    """That a worker lets one employer see one credential: for what, on which legal basis, until when."""

    class Purpose(models.TextChoices):
        DEPLOYMENT = "deployment", _("To plan who may do which work")
        SAFETY = "safety", _("To show that people work safely (Arbowet)")
        DEVELOPMENT = "development", _("To talk about my development")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    credential = models.ForeignKey(Credential, models.CASCADE, related_name="consents")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("what for"), max_length=20, choices=Purpose)
    legal_basis = models.CharField(_("legal basis"), max_length=100, default="AVG art. 6(1)(a)")
    given_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("until"))
    stopped_at = models.DateTimeField(null=True)
    # A list of EvidenceKind.
    evidence = models.JSONField(default=list)
    # When the employer's HR officers were told by e-mail that it stopped.
    stop_announced_at = models.DateTimeField(null=True)
    # Since when somebody is busy telling them.
    stop_announcing_since = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                "credential", "employer", name="consent_one_running", condition=Q(stopped_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.credential_id} → {self.employer}"


class Look(models.Model):
    """That somebody looked: through a link, or an HR officer with the worker's consent. The worker sees it.

    Standing in an HR officer's list counts as one look a day; opening the credential counts every time. Opening a
    link is a look at each credential behind it, at the same moment; without one where all are from elsewhere.
    """

    class Kind(models.TextChoices):
        LINK = "link", _("opened the link")
        LISTED = "listed", _("saw it in the list of employees")
        OPENED = "opened", _("opened and checked it")
        DOWNLOADED = "downloaded", _("took it along in a CSV file")

    credential = models.ForeignKey(Credential, models.CASCADE, null=True, related_name="looks")
    share = models.ForeignKey(Share, models.CASCADE, null=True, related_name="looks")
    consent = models.ForeignKey(Consent, models.CASCADE, null=True, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    day = models.DateField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                "consent", "by", "day", name="look_listed_once_a_day", condition=Q(kind="listed")
            )
        ]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.at:%Y-%m-%d %H:%M}"


class Receipt(models.Model):
    """What an employer keeps of its own check after sharing ended: the date and the answers, no credential."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="receipts")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="receipts")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)
    valid = models.BooleanField()
    checks = models.JSONField()

    class Meta:
        ordering = ["-checked_at"]

    def __str__(self) -> str:
        return f"{self.employer} {self.checked_at:%Y-%m-%d}"
