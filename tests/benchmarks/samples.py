"""Statements as a learner's client sends them: about 1.2 KB, seven rows of relations, from pools of fixed size."""

from __future__ import annotations

import json
import random
from uuid import UUID, uuid4

ACTORS = 200
ACTIVITIES = 50
VERBS = 12
# A registration is one learner in one module: it gets longer, but not without end.
STATEMENTS_PER_REGISTRATION = 100
HOME = "https://leren.example.nl"
VERB = "https://w3id.org/xapi/benchmark/verb/{}"
ACTIVITY = HOME + "/activities/{}"


def actor(number: int) -> dict[str, object]:
    return {"objectType": "Agent", "account": {"homePage": HOME, "name": f"learner-{number}"}}


def registration(number: int) -> UUID:
    return UUID(int=(0x4000 << 64) | (0x8000 << 48) | number)


def _template() -> str:
    statement = {
        "id": "%(id)s",
        "actor": {**actor(0), "account": {"homePage": HOME, "name": "learner-%(actor)s"}},
        "verb": {"id": VERB.format("%(verb)s"), "display": {"en": "answered", "nl": "beantwoordde"}},
        "object": {
            "objectType": "Activity",
            "id": ACTIVITY.format("%(activity)s"),
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                "name": {"en": "Where does the robot stop?", "nl": "Waar stopt de robot?"},
                "interactionType": "choice",
                "choices": [
                    {"id": "a", "description": {"nl": "Aan het eind van de baan"}},
                    {"id": "b", "description": {"nl": "Bij het lichtscherm"}},
                ],
                "correctResponsesPattern": ["b"],
            },
        },
        "result": {
            "success": True,
            "completion": True,
            "response": "b",
            "duration": "PT12.4S",
            "score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10},
        },
        "context": {
            "registration": "%(registration)s",
            "platform": "skillslab",
            "language": "nl",
            "contextActivities": {
                "parent": [{"id": HOME + "/lessons/%(parent)s"}],
                "grouping": [{"id": HOME + "/modules/1"}, {"id": HOME + "/fieldlabs/1"}],
                "category": [{"id": "https://w3id.org/xapi/cmi5/context/categories/moveon"}],
            },
        },
        "timestamp": "2026-03-04T10:11:12.345Z",
    }
    return json.dumps(statement)


TEMPLATE = _template()


def statement(shared: bool = False) -> str:
    """Return the text of a new statement; `shared`: with the agent and activities of every other one."""
    number = random.randrange(10**6)
    return TEMPLATE % {
        "id": uuid4(),
        "actor": 0 if shared else number % ACTORS,
        "verb": number % VERBS,
        "activity": 0 if shared else number % ACTIVITIES,
        "registration": registration(number // STATEMENTS_PER_REGISTRATION),
        "parent": 0 if shared else number % 7,
    }


def batch(size: int, shared: bool = False) -> str:
    return f"[{','.join(statement(shared) for _ in range(size))}]"
