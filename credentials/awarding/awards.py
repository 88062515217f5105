"""An achievement on its way to a person: by what it was earned, and the document that is to be signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from courses.models import Completion, PracticalAssessment
from credentials.award_rules import percent
from credentials.awarding.names import CheckedName, assessor_of, holder_of
from credentials.formats.achievement_credential import build_achievement_credential
from credentials.formats.profile import AchievementDefinition, IssuerProfile, Reference
from credentials.formats.status_list import StatusEntry, StatusPurpose
from credentials.formats.timestamps import add_months
from credentials.identifiers import credential_url, status_list_url, vocabulary_url
from credentials.models import Achievement, Credential, StatusList
from lms.accounts.models import User


@dataclass
class Award:
    """`score` is 0 … 1; `parts` are the credentials that it was stacked from; `at` when it was earned.

    `succeeds` are those of the same person and module that end, and that it stands beside from now on.
    """

    user: User
    achievement: Achievement
    definition: AchievementDefinition
    at: datetime
    checked: CheckedName
    completion: Completion | None = None
    assessment: PracticalAssessment | None = None
    score: Decimal | None = None
    parts: tuple[Credential, ...] = ()
    succeeds: tuple[Credential, ...] = ()
    credential: Credential = field(init=False)
    document: dict[str, Any] = field(init=False, default_factory=dict)


def prepare(award: Award, *, issuer: IssuerProfile, status_list: StatusList, index: int) -> None:
    """Give an award its unsaved credential and unsigned document. Raises the FormatErrors of building it."""
    achievement = award.achievement
    start = award.at.replace(microsecond=0)
    award.credential = credential = Credential(
        uuid=uuid4(),
        completion=award.completion,
        authored=achievement.authored,
        achievement=achievement,
        fieldlab=achievement.fieldlab,
        user=award.user,
        valid_from=start,
        status_list=status_list,
        status_index=index,
    )
    if achievement.validity_months:
        credential.valid_until = add_months(start, achievement.validity_months)
    if achievement.recertify_months:
        credential.recertify_by = add_months(start, achievement.recertify_months)
    award.document = build_achievement_credential(
        id=credential_url(credential.uuid),
        issuer=issuer,
        achievement=award.definition,
        holder=holder_of(award.user, award.checked, language=achievement.language),
        valid_from=start,
        valid_until=credential.valid_until,
        awarded=start,
        vocabulary_url=vocabulary_url(),
        status=StatusEntry(StatusPurpose.SUSPENSION, status_list_url(status_list.uuid), index),
        assessor=assessor_of(award.assessment) if award.assessment else None,
        # A definition is immutable: everybody is awarded the same one, whatever the fieldlab changed since.
        published=achievement.definition,
        score=None if award.score is None else percent(award.score),
        parts=[Reference(part.achievement.name, credential_url(part.uuid)) for part in award.parts],
    )
