from __future__ import annotations

import secrets
from calendar import monthrange
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log

from courses.models import Completion, PracticalAssessment
from credentials.actions.define_achievement import define_achievement
from credentials.actions.make_status_list import make_status_list
from credentials.definitions import achievement_definition, assessor_of, holder_of, issuer_profile, module_text
from credentials.formats.achievement_credential import build_achievement_credential
from credentials.formats.profile import Assessor, Holder
from credentials.formats.status_list import StatusEntry, StatusPurpose
from credentials.identifiers import achievement_url, credential_url, status_list_url, vocabulary_url
from credentials.keys import sign_with
from credentials.models import Achievement, Credential, CredentialIssue, SigningKey, StateChange, StatusList
from lms.core.queue import queue_on_commit
from lms.lrs.actions.store_statements import Source, store_statements
from lms.lrs.records import ReceivedStatement
from lms.lrs.statements import activity_id_of, step
from lms.lrs.vocabulary import EARNED, ActivityType

# So many guesses fail all together only in a list that is nearly full: then the next list is begun.
GUESSES = 20


def issue(*, completion_id: UUID) -> Credential:
    """Award the credential of a completion: define, sign, store its exact bytes, and say so in the record store.

    Once per completion, however often and by however many it is called: later calls return the first result.
    `completion_id` is the enrolment's. Raises Completion.DoesNotExist, MissingElements, TextRefused or
    EncodingRefused; then nothing is stored.
    """
    with transaction.atomic():
        # Two callers at once wait for each other here.
        completion = (
            Completion.objects.select_for_update(of=("self",), no_key=True)
            .select_related("enrolment__user", "version__fieldlab")
            .get(pk=completion_id)
        )
        existing = Credential.objects.filter(completion=completion).first()
        if existing is not None:
            return existing
        assessment = confirmed_assessment(completion) if completion.with_practical else None
        achievement = define_achievement(
            version=completion.version,
            language=completion.enrolment.language,
            with_practical=assessment is not None,
        )
        credential = _award(completion, achievement)
        _sign(
            credential,
            holder=holder_of(credential.user, assessment),
            assessor=assessor_of(assessment) if assessment else None,
        )
        StateChange.objects.create(credential=credential, state=credential.state, changed_at=credential.valid_from)
        _say_earned(credential)
        log(credential, "credentials.issue")
        queue_on_commit("credentials.announcements.announce_credential", credential.pk)
    return credential


def confirmed_assessment(completion: Completion) -> PracticalAssessment | None:
    """The last passed practical of a completion that worker and assessor both signed."""
    return (
        PracticalAssessment.objects.filter(
            enrolment=completion.enrolment_id, passed=True, confirmed_at__isnull=False
        )
        .select_related("assessor")
        .order_by("-confirmed_at")
        .first()
    )


def add_months(moment: datetime, months: int) -> datetime:
    """The same day `months` later, or that month's last one."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _award(completion: Completion, achievement: Achievement) -> Credential:
    """Store the row with a random index that its status lists never had before."""
    valid_from = completion.completed_at.replace(microsecond=0)
    months = completion.version.validity_months
    lists = _status_lists(completion)
    while True:
        for _guess in range(GUESSES):
            index = secrets.randbelow(lists[0].length)
            taken = Q(revocation_list=lists[0]) | Q(suspension_list=lists[1])
            if Credential.objects.filter(taken, status_index=index).exists():
                continue
            try:
                with transaction.atomic():
                    return Credential.objects.create(
                        uuid=uuid4(),
                        completion=completion,
                        achievement=achievement,
                        fieldlab=completion.version.fieldlab,
                        user=completion.enrolment.user,
                        valid_from=valid_from,
                        valid_until=add_months(valid_from, months) if months else None,
                        revocation_list=lists[0],
                        suspension_list=lists[1],
                        status_index=index,
                    )
            except IntegrityError:
                continue
        lists = tuple(
            make_status_list(fieldlab=completion.version.fieldlab, purpose=purpose)
            for purpose in StatusList.Purpose
        )


def _status_lists(completion: Completion) -> tuple[StatusList, ...]:
    newest = {
        status_list.purpose: status_list
        for status_list in StatusList.objects.filter(fieldlab=completion.version.fieldlab_id)
        .defer("signed")
        .order_by("pk")
    }
    return tuple(newest[purpose] for purpose in StatusList.Purpose)


def _sign(credential: Credential, *, holder: Holder, assessor: Assessor | None) -> CredentialIssue:
    key = SigningKey.objects.select_related("fieldlab").get(
        fieldlab=credential.fieldlab_id, state=SigningKey.State.ACTIVE
    )
    achievement = credential.achievement
    text = module_text(achievement.version, achievement.language)
    document = build_achievement_credential(
        id=credential_url(credential.uuid),
        issuer=issuer_profile(key.fieldlab),
        achievement=achievement_definition(achievement, text),
        holder=holder,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        awarded=credential.valid_from,
        vocabulary_url=vocabulary_url(),
        status=[
            StatusEntry(
                StatusPurpose(status_list.purpose), status_list_url(status_list.uuid), credential.status_index
            )
            for status_list in (credential.revocation_list, credential.suspension_list)
        ],
        assessor=assessor,
    )
    # A definition is immutable: everybody is awarded the same one, whatever the fieldlab changed since.
    document["credentialSubject"]["achievement"] = achievement.definition
    now = timezone.now()
    return CredentialIssue.objects.create(
        credential=credential, signing_key=key, issued_at=now, document=sign_with(key, document, created=now)
    )


def _say_earned(credential: Credential) -> None:
    enrolment = credential.completion.enrolment
    statement = step(
        verb=EARNED,
        actor_pseudonym=credential.user.pseudonym,
        activity_id=achievement_url(credential.achievement.uuid),
        activity_type=ActivityType.BADGE,
        name={credential.achievement.language: credential.achievement.name},
        registration=enrolment.pk,
        grouping=[activity_id_of(enrolment.module_key)],
        language=enrolment.language,
        revision=credential.achievement.version.uuid,
        statement_id=credential.uuid,
    )
    store_statements(
        statements=[ReceivedStatement.from_data(statement)], source=Source.of_site(credential.fieldlab)
    )
