"""Take a person out of the record store, by the identifier that clients gave them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.core.registry import retention_sealing
from lms.lrs.content.relations import agent_key
from lms.lrs.models import Statement
from lms.lrs.retention import remove_rows
from lms.lrs.statements import actor_of
from lms.lrs.storing.attachment_files import remove_unused
from lms.lrs.storing.erasing import documents_about, identifier_of, keys_of, naming, pseudonymise
from lms.organisations.models import Fieldlab
from lms.organisations.permissions import require_operator

if TYPE_CHECKING:
    from lms.accounts.models import User
    from lms.lrs.records import JSONObject

PART = 500


@dataclass(frozen=True)
class Erasure:
    """How many rows were (or would be) removed, and in how many statements somebody nameless took the place."""

    removed: int
    pseudonymised: int
    documents: int
    attachments: int
    sealed: int

    @property
    def is_nothing(self) -> bool:
        return not (self.removed or self.pseudonymised or self.documents)


def erase_actor(
    *,
    by: User | None,
    agent: JSONObject,
    fieldlab: Fieldlab | None = None,
    keep_statements: bool = False,
    dry_run: bool = False,
) -> Erasure:
    """Remove what `agent` did, with documents and attachments; where others did it, a pseudonym stands there.

    `keep_statements`: put the pseudonym everywhere instead, so that figures stay. A void whose target stays is
    kept under the pseudonym, too, and so is what a group did together. Progress that follows from what goes is
    sealed. `dry_run` changes nothing and says what would be. `by` is None for a shell on the server. Raises
    PermissionDenied (operators only), and ValidationError for an agent without an identifier.
    """
    if by is not None:
        require_operator(by)
    agent = identifier_of(agent)
    if not agent:
        raise ValidationError({"actor": _("This names nobody.")})
    with transaction.atomic():
        erasure, files = _erase(agent, fieldlab, keep_statements)
        if dry_run:
            transaction.set_rollback(True)
            return erasure
        transaction.on_commit(partial(remove_unused, files), robust=True)
        if by is not None:
            # Not the identifier itself, or else the log would keep what was to go.
            log(
                instance=fieldlab or by,
                action="lrs.actor.erase",
                user=by,
                data={"actor": keys_of([agent])[0].hex(), "removed": erasure.removed},
            )
    return erasure


def _erase(agent: JSONObject, fieldlab: Fieldlab | None, keep_statements: bool) -> tuple[Erasure, list[str]]:
    named = naming([agent])
    documents = documents_about([agent])
    if fieldlab is not None:
        named, documents = named.filter(tenant=fieldlab), documents.filter(tenant=fieldlab)
    going: list[int] = []
    staying: list[int] = []
    registrations: set[UUID] = set()
    own = keys_of([agent])
    for statement in named.iterator():
        actor = json.loads(statement.raw)["actor"]
        if keep_statements or agent_key(actor) not in own or _is_leant_on(statement):
            staying.append(statement.seq)
        else:
            going.append(statement.seq)
            if statement.registration is not None:
                registrations.add(statement.registration)
    sealed = sum(retention_sealing.run(registrations=registrations).values()) if registrations else 0
    nobody = actor_of(uuid4())
    removed = attachments = 0
    files: list[str] = []
    for start in range(0, len(going), PART):
        rows, lost, names = remove_rows(going[start : start + PART])
        removed, attachments, files = removed + rows, attachments + lost, files + names
    for seq in staying:
        names = pseudonymise(Statement.objects.get(seq=seq), [agent], nobody)
        attachments, files = attachments + len(names), files + names
    return Erasure(removed, len(staying), documents.delete()[0], attachments, sealed), files


def _is_leant_on(statement: Statement) -> bool:
    """Whether it refers to one that is there: a void that goes would bring its target back."""
    return Statement.objects.filter(id__in=statement.links.values("target_id")).exists()
