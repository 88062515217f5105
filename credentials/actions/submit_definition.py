from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.definitions.rules import DefinitionNotReady, Problem, problems_of
from credentials.models import Definition, DefinitionSubmission
from credentials.permissions import require_definition_writer
from lms.accounts.models import User
from lms.core.queue import queue_on_commit


def submit_definition(*, by: User, definition: Definition) -> DefinitionSubmission:
    """Hand the newest draft in, for a colleague to approve. Raises PermissionDenied, also where it waits already.

    Raises DefinitionNotReady with all that is missing, or where nothing changed since the published version.
    """
    require_definition_writer(by, definition.fieldlab)
    with transaction.atomic():
        definition = Definition.objects.select_for_update(no_key=True).get(pk=definition.pk)
        revision = definition.revisions.first()
        if revision is None or definition.submissions.filter(decided_at=None).exists():
            raise PermissionDenied
        if problems := problems_of(revision.parsed, definition):
            raise DefinitionNotReady(problems)
        if definition.number and revision.content == definition.content:
            message = _("Nothing has changed since version %(number)s.") % {"number": definition.number}
            raise DefinitionNotReady([Problem(_("Texts"), message)])
        submission = DefinitionSubmission.objects.create(definition=definition, revision=revision, submitted_by=by)
        log(definition, "credentials.define.submit", user=by)
        queue_on_commit("credentials.notices.announcements.announce_definition", submission.pk)
    return submission
