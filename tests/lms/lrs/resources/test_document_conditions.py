"""Conditions on documents, by entity tags: xAPI 1.0.3, part 3, 3.1."""

import pytest

from lms.lrs.models import Document
from tests.lms.lrs.conftest import XapiClient
from tests.lms.lrs.resources.test_state_resource import delete, get, post, put

pytestmark = pytest.mark.django_db


def test_put_with_if_match_changes_what_the_client_knows_3_1(xapi):
    put(xapi, {"page": 1})
    etag = get(xapi).headers["ETag"]

    assert put(xapi, {"page": 9}, {"If-Match": '"0000"'}).status_code == 412
    assert get(xapi).json() == {"page": 1}
    response = put(xapi, {"page": 2}, {"If-Match": f'"0000", W/{etag}'})
    assert response.status_code == 204
    assert response.headers["ETag"] == get(xapi).headers["ETag"] != etag
    assert put(xapi, {"page": 3}, {"If-Match": etag}).status_code == 412


def test_if_match_of_a_document_that_is_not_there_fails_3_1(xapi):
    assert put(xapi, {}, {"If-Match": "*"}).status_code == 412
    assert delete(xapi, {"If-Match": '"1"'}).status_code == 412
    assert not Document.objects.exists()


def test_if_none_match_keeps_what_is_there_3_1(xapi):
    assert put(xapi, {"page": 1}, {"If-None-Match": "*"}).status_code == 204
    assert put(xapi, {"page": 2}, {"If-None-Match": "*"}).status_code == 412
    assert post(xapi, {"page": 2}, {"If-None-Match": get(xapi).headers["ETag"]}).status_code == 412
    assert get(xapi).json() == {"page": 1}


def test_post_and_delete_obey_if_match_3_1(xapi):
    put(xapi, {"page": 1})
    etag = get(xapi).headers["ETag"]

    assert post(xapi, {"x": 1}, {"If-Match": '"1"'}).status_code == 412
    assert delete(xapi, {"If-Match": '"1"'}).status_code == 412
    assert post(xapi, {"x": 1}, {"If-Match": etag}).status_code == 204
    assert delete(xapi, {"If-Match": get(xapi).headers["ETag"]}).status_code == 204


def test_get_with_a_known_etag_sends_no_content(xapi):
    put(xapi, {"page": 1})

    response = get(xapi, {"If-None-Match": get(xapi).headers["ETag"]})

    assert response.status_code == 304
    assert response.content == b""


def test_put_over_a_state_needs_a_header_in_2_0_alone_3_1(make_xapi):
    new = make_xapi("2.0.0")
    put(new, {"page": 1})

    response = put(new, {"page": 2})

    assert response.status_code == 409
    assert "If-Match" in response.json()["detail"]
    assert get(new).json() == {"page": 1}
    assert put(XapiClient(new.key, "1.0.3"), {"page": 2}).status_code == 204
