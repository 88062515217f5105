from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from django.db import transaction

from lms.skills.esco import EscoSkill
from lms.skills.models import Skill

ROWS_AT_ONCE = 500


def import_skills(*, language: str, skills: Iterable[EscoSkill], told: Callable[[int], None]) -> int:
    """Store the names of skills in one language, and return how many there were; all of them or none.

    What is there already gets the new names in that language and keeps its others: again changes nothing.
    `told` is called with the number so far. Raises what reading `skills` raises.
    """
    count = 0
    rows = iter(skills)
    with transaction.atomic():
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            known = {skill.uri: skill for skill in Skill.objects.filter(uri__in=[row.uri for row in batch])}
            changed = {}
            for row in batch:
                skill = known.get(row.uri) or Skill(uri=row.uri)
                skill.labels[language] = row.label
                skill.alternatives[language] = list(row.alternatives)
                skill.descriptions[language] = row.description
                skill.gather_words()
                changed[row.uri] = skill
            Skill.objects.bulk_create(
                changed.values(),
                update_conflicts=True,
                unique_fields=["uri"],
                update_fields=["labels", "alternatives", "descriptions", "words"],
            )
            count += len(batch)
            told(count)
    return count
