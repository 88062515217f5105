"""How an expiring credential is kept valid: by which refresher module, and from when it may be taken."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Completion
from credentials.models.credentials import Achievement, Credential, CredentialIssue
from credentials.models.definitions import Definition
from lms.organisations.models import Fieldlab


class RenewalRule(models.Model):
    """Whoever holds an expiring credential and completes the refresher, gets it renewed.

    The credential is that of a module (`module_key`, a rule holds for every version), or of a definition of the
    fieldlab's own (`authored`), that says so itself. `last`: for who was awarded
    that version of it, or an earlier one; later versions have no refresher.
    """

    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="renewal_rules")
    module_key = models.UUIDField(_("module whose credential expires"), null=True)
    authored = models.OneToOneField(Definition, models.CASCADE, null=True, related_name="renewal_rule")
    last = models.ForeignKey(Achievement, models.PROTECT, null=True, related_name="+")
    refresher_key = models.UUIDField(_("refresher module"))
    # So many days before the end the refresher counts; after the end it always does.
    window_days = models.PositiveSmallIntegerField(
        _("from how many days before the end"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
    )

    class Meta:
        constraints = [models.UniqueConstraint("module_key", "refresher_key", name="renewal_rule_once")]

    def __str__(self) -> str:
        return f"{self.fieldlab} {self.authored or self.module_key} ← {self.refresher_key}"

    def renews(self, credential: Credential) -> bool:
        """Whether it is about `credential`; `achievement__version` is read."""
        if credential.authored_id is not None:
            of_version = self.last_id is None or credential.achievement_id <= self.last_id
            return credential.authored_id == self.authored_id and of_version
        version = credential.achievement.version
        return self.authored_id is None and version is not None and version.module_key == self.module_key


class Renewal(models.Model):
    """That a completion renewed a credential: once."""

    credential = models.ForeignKey(Credential, models.CASCADE, related_name="renewals")
    completion = models.ForeignKey(Completion, models.CASCADE, related_name="+")
    issue = models.ForeignKey(CredentialIssue, models.SET_NULL, null=True, related_name="+")
    renewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("credential", "completion", name="renewal_once")]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.completion_id}"
