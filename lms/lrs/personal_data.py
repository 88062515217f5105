"""What the record store holds about a person: every statement that names them; and how the link is cut.

The site's own statements know a person by a pseudonym alone, and keep it when the account is erased: the account
then says no longer whose it was. Clients may have named somebody by a proven e-mail address: the pseudonym takes
its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext, override

from lms.lrs.content.relations import agent_key
from lms.lrs.content.sentences import sentence_of
from lms.lrs.formats import format_timestamp
from lms.lrs.models import LaunchCredential, Relation, Statement
from lms.lrs.queries import voided
from lms.lrs.statements import actor_of
from lms.lrs.storing.attachment_files import remove_unused
from lms.lrs.storing.erasing import documents_about, naming, pseudonymise

if TYPE_CHECKING:
    from lms.accounts.models import User
    from lms.lrs.records import JSONObject


def export_statements(user: User) -> dict[str, Any]:
    """Every statement that names `user`, oldest first, as a sentence in their language; and documents.

    A voided one is kept, and so it is theirs to see, with a note that says so. What the right answer to a question
    is says nothing about a person, and is left out: the question may still be open.
    """
    agents = [actor_of(user.pseudonym), *_addressed_agents(user)]
    keys = [agent_key(agent) for agent in agents]
    seqs = Relation.objects.filter(key__in=keys).values("statement_id")
    statements = Statement.objects.filter(seq__in=seqs).order_by("timestamp", "seq")
    gone = set(voided(statements).values_list("seq", flat=True))
    with override(user.language):
        note = gettext("It was withdrawn, so it no longer counts.")
    return {
        "statements": [
            {
                "when": format_timestamp(statement.timestamp),
                "sentence": sentence_of(json.loads(statement.raw), user.language),
                "statement": _without_answer_key(json.loads(statement.raw)),
                **({"note": note} if statement.seq in gone else {}),
            }
            for statement in statements.iterator()
        ],
        "documents": [
            {
                "kind": document.get_kind_display(),
                "activity": document.activity,
                "name": document.name,
                "changed": format_timestamp(document.updated_at),
                "content_type": document.content_type,
                "content": bytes(document.content).decode(errors="replace"),
            }
            for document in documents_about(agents).iterator()
        ],
    }


def erase_statements(user: User) -> int:
    """Put the pseudonym where a client named `user` by an address; returns the number of rows changed or removed.

    Documents that clients kept about them go: they are about how somebody was getting on, and nobody is any more.
    """
    agents = list(_addressed_agents(user))
    pseudonym = actor_of(user.pseudonym)
    files: list[str] = []
    with transaction.atomic():
        named = list(naming(agents))
        for statement in named:
            files += pseudonymise(statement, agents, pseudonym)
        documents = documents_about([pseudonym, *agents]).delete()[0]
        launches = LaunchCredential.objects.filter(user=user).delete()[0]
        transaction.on_commit(partial(remove_unused, files), robust=True)
    return len(named) + documents + launches


def _without_answer_key(data: Any) -> Any:
    """A copy of JSON data without what tells the right answers (xAPI 1.0.3, part 2, 2.4.4.1), at any depth."""
    if isinstance(data, list):
        return [_without_answer_key(item) for item in data]
    if not isinstance(data, dict):
        return data
    return {name: _without_answer_key(value) for name, value in data.items() if name != "correctResponsesPattern"}


def _addressed_agents(user: User) -> Iterator[JSONObject]:
    """The identifiers that a client may have made of a proven address of `user`."""
    for address in EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True):
        yield {"mbox": f"mailto:{address}"}
        yield {"mbox_sha1sum": sha1(f"mailto:{address}".encode(), usedforsecurity=False).hexdigest()}
