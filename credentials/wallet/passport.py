"""What somebody can do, over all credentials: skills by their ESCO URI, each with outcomes, level and source.

Read from the documents, so that own credentials and those from elsewhere are treated alike. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_SKILL = re.compile(r"https?://data\.europa\.eu/esco/skill/[0-9A-Za-z.-]{1,100}")
_LEVEL = re.compile(r"https?://data\.europa\.eu/snb/eqf/([1-8])")
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """A credential that says so: its title and issuer, when it was awarded and ends, and where it is shown.

    `checked`: this site vouches for it, or checked it and every answer was yes.
    """

    title: str
    issuer: str
    awarded: datetime | None
    until: datetime | None
    address: str
    checked: bool
    own: bool
    language: str = ""


@dataclass(frozen=True)
class Shown:
    """An outcome as one credential words it, and the level (1 to 8, or none) that the credential states."""

    outcome: str
    level: int | None
    source: Source


@dataclass
class Skill:
    """A skill: its ESCO URI (empty for outcomes without one), its name, and everything that shows it."""

    uri: str
    name: str
    shown: list[Shown] = field(default_factory=list)

    @property
    def level(self) -> int | None:
        """The highest level that a checked credential states for it."""
        return max((item.level for item in self.shown if item.level and item.source.checked), default=None)


@dataclass(frozen=True)
class Passport:
    """Skills with an ESCO URI by name, and outcomes without one by credential."""

    skills: tuple[Skill, ...]
    others: tuple[Skill, ...]


def passport_of(documents: Iterable[tuple[Json, Source]]) -> Passport:
    """Gather the skills of achievements (Open Badges 3.0, B.1.1), as parsed JSON with where each comes from."""
    skills: dict[str, Skill] = {}
    others: list[Skill] = []
    for achievement, source in documents:
        level = _level(achievement)
        rest = Skill("", source.title)
        found = False
        for outcome in _objects(achievement.get("resultDescription")):
            text = _text(outcome.get("name"))
            named = _esco(outcome)
            if not text:
                continue
            if not named:
                rest.shown.append(Shown(text, level, source))
            for uri, name in named:
                found = True
                skill = skills.setdefault(uri, Skill(uri, name or text))
                skill.shown.append(Shown(text, level, source))
        # Other issuers state skills of the achievement as a whole.
        for uri, name in _esco(achievement):
            if not any(item.source is source for item in skills.get(uri, rest).shown):
                found = True
                skills.setdefault(uri, Skill(uri, name)).shown.append(Shown("", level, source))
        if rest.shown or not found:
            others.append(rest)
    return Passport(tuple(sorted(skills.values(), key=lambda item: item.name.casefold())), tuple(others))


def _esco(owner: Json) -> list[tuple[str, str]]:
    found = []
    for item in _objects(owner.get("alignment")):
        uri = item.get("targetUrl")
        if isinstance(uri, str) and _SKILL.fullmatch(uri):
            found.append((uri.replace("https://", "http://"), _text(item.get("targetName"))))
    return found


def _level(achievement: Json) -> int | None:
    for item in _objects(achievement.get("alignment")):
        match = _LEVEL.fullmatch(str(item.get("targetUrl")))
        if match:
            return int(match[1])
    return None


def _objects(value: Any) -> list[Json]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, Mapping)]


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
