"""Delete one document, or all that are kept at a place."""

from __future__ import annotations

from django.db import transaction

from lms.lrs.documents.rules import Conditions, Place
from lms.lrs.models import Document
from lms.organisations.models import Fieldlab


@transaction.atomic
def delete_documents(
    *, tenant: Fieldlab, place: Place, name: str | None, conditions: Conditions, but: str | None = None
) -> int:
    """Delete the document `name` at `place`, or where it is None all at `place` `but` one; returns how many.

    Raises PreconditionFailed where `conditions` don't hold for the one document (xAPI 1.0.3, part 3, 2.3 and 3.1).
    """
    if name is None:
        found = Document.objects.at(tenant, place)
        return (found if but is None else found.exclude(name=but)).delete()[0]
    known = Document.objects.select_for_update().filter(identity=place.identity(tenant.pk, name)).first()
    conditions.check(known.etag if known else None)
    return known.delete()[0] if known else 0
