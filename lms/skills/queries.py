"""Questions about skills that pickers and pages ask."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Length

from lms.skills.models import Skill
from lms.skills.words import folded, rank_of

SHOWN = 12
# Of so many that hold the words, the best are shown.
RANKED = 400
MOST_WORDS = 8


def find_skills(query: str, language: str) -> list[Skill]:
    """At most SHOWN skills with all words of `query` in their names in any language, the best first."""
    wanted = folded(query)
    if not wanted:
        return []
    found = Skill.objects.only("uri", "labels", "alternatives")
    for word in wanted.split()[:MOST_WORDS]:
        found = found.filter(words__contains=word)
    ranked = sorted(
        found.order_by(Length("words"))[:RANKED],
        key=lambda skill: rank_of(wanted, skill.label(language), skill.alternatives.get(language, [])),
    )
    return ranked[:SHOWN]


def skill_names(uris: Iterable[str], language: str) -> dict[str, str]:
    """What skills are called in `language`; those that are not known are left out."""
    known = Skill.objects.filter(uri__in=set(uris)).only("uri", "labels")
    return {skill.uri: skill.label(language) for skill in known}
