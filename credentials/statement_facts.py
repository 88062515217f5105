"""What the record store's screens learn from this app: the credential that a statement belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

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
    wanted = {item.registration for item in statements if item.registration and item.verb in LEADING}
    found = dict(
        Credential.objects.managed_by(viewer)
        .filter(completion__enrolment__in=wanted)
        .values_list("completion__enrolment", "pk")
    )
    return {
        item.id: StatementFacts(
            links=((_("Credential"), reverse("credentials_admin:state", args=[found[item.registration]])),)
        )
        for item in statements
        if item.registration in found and item.verb in LEADING
    }
