from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from credentials.actions.store_awards import store_awards
from credentials.award_rules import RuleNotMet, common_score
from credentials.awarding.awards import Award
from credentials.awarding.facts import checked_attendances, confirmed_assessments
from credentials.awarding.names import checked_name, confirmed_names
from credentials.awarding.stacking import parts_of
from credentials.definitions.authored import achievement_of, authored_definition
from credentials.models import Credential, Definition
from lms.accounts.models import User
from lms.core.queue import queue_on_commit
from lms.organisations.models import Fieldlab


def award_stack(*, definition_id: int, user_id: int, by: User | None = None) -> Credential:
    """Award the larger credential of somebody's parts, which it names; once per person and definition.

    `by` decided on it, none where its rule asks no person. Raises RuleNotMet where the parts are not there (any
    more), and the errors of building and signing; then nothing is stored.
    """
    with transaction.atomic():
        definition = Definition.objects.select_related("fieldlab").get(pk=definition_id)
        Fieldlab.objects.select_for_update(no_key=True).get(pk=definition.fieldlab_id)
        existing = Credential.objects.filter(authored=definition, user=user_id).first()
        if existing is not None:
            return existing
        user = User.objects.get(pk=user_id)
        parts = parts_of(definition, user)
        if not parts.judgement.met:
            raise RuleNotMet("rule_not_met", lacking=", ".join(parts.judgement.lacking))
        completions = [part.completion for part in parts.credentials if part.completion]
        assessments = confirmed_assessments(completions)
        assessment = max(assessments.values(), key=lambda item: item.signed_at or item.started_at, default=None)
        seen = checked_attendances(completions).values()
        attendance = max(seen, key=lambda item: item.marked_at, default=None)
        achievement = achievement_of(definition, user.language)
        achievement.authored, achievement.fieldlab = definition, definition.fieldlab
        content, now = definition.published_content, timezone.now()
        award = Award(
            user=user,
            achievement=achievement,
            definition=authored_definition(
                content,
                fieldlab=definition.fieldlab,
                uuid=achievement.uuid,
                number=definition.number,
                language=achievement.language,
            ),
            at=now,
            checked=checked_name(user, assessment, attendance, confirmed_names([user]), on=now),
            assessment=assessment,
            score=common_score(parts.judgement.counted),
            parts=parts.credentials,
        )
        for _award, error in store_awards(fieldlab=definition.fieldlab, awards=[award]):
            raise error
        log(award.credential, "credentials.issue", user=by)
        queue_on_commit("credentials.notices.announcements.announce_credential", award.credential.pk)
    return award.credential
