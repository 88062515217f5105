"""Tasks of this app; each may run any number of times, and the sweep does what was lost."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from uuid import UUID

from celery import shared_task
from django.utils.translation import gettext

from credentials import queries
from credentials.actions.complete_key_ring import complete_key_ring
from credentials.actions.issue import issue
from credentials.actions.issue_next import issue_next
from credentials.actions.propose_stack import propose_stack
from credentials.actions.recertify import recertify
from credentials.actions.renew_by_refresher import renew_by_refresher
from credentials.actions.sign_again import sign_again
from credentials.actions.sign_status_list import sign_status_list
from credentials.actions.suspend_overdue import suspend_overdue
from credentials.award_rules import RuleNotMet
from credentials.awarding.renewals import recertifications_due, renewals_due
from credentials.awarding.stacking import stacks_due
from credentials.models import Credential
from credentials.notices.announcements import (
    announce_credential,
    announce_definition,
    announce_later_document,
    announce_proposal,
    announce_stopped_consent,
)
from credentials.notices.expiry import alert_expiry, alerts_due
from lms.core.queue import queue_on_commit
from lms.core.sweeping import AT_ONCE, sweep_rows, take_each
from lms.organisations.models import Fieldlab

# A batch of thousands takes the worker in turns with what others queue.
SECONDS_AT_ONCE = 10


@shared_task
def issue_credential(completion_id: str) -> None:
    """Issue the credential of a completion (the enrolment's id), and what it is the last part of."""
    credential = issue_if_earned(UUID(completion_id))
    if credential is not None:
        propose_due(credential.user_id)


def issue_if_earned(completion_id: UUID) -> Credential | None:
    """What is not earned is noted, and not tried again until its definition changes."""
    with suppress(RuleNotMet):
        return issue(completion_id=completion_id)
    return None


@shared_task
def issue_batch(batch_id: int) -> None:
    """Go on with a batch for a while, and queue the rest, so that others get a turn."""
    until = monotonic() + SECONDS_AT_ONCE
    while issue_next(batch_id=batch_id):
        if monotonic() > until:
            queue_on_commit("credentials.tasks.issue_batch", batch_id)
            return


@shared_task
def sweep() -> None:
    """Find rows whose next step is missing: completions, status lists, keys, e-mails."""
    sweep_rows(queries.completions_without_credential(), issue_if_earned)
    sweep_rows(queries.unfinished_batches(), lambda pk: issue_next(batch_id=pk))
    sweep_rows(queries.stale_status_lists(), lambda pk: sign_status_list(status_list_id=pk))
    sweep_rows(queries.fieldlabs_without_whole_key_ring(), complete_key_ring_of)
    sweep_rows(queries.credentials_of_compromised_keys(), sign_again_with_new_key)
    renew_all_due()
    sweep_rows(queries.overdue_credentials(), lambda pk: suspend_overdue(credential_id=pk))
    propose_due()
    sweep_rows(queries.credentials_to_announce(), announce_credential)
    sweep_rows(queries.later_documents_to_announce(), announce_later_document)
    sweep_rows(queries.stopped_consents_to_announce(), announce_stopped_consent)
    sweep_rows(queries.definitions_to_announce(), announce_definition)
    sweep_rows(queries.proposals_to_announce(), announce_proposal)
    sweep_rows(alerts_due(), alert_expiry)


def complete_key_ring_of(fieldlab_id: int) -> None:
    complete_key_ring(by=None, fieldlab=Fieldlab.objects.get(pk=fieldlab_id))


def sign_again_with_new_key(credential_id: int) -> None:
    sign_again(
        credential_id=credential_id, reason=gettext("The key that it was signed with is no longer trusted.")
    )


def renew_all_due() -> None:
    """Renew what a refresher renews, and note who was recertified by one."""
    take_each(
        list(renewals_due(at_most=AT_ONCE)),
        lambda pair: renew_by_refresher(credential_id=pair[0], completion_id=pair[1]),
        of="renewal",
    )
    take_each(
        list(recertifications_due(at_most=AT_ONCE)),
        lambda pair: recertify(credential_id=pair[0], completion_id=pair[1]),
        of="recertification",
    )


def propose_due(user_id: int | None = None) -> None:
    """Propose the larger credentials of everybody, or of one person, whose parts are there."""
    take_each(
        list(stacks_due(at_most=AT_ONCE, user_id=user_id)),
        lambda pair: propose_stack(definition_id=pair[0], user_id=pair[1]),
        of="stack",
    )
