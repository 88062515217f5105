from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from courses.models import Completion, PracticalAssessment
from credentials.actions.define_achievement import define_achievement
from credentials.actions.free_indexes import free_indexes
from credentials.actions.lock_active_key import lock_active_key
from credentials.checked_names import CheckedName, checked_name, confirmed_names
from credentials.definitions import achievement_definition, assessor_of, holder_of, issuer_profile, module_text
from credentials.formats.achievement_credential import build_achievement_credential
from credentials.formats.errors import FormatError
from credentials.formats.profile import AchievementDefinition, IssuerProfile
from credentials.formats.status_list import StatusEntry, StatusPurpose
from credentials.formats.timestamps import add_months
from credentials.identifiers import achievement_url, credential_url, status_list_url, vocabulary_url
from credentials.keys import signing
from credentials.models import Achievement, Credential, CredentialIssue, StateChange
from credentials.templates import taken_apart
from lms.lrs.actions.store_statements import Source, store_statements
from lms.lrs.records import ReceivedStatement
from lms.lrs.statements import activity_id_of, step
from lms.lrs.vocabulary import EARNED, ActivityType
from lms.organisations.models import Fieldlab


@dataclass
class Awarded:
    """What came of a number of completions: their credentials, which of them are new, and what was refused."""

    credentials: dict[UUID, Credential] = field(default_factory=dict)
    new: set[UUID] = field(default_factory=set)
    refused: dict[UUID, FormatError] = field(default_factory=dict)


@dataclass
class _Award:
    """A credential on its way: its row, the name that was checked, and who assessed."""

    credential: Credential
    checked: CheckedName
    assessment: PracticalAssessment | None
    document: dict[str, Any] = field(default_factory=dict)


def issue_many(*, completion_ids: Sequence[UUID]) -> Awarded:
    """Award the credentials of completions in one transaction: all that can be, each once.

    What has a credential keeps it. One that can't be made (a missing element, a text that may not stand in it) is
    refused with the reason and does not keep the others. Raises Completion.DoesNotExist, InvalidTag or
    KeyServiceFailed; then nothing is stored.
    """
    awarded = Awarded()
    with transaction.atomic():
        # Two callers at once wait for each other here.
        completions = list(
            Completion.objects.select_for_update(of=("self",), no_key=True)
            .select_related("enrolment__user", "version__fieldlab")
            .filter(pk__in=completion_ids)
            .order_by("pk")
        )
        if len(completions) < len(set(completion_ids)):
            raise Completion.DoesNotExist
        existing = Credential.objects.filter(completion__in=completions)
        awarded.credentials = {credential.completion_id: credential for credential in existing}
        waiting: dict[Fieldlab, list[Completion]] = defaultdict(list)
        for completion in completions:
            if completion.pk not in awarded.credentials:
                waiting[completion.version.fieldlab].append(completion)
        for fieldlab, of_fieldlab in waiting.items():
            _award_fieldlab(fieldlab, of_fieldlab, awarded)
    return awarded


def confirmed_assessments(completions: Iterable[Completion]) -> dict[UUID, PracticalAssessment]:
    """The last passed practical of each completion that worker and assessor both signed."""
    found = PracticalAssessment.objects.filter(
        enrolment__in=[completion.pk for completion in completions if completion.with_practical],
        passed=True,
        confirmed_at__isnull=False,
    )
    return {item.enrolment_id: item for item in found.select_related("assessor").order_by("confirmed_at")}


def _award_fieldlab(fieldlab: Fieldlab, completions: list[Completion], awarded: Awarded) -> None:
    assessments = confirmed_assessments(completions)
    awards = _prepared(fieldlab, completions, assessments, awarded)
    key = lock_active_key(fieldlab_id=fieldlab.pk)
    now = timezone.now()
    issues = []
    with signing(key) as signer:
        for award in awards:
            completion_id = award.credential.completion_id
            try:
                template, values = taken_apart(award.credential.achievement, award.document)
                document = signer.credential(template, values, created=now)
            except FormatError as error:
                awarded.refused[completion_id] = error
                continue
            awarded.credentials[completion_id] = award.credential
            awarded.new.add(completion_id)
            issues.append((award.credential, document))
    Credential.objects.bulk_create(credential for credential, _ in issues)
    CredentialIssue.objects.bulk_create(
        CredentialIssue(
            credential=credential,
            signing_key=key,
            issued_at=now,
            valid_from=credential.valid_from,
            document=document,
        )
        for credential, document in issues
    )
    StateChange.objects.bulk_create(
        StateChange(credential=credential, state=credential.state, changed_at=credential.valid_from)
        for credential, _ in issues
    )
    statements = [_earned(credential) for credential, _ in issues]
    store_statements(statements=statements, source=Source.of_site(fieldlab))


def _prepared(
    fieldlab: Fieldlab,
    completions: list[Completion],
    assessments: dict[UUID, PracticalAssessment],
    awarded: Awarded,
) -> list[_Award]:
    """Unsigned credentials with a place in the status list for each; what can't be made is noted as refused."""
    places = iter(free_indexes(fieldlab=fieldlab, count=len(completions)))
    issuer = issuer_profile(fieldlab)
    confirmed = confirmed_names(completion.enrolment.user for completion in completions)
    definitions: dict[tuple[int, str, bool], tuple[Achievement, AchievementDefinition]] = {}
    awards = []
    for completion in completions:
        assessment = assessments.get(completion.pk)
        form = (completion.version_id, completion.enrolment.language, assessment is not None)
        try:
            if form not in definitions:
                definitions[form] = _defined(completion, with_practical=assessment is not None)
            achievement, definition = definitions[form]
            status_list, index = next(places)
            credential = Credential(
                uuid=uuid4(),
                completion=completion,
                achievement=achievement,
                fieldlab=fieldlab,
                user=completion.enrolment.user,
                valid_from=completion.completed_at.replace(microsecond=0),
                status_list=status_list,
                status_index=index,
            )
            if months := completion.version.validity_months:
                credential.valid_until = add_months(credential.valid_from, months)
            checked = checked_name(credential.user, assessment, confirmed, on=credential.valid_from)
            award = _Award(credential, checked, assessment)
            award.document = _document(award, issuer=issuer, definition=definition)
        except FormatError as error:
            awarded.refused[completion.pk] = error
        else:
            awards.append(award)
    return awards


def _defined(completion: Completion, *, with_practical: bool) -> tuple[Achievement, AchievementDefinition]:
    achievement = define_achievement(
        version=completion.version, language=completion.enrolment.language, with_practical=with_practical
    )
    achievement.version = completion.version
    text = module_text(completion.version, achievement.language)
    return achievement, achievement_definition(achievement, text)


def _document(award: _Award, *, issuer: IssuerProfile, definition: AchievementDefinition) -> dict[str, Any]:
    credential, assessment = award.credential, award.assessment
    place = StatusEntry(
        StatusPurpose.SUSPENSION, status_list_url(credential.status_list.uuid), credential.status_index
    )
    return build_achievement_credential(
        id=credential_url(credential.uuid),
        issuer=issuer,
        achievement=definition,
        holder=holder_of(credential.user, award.checked, language=credential.achievement.language),
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        awarded=credential.valid_from,
        vocabulary_url=vocabulary_url(),
        status=place,
        assessor=assessor_of(assessment) if assessment else None,
        # A definition is immutable: everybody is awarded the same one, whatever the fieldlab changed since.
        published=credential.achievement.definition,
    )


def _earned(credential: Credential) -> ReceivedStatement:
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
    return ReceivedStatement.from_data(statement)
