"""What a fieldlab writes down about a micro-credential, as plain values; the same in drafts and versions. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from credentials.award_rules import Rule
from credentials.formats.vocabulary import LANGUAGES

# How the level is stated.
EQF, NLQF, NO_LEVEL = "eqf", "nlqf", "none"
# How it ends.
NEVER, AFTER_MONTHS, UNTIL_RECERTIFIED = "never", "months", "recertify"


@dataclass(frozen=True)
class Texts:
    """The texts in one language; `name` empty: there is none in that language."""

    name: str = ""
    description: str = ""
    criteria: str = ""
    prerequisites: str = ""
    no_level_reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """What one knows or can do: by language; with ESCO's address of the skill if there is one."""

    id: str
    texts: Mapping[str, str]
    skill: str = ""


@dataclass(frozen=True)
class Level:
    """`eqf` is an own indication, unless NCP NLQF classified it as `nlqf`, which holds until `until`."""

    kind: str = EQF
    eqf: int | None = None
    nlqf: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Expiry:
    """After `months` it ends, or is to be recertified; the refresher counts from `window_days` before."""

    kind: str = NEVER
    months: int | None = None
    refresher: str = ""
    window_days: int = 90


@dataclass(frozen=True)
class Content:
    """A definition; what is missing is empty, so that it can be named.

    `assessments`, `participation` and `supervision` are names of the members in formats.vocabulary; `badge` has
    the keys of BadgeDesign, or `upload` (a number of a BadgeUpload); `approval`: a person decides on each award.
    """

    texts: Mapping[str, Texts]
    rule: Rule
    outcomes: tuple[Outcome, ...] = ()
    hours: Decimal | None = None
    ects: Decimal | None = None
    level: Level = field(default_factory=Level)
    assessments: tuple[str, ...] = ()
    participation: str = ""
    supervision: str = ""
    identity_checked: bool | None = None
    isced: str = ""
    tags: tuple[str, ...] = ()
    human_code: str = ""
    grade: bool = False
    badge: Mapping[str, str] = field(default_factory=dict)
    expiry: Expiry = field(default_factory=Expiry)
    approval: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it has a name in; the first is the one that others fall back on."""
        return tuple(language for language in LANGUAGES if language in self.texts and self.texts[language].name)

    @property
    def name(self) -> str:
        return self.texts[self.languages[0]].name if self.languages else ""

    def language_for(self, language: str) -> str:
        """`language`, where it exists in it, or else its first."""
        return language if language in self.languages else self.languages[0]

    def to_json(self) -> dict[str, Any]:
        return {
            "texts": {language: vars(texts).copy() for language, texts in self.texts.items()},
            "rule": self.rule.to_json(),
            "outcomes": [
                {"id": item.id, "texts": dict(item.texts), "skill": item.skill} for item in self.outcomes
            ],
            "hours": _text(self.hours),
            "ects": _text(self.ects),
            "level": {
                "kind": self.level.kind,
                "eqf": self.level.eqf,
                "nlqf": self.level.nlqf,
                "until": self.level.until.isoformat() if self.level.until else None,
            },
            "assessments": list(self.assessments),
            "participation": self.participation,
            "supervision": self.supervision,
            "identity_checked": self.identity_checked,
            "isced": self.isced,
            "tags": list(self.tags),
            "human_code": self.human_code,
            "grade": self.grade,
            "badge": dict(self.badge),
            "expiry": vars(self.expiry).copy(),
            "approval": self.approval,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Content:
        level = data["level"]
        return cls(
            texts={language: Texts(**texts) for language, texts in data["texts"].items()},
            rule=Rule.from_json(data["rule"]),
            outcomes=tuple(Outcome(item["id"], item["texts"], item["skill"]) for item in data["outcomes"]),
            hours=_number(data["hours"]),
            ects=_number(data["ects"]),
            level=Level(
                level["kind"],
                level["eqf"],
                level["nlqf"],
                date.fromisoformat(level["until"]) if level["until"] else None,
            ),
            assessments=tuple(data["assessments"]),
            participation=data["participation"],
            supervision=data["supervision"],
            identity_checked=data["identity_checked"],
            isced=data["isced"],
            tags=tuple(data["tags"]),
            human_code=data["human_code"],
            grade=data["grade"],
            badge=data["badge"],
            expiry=Expiry(**data["expiry"]),
            approval=data["approval"],
        )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
