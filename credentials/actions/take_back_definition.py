from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from credentials.models import Definition, DefinitionSubmission
from credentials.permissions import require_definition_writer
from lms.accounts.models import User


def take_back_definition(*, by: User, definition: Definition) -> None:
    """Take back what waits for approval, to change it; where nothing waits, nothing happens.

    Raises PermissionDenied (trainers and managers of the fieldlab only).
    """
    require_definition_writer(by, definition.fieldlab)
    with transaction.atomic():
        # The definition first, as in submit_definition and decide_definition.
        definition = Definition.objects.select_for_update(no_key=True).get(pk=definition.pk)
        waiting = DefinitionSubmission.objects.select_for_update().filter(definition=definition, decided_at=None)
        for submission in waiting:
            submission.decision = DefinitionSubmission.Decision.TAKEN_BACK
            submission.decided_by, submission.decided_at = by, timezone.now()
            submission.save(update_fields=["decision", "decided_by", "decided_at"])
            log(definition, "credentials.define.take_back", user=by)
