"""Store a document, or merge it into the one that is there: under a lock of its row, and once."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.lrs.documents.rules import Body, Conditions, Place
from lms.lrs.models import Document
from lms.lrs.records import BodyTooLarge
from lms.lrs.requests.limits import MAX_BODY
from lms.organisations.models import Fieldlab


def store_document(
    *, tenant: Fieldlab, place: Place, name: str, body: Body, conditions: Conditions, merge: bool
) -> str:
    """Store `body` as the document `name` at `place`; returns its new entity tag.

    `merge`: into the JSON object that is there (POST), instead of over it (PUT). Raises PreconditionFailed or
    DocumentConflict where `conditions` don't hold, StatementRefused where there is nothing to merge with,
    BodyTooLarge beyond MAX_BODY octets (xAPI 1.0.3, part 3, 2.2 and 3.1).
    """
    while True:
        try:
            return _stored(tenant, place, name, body, conditions, merge)
        except IntegrityError:
            # Somebody else made it in the meantime: then that one is what the conditions are about.
            if not Document.objects.filter(identity=place.identity(tenant.pk, name)).exists():
                raise


@transaction.atomic
def _stored(tenant: Fieldlab, place: Place, name: str, body: Body, conditions: Conditions, merge: bool) -> str:
    identity = place.identity(tenant.pk, name)
    known = Document.objects.select_for_update().filter(identity=identity).first()
    conditions.check(known.etag if known else None)
    new = body.merged_into(known.body if known else None) if merge else body.checked()
    if len(new.content) > MAX_BODY:
        raise BodyTooLarge
    document = known or Document(
        identity=identity,
        tenant=tenant,
        kind=place.kind,
        place_key=place.key,
        activity=place.activity,
        agent=place.agent_text,
        agent_key=place.agent_key,
        registration=place.registration,
        name=name,
    )
    document.content_type, document.content, document.etag = new.content_type, new.content, new.etag
    document.updated_at = timezone.now()
    document.save(force_insert=known is None, force_update=known is not None)
    return new.etag
