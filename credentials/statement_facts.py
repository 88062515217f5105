"""What the record store's screens learn from this app: the credential that a statement belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from credentials.models import Credential
from lms.core.registry import SeenStatement, StatementFacts
from lms.lrs.vocabulary import EARNED, PASSED, SATISFIED

if TYPE_CHECKING:
    from lms.accounts.models import User

# What leads to a credential; the other steps of an enrolment would repeat the link.
LEADING = {EARNED.iri, PASSED.iri, SATISFIED.iri}


def facts_of(viewer: User, statements: Sequence[SeenStatement]) -> dict[UUID, StatementFacts]:
    """Links to credentials whose state `viewer` may change; one query."""
    leading = [item for item in statements if item.own and item.verb in LEADING]
    registrations = {item.registration for item in leading if item.registration}
    # Of a credential that was not earned by a module, the statement that says so has its number.
    earned = Q(uuid__in={item.id for item in leading if item.verb == EARNED.iri})
    rows = (
        Credential.objects.managed_by(viewer)
        .filter(earned | Q(completion__enrolment__in=registrations))
        .values_list("completion__enrolment", "uuid", "pk")
        if leading
        else ()
    )
    found = {key: pk for enrolment, uuid, pk in rows for key in (enrolment, uuid)}
    return {
        item.id: StatementFacts(links=((_("Credential"), reverse("credentials_admin:state", args=[pk])),))
        for item in leading
        if (pk := found.get(item.id) or (item.registration and found.get(item.registration)))
    }
