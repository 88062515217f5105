from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.models import Completion, PracticalAssessment
from credentials.actions.define_achievement import define_achievement
from credentials.actions.store_awards import store_awards
from credentials.award_rules import HELD, Rule, RuleNotMet, judge
from credentials.awarding.awards import Award
from credentials.awarding.facts import checked_attendances, confirmed_assessments, fact_of
from credentials.awarding.names import checked_name, confirmed_names
from credentials.awarding.repeats import held_before, makes_room
from credentials.definitions.authored import achievement_of, authored_definition
from credentials.definitions.modules import achievement_definition, module_text
from credentials.formats.errors import FormatError
from credentials.formats.profile import AchievementDefinition
from credentials.models import Achievement, AwardRefusal, Credential, Definition
from lms.organisations.models import Fieldlab

Described = tuple[Achievement, AchievementDefinition]


@dataclass
class Awarded:
    """What came of a number of completions: their credentials, which of them are new, and what was refused."""

    credentials: dict[UUID, Credential] = field(default_factory=dict)
    new: set[UUID] = field(default_factory=set)
    refused: dict[UUID, FormatError] = field(default_factory=dict)


def issue_many(*, completion_ids: Sequence[UUID]) -> Awarded:
    """Award the credentials of completions in one transaction: all that can be, each once.

    What has a credential keeps it. One that can't be made (a missing element, a text that may not stand in it)
    or is not earned (RuleNotMet; that is noted, so that it is not tried again) is refused with the reason and
    does not keep the others. Raises Completion.DoesNotExist, InvalidTag or KeyServiceFailed; then nothing is
    stored.
    """
    awarded = Awarded()
    with transaction.atomic():
        fieldlabs = Completion.objects.filter(pk__in=completion_ids).values("fieldlab")
        # Two callers at once wait for each other here: by another completion, the same person may earn the same.
        list(Fieldlab.objects.select_for_update(no_key=True).filter(pk__in=fieldlabs).order_by("pk"))
        completions = list(
            Completion.objects.select_for_update(of=("self",), no_key=True)
            .select_related("enrolment__user", "version__fieldlab")
            .filter(pk__in=completion_ids)
            .order_by("pk")
        )
        if len(completions) < len(set(completion_ids)):
            raise Completion.DoesNotExist
        existing = Credential.objects.filter(completion__in=completions)
        awarded.credentials = {
            credential.completion_id: credential for credential in existing if credential.completion_id
        }
        waiting: dict[Fieldlab, list[Completion]] = defaultdict(list)
        for completion in completions:
            if completion.pk not in awarded.credentials:
                waiting[completion.version.fieldlab].append(completion)
        for fieldlab, of_fieldlab in waiting.items():
            for turn in _in_turns(of_fieldlab):
                _award_fieldlab(fieldlab, turn, awarded)
    return awarded


def _in_turns(completions: Iterable[Completion]) -> list[list[Completion]]:
    """Completions by how many earlier ones of the same person and module there are: each is judged by those."""
    turns: list[list[Completion]] = []
    numbers: Counter[tuple[int, UUID]] = Counter()
    for completion in sorted(completions, key=lambda completion: (completion.completed_at, completion.pk)):
        owner = completion.enrolment.user_id, completion.version.module_key
        if numbers[owner] == len(turns):
            turns.append([])
        turns[numbers[owner]].append(completion)
        numbers[owner] += 1
    return turns


def _award_fieldlab(fieldlab: Fieldlab, completions: list[Completion], awarded: Awarded) -> None:
    assessments = confirmed_assessments(completions)
    earned = _earned(completions, assessments, awarded)
    attendances = checked_attendances(completion for completion, _definition, _succeeds in earned)
    confirmed = confirmed_names(completion.enrolment.user for completion, _definition, _succeeds in earned)
    described: dict[tuple[object, ...], Described] = {}
    awards: list[Award] = []
    for completion, definition, succeeds in earned:
        assessment = assessments.get(completion.pk)
        user, language = completion.enrolment.user, completion.enrolment.language
        form = (definition.pk if definition else None, completion.version_id, language, assessment is not None)
        try:
            if form not in described:
                described[form] = _described(completion, definition, with_practical=assessment is not None)
        except FormatError as error:
            awarded.refused[completion.pk] = error
            continue
        achievement, description = described[form]
        start = completion.completed_at.replace(microsecond=0)
        awards.append(
            Award(
                user=user,
                achievement=achievement,
                definition=description,
                at=start,
                checked=checked_name(user, assessment, attendances.get(completion.pk), confirmed, on=start),
                completion=completion,
                assessment=assessment,
                score=completion.score,
                succeeds=succeeds,
            )
        )
    for award, reason in store_awards(fieldlab=fieldlab, awards=awards):
        if award.completion is not None:
            awarded.refused[award.completion.pk] = reason
    for award in awards:
        completion_id = award.completion.pk if award.completion else None
        if completion_id is not None and completion_id not in awarded.refused:
            awarded.credentials[completion_id] = award.credential
            awarded.new.add(completion_id)


def _earned(
    completions: list[Completion], assessments: dict[UUID, PracticalAssessment], awarded: Awarded
) -> list[tuple[Completion, Definition | None, tuple[Credential, ...]]]:
    """Those that earn it, each with the definition of its module if it has one, and what it earns anew.

    The others are noted, and why. `completions` has one of each person and module.
    """
    keys = {completion.version.module_key for completion in completions}
    published = Definition.objects.published().select_related("fieldlab").filter(module_key__in=keys)
    definitions = {definition.module_key: definition for definition in published if definition.module_key}
    held = held_before({completion.enrolment.user_id for completion in completions}, definitions, keys)
    earned: list[tuple[Completion, Definition | None, tuple[Credential, ...]]] = []
    refusals: list[AwardRefusal] = []
    for completion in completions:
        definition = definitions.get(completion.version.module_key)
        fact = fact_of(completion, assessments.get(completion.pk))
        rule = definition.published_content.rule if definition else Rule((fact.module,), 1)
        lacking = judge(rule, [fact]).lacking
        theirs = held.get((completion.enrolment.user_id, completion.version.module_key), [])
        succeeds = tuple(item for item in theirs if makes_room(item, completion.completed_at))
        of_definition = {item for item in theirs if definition and item.authored_id == definition.pk}
        if not lacking and of_definition.difference(succeeds):
            lacking = (HELD,)
        if lacking:
            awarded.refused[completion.pk] = RuleNotMet("rule_not_met", lacking=", ".join(lacking))
            number = definition.number if definition else 0
            refusals.append(
                AwardRefusal(completion=completion, number=number, lacking=list(lacking), judged_at=timezone.now())
            )
        else:
            earned.append((completion, definition, succeeds))
    AwardRefusal.objects.bulk_create(
        refusals,
        update_conflicts=True,
        unique_fields=["completion"],
        update_fields=["number", "lacking", "judged_at"],
    )
    return earned


def _described(completion: Completion, definition: Definition | None, *, with_practical: bool) -> Described:
    language = completion.enrolment.language
    if definition is not None:
        achievement = achievement_of(definition, language)
        achievement.authored, achievement.fieldlab = definition, definition.fieldlab
        description = authored_definition(
            definition.published_content,
            fieldlab=definition.fieldlab,
            uuid=achievement.uuid,
            number=definition.number,
            language=achievement.language,
        )
        return achievement, description
    version = completion.version
    achievement = define_achievement(version=version, language=language, with_practical=with_practical)
    achievement.version, achievement.fieldlab = version, version.fieldlab
    return achievement, achievement_definition(achievement, module_text(version, achievement.language))
