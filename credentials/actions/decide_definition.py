from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.actions.publish_definition import publish_definition
from credentials.models import Definition, DefinitionSubmission
from lms.accounts.models import User


def decide_definition(
    *, by: User, submission: DefinitionSubmission, approve: bool, comment: str = ""
) -> DefinitionSubmission:
    """Approve what was handed in, which publishes it, or ask for changes, saying which.

    Nobody decides on what they wrote or handed in. Raises PermissionDenied, also where it was decided already;
    ValidationError without a comment for changes; DefinitionNotReady where something is missing since.
    """
    comment = comment.strip()
    if not approve and not comment:
        raise ValidationError(_("Say what has to change."))
    with transaction.atomic():
        definition = Definition.objects.select_for_update(no_key=True).get(pk=submission.definition_id)
        submission = DefinitionSubmission.objects.select_related("revision", "definition__fieldlab").get(
            pk=submission.pk
        )
        if submission.decided_at is not None or not submission.can_be_decided_by(by):
            raise PermissionDenied
        decisions = DefinitionSubmission.Decision
        submission.decision = decisions.APPROVED if approve else decisions.CHANGES
        submission.comment, submission.decided_by, submission.decided_at = comment, by, timezone.now()
        if approve:
            submission.number = publish_definition(definition=definition, revision=submission.revision)
        submission.save()
        log(definition, f"credentials.define.{submission.decision}", user=by, data={"comment": comment})
    return submission
