from __future__ import annotations

from uuid import UUID

from django.db import transaction
from wagtail.log_actions import log

from credentials.actions.issue_many import issue_many
from credentials.award_rules import RuleNotMet
from credentials.models import Credential
from lms.core.queue import queue_on_commit


def issue(*, completion_id: UUID) -> Credential:
    """Award the credential of a completion: define, sign, store its exact bytes, and say so in the record store.

    Once per completion, however often and by however many it is called: later calls return the first result.
    `completion_id` is the enrolment's. Raises Completion.DoesNotExist, MissingElements, TextRefused or
    EncodingRefused; then nothing is stored. Raises RuleNotMet where it is not earned; that is noted.
    """
    with transaction.atomic():
        awarded = issue_many(completion_ids=[completion_id])
        refused = awarded.refused.get(completion_id)
        if refused is not None and not isinstance(refused, RuleNotMet):
            raise refused
        if completion_id in awarded.new:
            credential = awarded.credentials[completion_id]
            log(credential, "credentials.issue")
            queue_on_commit("credentials.notices.announcements.announce_credential", credential.pk)
    if refused is not None:
        raise refused
    return awarded.credentials[completion_id]
