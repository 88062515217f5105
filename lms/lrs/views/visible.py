"""Which statements a client may read."""

from __future__ import annotations

from django.db.models import QuerySet

from lms.lrs.keys import scopes
from lms.lrs.models import Statement
from lms.lrs.views.protocol import Client


def visible_statements(client: Client) -> QuerySet[Statement]:
    """Return the statements of the client's fieldlab that its scopes open; raises NotAllowed where none do."""
    if client.may(scopes.READ, scopes.ALL_READ):
        return Statement.objects.filter(tenant=client.key.fieldlab)
    client.require(scopes.READ, scopes.READ_MINE, scopes.ALL_READ)
    return Statement.objects.filter(tenant=client.key.fieldlab, record_store_key=client.key)
