from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.utils import timezone

from credentials.actions.make_signing_key import make_signing_key
from credentials.actions.set_up_fieldlab import set_up_fieldlab
from credentials.did_documents import did_document
from credentials.keys import new_key, sign_with
from credentials.models import SigningKey, StatusList
from credentials.queries import newest_issue
from credentials.verify.network import check_own
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db
DOCUMENT = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"]}


def test_a_new_fieldlab_has_a_key_and_signed_lists() -> None:
    fieldlab = FieldlabFactory()
    assert fieldlab.signing_keys.count() == 1
    purposes = fieldlab.status_lists.filter(signed_at__isnull=False).values_list("purpose", flat=True)
    assert sorted(purposes) == ["revocation", "suspension"]


def test_setting_up_again_changes_nothing() -> None:
    fieldlab = FieldlabFactory()
    set_up_fieldlab(fieldlab=fieldlab, by=None)
    assert SigningKey.objects.count() == 1
    assert StatusList.objects.count() == 2


def test_the_private_key_is_stored_wrapped_only() -> None:
    key = make_signing_key(by=None, fieldlab=FieldlabFactory())
    # 12 bytes of nonce, 32 of key, 16 of tag.
    assert len(bytes(key.wrapped_private_key)) == len(bytes(key.wrapped_data_key)) == 60


def test_a_key_is_bound_to_its_row() -> None:
    first, second = (make_signing_key(by=None, fieldlab=FieldlabFactory()) for _ in range(2))
    first.wrapped_private_key, first.wrapped_data_key = second.wrapped_private_key, second.wrapped_data_key
    with pytest.raises(InvalidTag):
        sign_with(first, DOCUMENT, created=timezone.now())


def test_another_secret_key_does_not_matter(settings) -> None:
    key = make_signing_key(by=None, fieldlab=FieldlabFactory())
    settings.SECRET_KEY = "another"
    assert b"proofValue" in sign_with(key, DOCUMENT, created=timezone.now())


def test_retired_keys_stay_in_the_did_document_and_old_credentials_verify() -> None:
    credential = CredentialFactory()
    now = timezone.now()
    SigningKey.objects.filter(fieldlab=credential.fieldlab).update(
        state=SigningKey.State.RETIRED, retired_at=now + timedelta(seconds=5)
    )
    new = make_signing_key(by=None, fieldlab=credential.fieldlab)
    document = did_document(credential.fieldlab.uuid)
    assert document is not None
    assert len(document["assertionMethod"]) == 2
    assert document["assertionMethod"][1].endswith(f"#{new.uuid}")
    assert check_own(newest_issue(credential)).valid


def test_new_key_differs_each_time() -> None:
    uuid = FieldlabFactory().uuid
    assert new_key(uuid).public_key_multibase != new_key(uuid).public_key_multibase
