from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from credentials.actions.free_indexes import free_indexes
from credentials.actions.lock_active_key import lock_active_key
from credentials.awarding.awards import Award, prepare
from credentials.awarding.templates import taken_apart
from credentials.definitions.issuers import issuer_profile
from credentials.formats.errors import FormatError
from credentials.identifiers import achievement_url
from credentials.keys.signing import signing
from credentials.models import Credential, CredentialIssue, CredentialPart, SigningKey, StateChange
from lms.lrs.actions.store_statements import Source, store_statements
from lms.lrs.records import ReceivedStatement
from lms.lrs.statements import activity_id_of, step
from lms.lrs.vocabulary import EARNED, ActivityType
from lms.organisations.models import Fieldlab


def store_awards(*, fieldlab: Fieldlab, awards: Sequence[Award]) -> list[tuple[Award, FormatError]]:
    """Sign awards of one fieldlab and store them, with *earned* in the record store; returns those refused.

    The caller has seen to it that none of them was awarded before: its locks hold until its transaction ends.
    Raises InvalidTag or KeyServiceFailed; then nothing is stored.
    """
    refused: list[tuple[Award, FormatError]] = []
    with transaction.atomic():
        places = free_indexes(fieldlab=fieldlab, count=len(awards))
        issuer = issuer_profile(fieldlab)
        ready: list[Award] = []
        for award, (status_list, index) in zip(awards, places, strict=True):
            try:
                prepare(award, issuer=issuer, status_list=status_list, index=index)
            except FormatError as error:
                refused.append((award, error))
            else:
                ready.append(award)
        key = lock_active_key(fieldlab_id=fieldlab.pk)
        now = timezone.now()
        signed: list[tuple[Award, bytes]] = []
        with signing(key) as signer:
            for award in ready:
                try:
                    template, values = taken_apart(award.achievement, award.document)
                    signed.append((award, signer.credential(template, values, created=now)))
                except FormatError as error:
                    refused.append((award, error))
        _store(signed, key, now)
        statements = [_earned(award) for award, _document in signed]
        store_statements(statements=statements, source=Source.of_site(fieldlab))
    return refused


def _store(signed: Sequence[tuple[Award, bytes]], key: SigningKey, now: datetime) -> None:
    credentials = [award.credential for award, _document in signed]
    succeeded = [earlier.pk for award, _document in signed for earlier in award.succeeds]
    if succeeded:
        Credential.objects.filter(pk__in=succeeded).update(succeeded_at=now)
    Credential.objects.bulk_create(credentials)
    CredentialIssue.objects.bulk_create(
        CredentialIssue(
            credential=award.credential,
            signing_key=key,
            issued_at=now,
            valid_from=award.credential.valid_from,
            document=document,
        )
        for award, document in signed
    )
    StateChange.objects.bulk_create(
        StateChange(credential=credential, state=credential.state, changed_at=credential.valid_from)
        for credential in credentials
    )
    CredentialPart.objects.bulk_create(
        CredentialPart(whole=award.credential, part=part, position=position)
        for award, _document in signed
        for position, part in enumerate(award.parts)
    )


def _earned(award: Award) -> ReceivedStatement:
    credential, achievement = award.credential, award.achievement
    enrolment = award.completion.enrolment if award.completion else None
    statement = step(
        verb=EARNED,
        actor_pseudonym=award.user.pseudonym,
        activity_id=achievement_url(achievement.uuid),
        activity_type=ActivityType.BADGE,
        name={achievement.language: achievement.name},
        registration=enrolment.pk if enrolment else None,
        grouping=[activity_id_of(enrolment.module_key)] if enrolment else [],
        language=enrolment.language if enrolment else achievement.language,
        revision=achievement.version.uuid if achievement.version else None,
        statement_id=credential.uuid,
    )
    return ReceivedStatement.from_data(statement)
