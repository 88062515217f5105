"""Another record store is to get the statements of a fieldlab, or of the whole network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.lrs.database import oldest_open_transaction
from lms.lrs.formats import is_iri
from lms.lrs.forwarding.remote import problem_with_address
from lms.lrs.forwarding.waiting import wrap_secret
from lms.lrs.models import ForwardingDestination, Statement
from lms.organisations.models import Fieldlab
from lms.organisations.permissions import require_operator

if TYPE_CHECKING:
    from lms.accounts.models import User


def create_destination(
    *,
    by: User,
    name: str,
    endpoint: str,
    key: str,
    secret: str,
    fieldlab: Fieldlab | None = None,
    verbs: Sequence[str] = (),
    activities: Sequence[str] = (),
    is_from_start: bool = True,
) -> ForwardingDestination:
    """Make a destination. `fieldlab` None is all fieldlabs; without `is_from_start` it gets only what is new.

    Raises PermissionDenied (the operator only: it decides where data goes to) and ValidationError.
    """
    require_operator(by)
    check_destination(endpoint=endpoint, verbs=verbs, activities=activities)
    destination = ForwardingDestination(
        name=name,
        fieldlab=fieldlab,
        endpoint=endpoint,
        key=key,
        verbs=list(verbs),
        activities=list(activities),
        created_by=by,
    )
    wrap_secret(destination, secret)
    if not is_from_start:
        destination.transaction, destination.seq = _end()
    with transaction.atomic():
        destination.full_clean()
        destination.save()
        log(instance=destination, action="wagtail.create", user=by)
    return destination


def check_destination(*, endpoint: str, verbs: Sequence[str], activities: Sequence[str]) -> None:
    """Raise ValidationError where statements may not go to this address, or a filter could never match."""
    errors: dict[str, str] = {}
    problem = problem_with_address(endpoint, over_http=settings.FORWARD_OVER_HTTP)
    if problem == "scheme":
        errors["endpoint"] = _("Statements only go out encrypted: the address must begin with https://.")
    elif problem is not None:
        errors["endpoint"] = _("Write the address as https://host/path, without a key or a question mark in it.")
    for field, given in (("verbs", verbs), ("activities", activities)):
        if not all(is_iri(iri) for iri in given):
            errors[field] = _("Write one identifier per line, for example http://adlnet.gov/expapi/verbs/passed.")
    if errors:
        raise ValidationError(errors)


def _end() -> tuple[int, int]:
    """The last position before which everything is there already."""
    settled = Statement.objects.order_by("-transaction", "-seq")
    horizon = oldest_open_transaction()
    if horizon is not None:
        settled = settled.filter(transaction__lt=horizon)
    return settled.values_list("transaction", "seq").first() or (0, 0)
