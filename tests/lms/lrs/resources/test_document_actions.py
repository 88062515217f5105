"""Documents stored and deleted without a client: what the resources stand on."""

import pytest

from lms.lrs.actions.delete_documents import delete_documents
from lms.lrs.actions.store_document import store_document
from lms.lrs.documents.rules import Body, Conditions, Kind, Place, PreconditionFailed
from lms.lrs.models import Document
from lms.lrs.records import BodyTooLarge
from lms.lrs.requests.limits import MAX_BODY
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db

PLACE = Place(Kind.ACTIVITY_PROFILE, activity="urn:robot")
ANY = Conditions()


def kept(tenant, content=b"{}", *, name="a", conditions=ANY, merge=False):
    body = Body("application/json", content)
    return store_document(tenant=tenant, place=PLACE, name=name, body=body, conditions=conditions, merge=merge)


def test_store_document_returns_the_entity_tag_that_the_next_writer_needs():
    fieldlab = FieldlabFactory()
    first = kept(fieldlab, b'{"a": 1}')
    second = kept(fieldlab, b'{"b": 2}', conditions=Conditions(if_match=f'"{first}"'), merge=True)
    assert first != second
    with pytest.raises(PreconditionFailed):
        kept(fieldlab, conditions=Conditions(if_match=f'"{first}"'))
    assert Document.objects.get().body == Body("application/json", b'{"a":1,"b":2}')


def test_store_document_that_grows_too_large_by_merging_is_refused():
    fieldlab = FieldlabFactory()
    half = b'"%s"' % (b"x" * (MAX_BODY // 2))
    kept(fieldlab, b'{"a":%s}' % half)
    with pytest.raises(BodyTooLarge):
        kept(fieldlab, b'{"b":%s}' % half, merge=True)
    assert len(Document.objects.get().content) < MAX_BODY


def test_delete_documents_deletes_one_or_all_of_a_place_and_of_no_other_fieldlab():
    own, other = FieldlabFactory(), FieldlabFactory()
    for tenant in (own, other):
        for name in ("a", "b", "c"):
            kept(tenant, name=name)
    assert delete_documents(tenant=own, place=PLACE, name="a", conditions=ANY) == 1
    assert delete_documents(tenant=own, place=PLACE, name="a", conditions=ANY) == 0
    assert delete_documents(tenant=own, place=PLACE, name=None, conditions=ANY) == 2
    assert Document.objects.filter(tenant=other).count() == 3
