"""A record store to send to, and who may say so."""

import threading
from uuid import uuid4

import pytest

from lms.lrs.actions.create_destination import create_destination
from tests.factories.accounts import SuperuserFactory
from tests.factories.lrs import RecordStoreKeyFactory
from tests.lms.lrs.forwarding.other_store import OtherStore


@pytest.fixture
def other():
    server = OtherStore()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def operator(db):
    return SuperuserFactory()


@pytest.fixture
def make(operator, other):
    def make_destination(**fields):
        values = {"name": f"Store {uuid4()}", "endpoint": other.url, "key": "key", "secret": "se:cret", **fields}
        return create_destination(by=operator, **values)

    return make_destination


@pytest.fixture
def key(db):
    return RecordStoreKeyFactory()
