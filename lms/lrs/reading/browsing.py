"""Statements for people: those that somebody may see, each as a line that says who did what, and how it counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.core.local_time import local_time
from lms.core.registry import SeenStatement, StatementFacts, statement_facts
from lms.lrs.content.composing import exact
from lms.lrs.content.indenting import indented
from lms.lrs.content.relations import agent_key
from lms.lrs.content.sentences import sentence_of
from lms.lrs.formats import is_uuid
from lms.lrs.models import RecordStoreKey, Statement
from lms.lrs.queries import voided
from lms.lrs.statements import actor_of
from lms.lrs.validation import problem_in_agent
from lms.organisations.models import Fieldlab, Role
from lms.organisations.queries import written_fieldlabs

if TYPE_CHECKING:
    from lms.accounts.models import User
    from lms.lrs.records import JSONObject

# Longer than this opens on a page of its own.
INLINE = 12_000
LONGEST = 400
# Statements from a device may say that they are about an earlier moment.
LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class StatementLine:
    """A statement as a screen shows it. `agent` (JSON) and `activity` (IRI) are filters for more of the same."""

    id: UUID
    seq: int
    stored: datetime
    when: str
    happened: str
    person: str
    sentence: str
    client: str
    fieldlab: str
    is_voided: bool
    note: str
    links: tuple[tuple[str, str], ...]
    agent: str
    activity: str
    text: str = field(repr=False)

    @property
    def is_long(self) -> bool:
        return len(self.text) > INLINE


def sees_network(user: User) -> bool:
    """Whether `user` is an operator; of a request's user it is known already (User.roles)."""
    return user.is_active and (user.is_superuser or Role.OPERATOR in user.roles)


def fieldlabs_seen_by(user: User) -> QuerySet[Fieldlab]:
    """Whose statements `user` may see: of the own fieldlabs as trainer or manager, of all as operator."""
    if sees_network(user):
        return Fieldlab.objects.order_by("name")
    return written_fieldlabs(user).order_by("name")


def statements_seen_by(user: User, fieldlabs: Sequence[Fieldlab]) -> QuerySet[Statement]:
    """Statements of `fieldlabs` (those that fieldlabs_seen_by gave); for an operator also what belongs to none."""
    if sees_network(user):
        return Statement.objects.order_by()
    # Numbers, not a subquery, so that the index of one fieldlab gives the order.
    return Statement.objects.filter(tenant__in=[fieldlab.pk for fieldlab in fieldlabs]).order_by()


def keys_seen_by(user: User) -> QuerySet[RecordStoreKey]:
    """Clients whose traffic `user` may see; their keys are for managers alone (RecordStoreKey.visible_to)."""
    return RecordStoreKey.objects.filter(fieldlab__in=fieldlabs_seen_by(user)).select_related("fieldlab")


def lines_of(
    viewer: User, statements: Sequence[Statement], fieldlabs: Iterable[Fieldlab], keys: Iterable[RecordStoreKey]
) -> list[StatementLine]:
    """Put statements into words, in the same number of queries for any number of them."""
    parsed = [(statement, json.loads(statement.raw)) for statement in statements]
    facts = _facts(viewer, parsed)
    gone = set(
        voided(Statement.objects.filter(seq__in=[row.seq for row in statements])).values_list("id", flat=True)
    )
    names = {fieldlab.pk: fieldlab.name for fieldlab in fieldlabs}
    labels = {key.pk: key.label for key in keys}
    now = timezone.now()
    lines = []
    for statement, data in parsed:
        found = facts.get(statement.id, [])
        is_voided = statement.id in gone
        note = next((fact.note for fact in found if fact.note), "")
        late = abs(statement.stored - statement.timestamp) > LATE
        key = statement.record_store_key_id
        lines.append(
            StatementLine(
                id=statement.id,
                seq=statement.seq,
                stored=statement.stored,
                when=when_of(statement.stored, now),
                happened=when_of(statement.timestamp, now) if late else "",
                person=next((fact.person for fact in found if fact.person), "") or name_of(data["actor"]),
                sentence=printable(sentence_of(data, (get_language() or "en")[:2])),
                client=labels.get(key, _("a program or machine")) if key else "",
                fieldlab=names.get(statement.tenant_id or 0, ""),
                is_voided=is_voided,
                note=_("It was withdrawn, so it no longer counts.") if is_voided else note,
                links=tuple(link for fact in found for link in fact.links),
                agent=json.dumps(_identified(data["actor"])),
                activity=_activity(data),
                text=printable(indented(exact(statement)), 200_000),
            )
        )
    return lines


def when_of(moment: datetime, now: datetime) -> str:
    local = local_time(moment)
    time = date_format(local, "H:i:s")
    days = (local_time(now).date() - local.date()).days
    if days == 0:
        return _("today %(time)s") % {"time": time}
    if days == 1:
        return _("yesterday %(time)s") % {"time": time}
    return f"{date_format(local, 'j F Y')}, {date_format(local, 'H:i')}"


def name_of(agent: JSONObject) -> str:
    """What a statement itself calls somebody; a pseudonym is cut short, for it says nothing to anybody."""
    if agent.get("name"):
        return printable(str(agent["name"]), 80)
    if "account" in agent:
        name = str(agent["account"]["name"])
        own = agent["account"]["homePage"] == settings.SITE_URL
        return _("somebody (%(code)s)") % {"code": printable(name[:8])} if own else printable(name, 80)
    if "mbox" in agent:
        return printable(str(agent["mbox"]).removeprefix("mailto:"), 80)
    if "member" in agent:
        return ", ".join(name_of(member) for member in agent["member"][:5])
    return _("somebody")


def printable(text: str, longest: int = LONGEST) -> str:
    """Text that can be sent to a browser: JSON may hold halves of characters, and no end."""
    shown = text.encode("utf-8", "replace").decode()
    return shown if len(shown) <= longest else Truncator(shown).chars(longest)


def agent_in(text: str) -> JSONObject | None:
    """The agent that a text names by an identifier: JSON, an e-mail address, or a pseudonym."""
    if text.startswith("{"):
        try:
            agent = json.loads(text)
        except ValueError:
            return None
        problem = problem_in_agent(agent, "agent") if isinstance(agent, dict) else True
        return None if problem or agent_key(agent) is None else agent
    if is_uuid(text):
        return actor_of(text.lower())
    if "@" in text:
        return {"mbox": text if text.startswith("mailto:") else f"mailto:{text}"}
    return None


def _facts(viewer: User, parsed: Sequence[tuple[Statement, JSONObject]]) -> dict[UUID, list[StatementFacts]]:
    """What the apps above say of the statements, by id."""
    seen = [
        SeenStatement(
            id=statement.id,
            actor=_own_account(data["actor"]),
            verb=data["verb"]["id"],
            activity=_activity(data),
            registration=statement.registration,
            own=statement.record_store_key_id is None,
        )
        for statement, data in parsed
    ]
    facts: dict[UUID, list[StatementFacts]] = {}
    for answer in statement_facts.run(viewer, seen).values():
        for statement_id, fact in answer.items():
            facts.setdefault(statement_id, []).append(fact)
    return facts


def _own_account(agent: JSONObject) -> str:
    account = agent.get("account", {})
    return str(account.get("name", "")) if account.get("homePage") == settings.SITE_URL else ""


def _activity(data: JSONObject) -> str:
    target = data["object"]
    return str(target["id"]) if target.get("objectType", "Activity") == "Activity" else ""


def _identified(agent: JSONObject) -> Any:
    return {name: agent[name] for name in ("mbox", "mbox_sha1sum", "openid", "account") if name in agent} or None
