from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from courses.models import ModuleVersion
from credentials.definitions.authored import authored_definition
from credentials.definitions.rules import DefinitionNotReady, problems_of
from credentials.formats.achievement import build_achievement
from credentials.formats.vocabulary import AssessmentType
from credentials.identifiers import vocabulary_url
from credentials.models import Achievement, Definition, DefinitionRevision, RenewalRule
from credentials.models.content import AFTER_MONTHS, UNTIL_RECERTIFIED, Content


def publish_definition(*, definition: Definition, revision: DefinitionRevision) -> int:
    """Publish a revision as the next version: one immutable achievement per language; returns its number.

    What was awarded before keeps its version. `decide_definition` calls it, and has asked who may. Raises
    DefinitionNotReady.
    """
    content = revision.parsed
    with transaction.atomic():
        if problems := problems_of(content, definition):
            raise DefinitionNotReady(problems)
        definition.number += 1
        definition.content = revision.content
        definition.published_at = timezone.now()
        definition.save(update_fields=["number", "content", "published_at"])
        version = None
        if definition.module_key is not None:
            version = ModuleVersion.objects.newest().filter(module_key=definition.module_key).first()
        expiry = content.expiry
        for language in content.languages:
            uuid = uuid4()
            achievement = authored_definition(
                content, fieldlab=definition.fieldlab, uuid=uuid, number=definition.number, language=language
            )
            Achievement.objects.create(
                uuid=uuid,
                fieldlab=definition.fieldlab,
                authored=definition,
                number=f"{definition.number}",
                version=version,
                language=language,
                with_practical=AssessmentType.PRACTICAL.name in content.assessments,
                name=content.texts[language].name,
                definition=build_achievement(achievement, vocabulary_url=vocabulary_url()),
                badge=dict(content.badge),
                validity_months=expiry.months if expiry.kind == AFTER_MONTHS else None,
                recertify_months=expiry.months if expiry.kind == UNTIL_RECERTIFIED else None,
            )
        _keep_renewal_rule(definition, content)
    return definition.number


def _keep_renewal_rule(definition: Definition, content: Content) -> None:
    """The refresher of the newest version renews what was awarded of any version.

    One without a refresher leaves those of before with theirs.
    """
    if not content.expiry.refresher:
        before = Achievement.objects.filter(authored=definition).exclude(number=f"{definition.number}")
        last = before.order_by("-pk").first()
        RenewalRule.objects.filter(authored=definition, last=None).update(last=last)
        return
    RenewalRule.objects.update_or_create(
        authored=definition,
        defaults={
            "fieldlab": definition.fieldlab,
            "refresher_key": UUID(content.expiry.refresher),
            "window_days": content.expiry.window_days,
            "last": None,
        },
    )
