"""Sessions: dated meetings on site or online that belong to a module, who signed up, and who was there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.enrolments import Enrolment
from lms.organisations.models import Fieldlab
from lms.organisations.queries import written_fieldlabs

if TYPE_CHECKING:
    from lms.accounts.models import User

# Attendance is marked from this long before the start: people come in.
DOORS_OPEN = timedelta(minutes=30)
MOST_PLACES = 500
NOTES_LENGTH = 1000


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> SessionQuerySet:
        """What `user` plans and marks attendance of: of the fieldlabs where they are trainer or manager."""
        return self.filter(fieldlab__in=written_fieldlabs(user)) if user.is_authenticated else self.none()

    def with_taken(self) -> SessionQuerySet:
        """Each with `taken`: how many places are taken."""
        taken = SessionRegistration.objects.taken().filter(session=OuterRef("pk")).order_by().values("session")
        return self.annotate(taken=Coalesce(Subquery(taken.annotate(rows=Count("pk")).values("rows")), 0))


class Session(models.Model):
    """A meeting of a module, whatever version its people follow; `uuid` is its activity in the record store.

    It has a place, an address online, or both. Moments are aware, and shown in the site's own time.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    module_key = models.UUIDField(db_index=True)
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="sessions")
    language = models.CharField(_("language spoken"), max_length=5, choices=settings.LANGUAGES)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_address = models.URLField(
        _("address online"), blank=True, help_text=_("Only who has signed up sees this.")
    )
    capacity = models.PositiveSmallIntegerField(
        _("number of places"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    contact = models.CharField(_("contact for questions"), max_length=200, blank=True)
    notes = models.TextField(
        _("what else to know"),
        max_length=NOTES_LENGTH,
        blank=True,
        help_text=_("For example: what to bring, where to report."),
    )
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancel_reason = models.CharField(_("why it does not take place"), max_length=250, blank=True)
    # The last change that who had signed up has to know of, up to which one they were told, and since when
    # somebody is busy telling them.
    changed_at = models.DateTimeField(null=True, editable=False)
    told_to = models.DateTimeField(null=True, editable=False)
    telling_since = models.DateTimeField(null=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(name="session_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M} {self.place or self.online_address}"

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_coming(self) -> bool:
        return self.cancelled_at is None and self.starts_at > timezone.now()

    @property
    def may_be_marked(self) -> bool:
        """Whether attendance may be marked now."""
        return self.cancelled_at is None and self.starts_at - DOORS_OPEN <= timezone.now()

    @property
    def left(self) -> int:
        """How many places are free, of one that was read `with_taken`."""
        taken: Any = self.taken  # type: ignore[attr-defined]  # annotated
        return max(self.capacity - int(taken), 0)


class SessionRegistrationQuerySet(models.QuerySet["SessionRegistration"]):
    def taken(self) -> SessionRegistrationQuerySet:
        """Those that take a place: who signs off or stops with the module gives theirs to somebody else."""
        return self.filter(signed_off_at=None, enrolment__withdrawn_at=None)


class SessionRegistration(models.Model):
    """That somebody who follows a module comes to one of its sessions."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="registrations")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="session_registrations")
    registered_at = models.DateTimeField(default=timezone.now)
    signed_off_at = models.DateTimeField(null=True)

    objects = SessionRegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["session", "registered_at"]
        constraints = [models.UniqueConstraint("session", "enrolment", name="session_registration_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} @ {self.session_id}"


class Attendance(models.Model):
    """What a trainer marked of one person at one session; marking again changes it.

    `identity_name` is the name on the identity document, where `identity_checked` says that the trainer saw it.
    `statement` is the id of the *attended* that counts now; none where somebody was absent.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    present = models.BooleanField()
    identity_checked = models.BooleanField(default=False)
    identity_name = models.CharField(_("name that was checked"), max_length=150, blank=True)
    marked_at = models.DateTimeField(default=timezone.now)
    statement = models.UUIDField(null=True)

    class Meta:
        ordering = ["session", "marked_at"]
        constraints = [
            models.UniqueConstraint("session", "enrolment", name="attendance_once"),
            models.CheckConstraint(
                name="attendance_counts_where_present",
                condition=Q(present=True, statement__isnull=False)
                | Q(present=False, statement=None, identity_checked=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} @ {self.session_id}: {self.present}"
