"""Documents that cmi5 gives a meaning: what a package in a learner's browser may make of them; pure.

cmi5 (quartz), 10.0 and 11.0.
"""

from __future__ import annotations

from typing import Final, NoReturn

from lms.lrs.documents.rules import Body
from lms.lrs.formats import is_language_tag
from lms.lrs.records import Problem, StatementRefused

# What the site tells a package of this launch: the package reads it, and must not change it.
LAUNCH_DATA: Final = "LMS.LaunchData"
# What the learner likes: the only profile of a learner that a package knows.
PREFERENCES: Final = "cmi5LearnerPreferences"
CLAUSE: Final = "cmi5, 11.0"


def check_preferences(body: Body) -> None:
    """Raise StatementRefused where `body` is not what cmi5 says learner preferences look like."""
    if not body.is_json:
        _refuse("Content-Type", "must be application/json")
    for name, value in body.members().items():
        if name == "languagePreference":
            if not isinstance(value, str) or not all(is_language_tag(tag.strip()) for tag in value.split(",")):
                _refuse(name, "must be language tags with commas in between (RFC 5646)")
        elif name == "audioPreference":
            if value not in ("on", "off"):
                _refuse(name, "must be on or off")
        else:
            _refuse(name, "is none of the preferences: languagePreference, audioPreference")


def _refuse(name: str, message: str) -> NoReturn:
    raise StatementRefused(Problem(name, message, CLAUSE))
