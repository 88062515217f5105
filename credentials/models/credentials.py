"""What is issued: definitions, awards, signed bytes, and every change of state."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Completion, ModuleVersion
from credentials.models.definitions import Definition
from credentials.models.keys import SigningKey, StatusList
from lms.organisations.models import Fieldlab
from lms.organisations.permissions import is_operator
from lms.organisations.queries import managed_fieldlabs

if TYPE_CHECKING:
    from lms.accounts.models import User


class Achievement(models.Model):
    """What is awarded, in one language. Immutable.

    Either it was published from a fieldlab's own definition (`authored`, with the number of that version), or it
    was
    made from a module version that has none. `version` is the module version that it was made of, none where it is
    awarded for several modules.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="achievements")
    authored = models.ForeignKey(Definition, models.PROTECT, null=True, related_name="achievements")
    number = models.CharField(max_length=20)
    version = models.ForeignKey(ModuleVersion, models.PROTECT, null=True, related_name="achievements")
    language = models.CharField(max_length=5)
    with_practical = models.BooleanField()
    name = models.CharField(max_length=255)
    definition = models.JSONField()
    # formats.badge.BadgeDesign, or {"upload": number}; empty in those of before there were badges.
    badge = models.JSONField(default=dict)
    validity_months = models.PositiveSmallIntegerField(null=True)
    # Without an end, but suspended when so many months after the award nothing was refreshed.
    recertify_months = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "version", "language", "with_practical", name="achievement_once", condition=Q(authored=None)
            ),
            models.UniqueConstraint(
                "authored",
                "number",
                "language",
                name="achievement_authored_once",
                condition=Q(authored__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CredentialTemplate(models.Model):
    """An achievement's credential, expanded once (`formats.template`); one for each form that it takes.

    Made, and proved equal to full expansion, when the first credential of that form is signed.
    """

    achievement = models.ForeignKey(Achievement, models.CASCADE, related_name="templates")
    # SHA-256 of the skeleton: all that is the same in the credentials that it signs.
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    proved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("achievement", "digest", name="template_once")]

    def __str__(self) -> str:
        return f"{self.achievement} {self.digest[:8]}"


class CredentialQuerySet(models.QuerySet["Credential"]):
    def visible_to(self, user: User) -> CredentialQuerySet:
        """One's own credentials. What others may see goes through shares and consents."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def managed_by(self, user: User) -> CredentialQuerySet:
        """Credentials that `user` may suspend and revoke: of the fieldlabs they manage; the operator all."""
        if not user.is_authenticated:
            return self.none()
        return self if is_operator(user) else self.filter(fieldlab__in=managed_fieldlabs(user))


class Credential(models.Model):
    """One achievement awarded to one person: once per completion, and once per definition of a fieldlab's own.

    What ends or was revoked can be earned again (`succeeded_at`).
    `completion` is none where it was earned by several modules; then its parts say by what (`CredentialPart`).
    """

    class State(models.TextChoices):
        VALID = "valid", _("valid")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    completion = models.OneToOneField(Completion, models.PROTECT, null=True, related_name="credential")
    authored = models.ForeignKey(Definition, models.PROTECT, null=True, related_name="credentials")
    achievement = models.ForeignKey(Achievement, models.PROTECT, related_name="credentials")
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="credentials")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="credentials")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    # Without an end: by when a refresher is due, and since when it is suspended because there was none.
    recertify_by = models.DateTimeField(null=True)
    overdue_since = models.DateTimeField(null=True)
    # Since when a later award of the same, earned again, stands beside it.
    succeeded_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=State, default=State.VALID)
    status_list = models.ForeignKey(StatusList, models.PROTECT, related_name="+")
    # Random and never used again in its list.
    status_index = models.PositiveIntegerField()
    # When the worker was told by e-mail.
    announced_at = models.DateTimeField(null=True)
    # Since when somebody is busy telling the worker.
    announcing_since = models.DateTimeField(null=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("credential")
        constraints = [
            models.UniqueConstraint("status_list", "status_index", name="credential_status_index"),
            models.UniqueConstraint(
                "authored",
                "user",
                name="credential_once_of_definition",
                condition=Q(authored__isnull=False, succeeded_at=None),
            ),
        ]
        indexes = [
            models.Index("recertify_by", name="credential_recertify", condition=Q(recertify_by__isnull=False)),
            models.Index("id", name="credential_not_announced", condition=Q(announced_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.achievement}: {self.user}"


class CredentialIssue(models.Model):
    """The signed bytes, exactly. A corrected or renewed credential has a later issue of the same id.

    `valid_from` rises with each issue: of two copies, the one with the later date holds.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    credential = models.ForeignKey(Credential, models.PROTECT, related_name="issues")
    signing_key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    valid_from = models.DateTimeField()
    document = models.BinaryField()
    # Why there is a later one; empty for the first.
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # When the worker was told of a later document by e-mail.
    announced_at = models.DateTimeField(null=True)
    announcing_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["credential", "-valid_from", "-pk"]
        indexes = [models.Index("id", name="issue_not_announced", condition=Q(announced_at=None) & ~Q(reason=""))]
        constraints = [models.UniqueConstraint("credential", "valid_from", name="issue_rises")]

    def __str__(self) -> str:
        return str(self.uuid)


class CredentialToken(models.Model):
    """A credential as VC-JWT, made when it is first asked for, and the same bytes after that."""

    issue = models.ForeignKey(CredentialIssue, models.CASCADE, related_name="tokens")
    signing_key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+")
    # `RS256` or `ES256`.
    algorithm = models.CharField(max_length=10)
    token = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("issue", "algorithm", name="token_once")]

    def __str__(self) -> str:
        return f"{self.issue} {self.algorithm}"


class StateChange(models.Model):
    """A credential's state from a moment on, with who changed it and why: its state on any date is known.

    Only the first one, at issuing, has no reason.
    """

    credential = models.ForeignKey(Credential, models.PROTECT, related_name="state_changes")
    state = models.CharField(max_length=20, choices=Credential.State)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["changed_at"]
        indexes = [models.Index("changed_at", name="state_changed_by_hand", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.state}"


class AwardRefusal(models.Model):
    """That a completion did not earn what its module's definition describes, as of version `number` of it.

    A later version of the definition is a new chance. `lacking` is award_rules.Judgement's, or HELD.
    """

    completion = models.OneToOneField(Completion, models.CASCADE, primary_key=True, related_name="award_refusal")
    number = models.PositiveIntegerField()
    lacking = models.JSONField(default=list)
    judged_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.completion_id}: {', '.join(self.lacking)}"


class CredentialPart(models.Model):
    """That a credential was earned by, among others, another one."""

    whole = models.ForeignKey(Credential, models.CASCADE, related_name="parts")
    part = models.ForeignKey(Credential, models.PROTECT, related_name="wholes")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["whole", "position"]
        constraints = [models.UniqueConstraint("whole", "part", name="credential_part_once")]

    def __str__(self) -> str:
        return f"{self.whole_id} ← {self.part_id}"


class StackProposal(models.Model):
    """That somebody has the parts of a programme; a person of the fieldlab decides. Once per person and programme.

    `counted` are the ids of the credentials that count, in the programme's order.
    """

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    authored = models.ForeignKey(Definition, models.CASCADE, related_name="proposals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="stack_proposals")
    counted = models.JSONField(default=list)
    proposed_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # When those who may decide were told by e-mail, and since when somebody is busy telling them.
    announced_at = models.DateTimeField(null=True)
    announcing_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [models.UniqueConstraint("authored", "user", name="stack_proposal_once")]

    def __str__(self) -> str:
        return f"{self.authored_id} {self.user_id} {self.decision or 'waits'}"
