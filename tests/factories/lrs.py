from typing import Any
from uuid import uuid4

import factory

from lms.lrs.actions.store_statements import store_statements
from lms.lrs.keys.secrets import digest_of
from lms.lrs.models import RecordStoreKey, Statement
from lms.lrs.records import JSONObject, ReceivedStatement
from lms.lrs.storing.sources import Source
from lms.organisations.models import Fieldlab
from tests.factories.organisations import HubFactory

SECRET = "a-secret-of-a-test"


class TenantFactory(factory.django.DjangoModelFactory[Fieldlab]):
    """A fieldlab's row alone: the record store knows no pages, groups or modules."""

    class Meta:
        model = Fieldlab

    hub = factory.SubFactory(HubFactory)
    name = factory.Sequence(lambda n: f"Tenant {n}")
    slug = factory.Sequence(lambda n: f"tenant-{n}")
    legal_name = "Stichting Tenant"
    kvk_number = factory.Sequence(lambda n: f"{30_000_000 + n}")
    region = "Noord-Brabant"
    email = "info@tenant.example"
    quality_assurance = "Yearly."
    quality_assurance_url = "https://tenant.example/kwaliteit"


class RecordStoreKeyFactory(factory.django.DjangoModelFactory[RecordStoreKey]):
    """A client's key with all scopes, whose secret is SECRET."""

    class Meta:
        model = RecordStoreKey

    fieldlab = factory.SubFactory(TenantFactory)
    label = factory.Sequence(lambda n: f"Robot cell {n}")
    key = factory.Sequence(lambda n: f"key-{n}")
    secret_digest = digest_of(SECRET)
    scopes = ["all"]


def statement_data(**properties: Any) -> JSONObject:
    """A small valid statement; `properties` replace or add top-level ones, None removes."""
    data: JSONObject = {
        "id": str(uuid4()),
        "actor": {"objectType": "Agent", "mbox": "mailto:sanne@voorbeeld.nl"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced", "display": {"en": "experienced"}},
        "object": {"objectType": "Activity", "id": "https://example.org/activities/robot"},
        **properties,
    }
    return {name: value for name, value in data.items() if value is not None}


def void_data(target: Any, **properties: Any) -> JSONObject:
    """A statement that voids the one with the id `target`."""
    return statement_data(
        verb={"id": "http://adlnet.gov/expapi/verbs/voided"},
        object={"objectType": "StatementRef", "id": str(target)},
        **properties,
    )


def store(*data: JSONObject, key: RecordStoreKey | None = None, source: Source | None = None) -> list[Statement]:
    """Store statements of a client, or of the site where there is no key; return their rows."""
    source = source or (Source.of_key(key, "1.0.3") if key else Source.of_site(None))
    stored = store_statements(statements=[ReceivedStatement.from_data(item) for item in data], source=source)
    rows = Statement.objects.in_bulk(stored.ids, field_name="id")
    return [rows[statement_id] for statement_id in stored.ids]
