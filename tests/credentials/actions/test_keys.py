from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from credentials.actions.complete_key_ring import complete_key_ring
from credentials.actions.make_signing_key import make_signing_key
from credentials.actions.mark_key_compromised import mark_key_compromised
from credentials.actions.rewrap_keys import rewrap_keys
from credentials.actions.rotate_key import rotate_key
from credentials.actions.set_up_fieldlab import set_up_fieldlab
from credentials.checking.network import check_own
from credentials.identifiers import credential_url, key_url, status_list_url
from credentials.keys.did_documents import did_document
from credentials.keys.signing import new_key, sign_with
from credentials.models import Credential, Signature, SigningKey, StatusList
from credentials.queries import credentials_of_compromised_keys, newest_issue
from credentials.tasks import sweep
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db
DOCUMENT = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"]}
Algorithm, State = SigningKey.Algorithm, SigningKey.State


def ring(fieldlab) -> list[tuple[str, str]]:
    return sorted(fieldlab.signing_keys.values_list("algorithm", "state"))


def active(fieldlab, algorithm: str = Algorithm.ED25519) -> SigningKey:
    return fieldlab.signing_keys.get(algorithm=algorithm, state=State.ACTIVE)


def test_a_new_fieldlab_has_a_key_the_next_one_and_a_signed_list() -> None:
    fieldlab = FieldlabFactory()
    assert ring(fieldlab) == [("Ed25519", "active"), ("Ed25519", "next")]
    assert fieldlab.status_lists.filter(signed_at__isnull=False).count() == 1


def test_setting_up_again_changes_nothing() -> None:
    fieldlab = FieldlabFactory()
    set_up_fieldlab(fieldlab=fieldlab, by=None)
    assert SigningKey.objects.count() == 2
    assert StatusList.objects.count() == 1


def test_the_sweep_completes_the_ring_and_the_did_document_shows_it() -> None:
    fieldlab = FieldlabFactory()
    sweep()
    assert ring(fieldlab) == [
        (kind, state) for kind in ("Ed25519", "P-256", "RSA") for state in ("active", "next")
    ]
    methods = did_document(fieldlab.uuid)["verificationMethod"]
    jwks = [method["publicKeyJwk"] for method in methods if method["type"] == "JsonWebKey"]
    assert sorted(jwk["kty"] for jwk in jwks) == ["EC", "EC", "RSA", "RSA"]
    assert not any({"d", "p", "q"} & jwk.keys() for jwk in jwks)
    assert len(did_document(fieldlab.uuid)["assertionMethod"]) == len(methods) == 6


def test_the_private_key_is_stored_wrapped_only() -> None:
    key = make_signing_key(by=None, fieldlab=FieldlabFactory())
    # PKCS#8 of an Ed25519 key begins with these bytes.
    assert bytes.fromhex("302e020100300506032b6570") not in bytes(key.wrapped_private_key)
    # 12 bytes of nonce, 32 of key, 16 of tag.
    assert len(bytes(key.wrapped_data_key)) == 60


def test_a_key_is_bound_to_its_row() -> None:
    first, second = (make_signing_key(by=None, fieldlab=FieldlabFactory()) for _ in range(2))
    first.wrapped_private_key, first.wrapped_data_key = second.wrapped_private_key, second.wrapped_data_key
    with pytest.raises(InvalidTag):
        sign_with(first, DOCUMENT, created=timezone.now())


def test_another_secret_key_does_not_matter(settings) -> None:
    key = make_signing_key(by=None, fieldlab=FieldlabFactory())
    settings.SECRET_KEY = "another"
    assert b"proofValue" in sign_with(key, DOCUMENT, created=timezone.now())


def test_a_new_key_encryption_key_needs_the_one_before_until_all_is_rewrapped(settings) -> None:
    fieldlab = FieldlabFactory()
    before = settings.CREDENTIALS_KEY_ENCRYPTION_KEY
    settings.CREDENTIALS_KEY_ENCRYPTION_KEY = "a new one"
    with pytest.raises(InvalidTag):
        rewrap_keys()
    settings.CREDENTIALS_KEY_ENCRYPTION_KEYS_BEFORE = [before]
    assert rewrap_keys() == 2
    settings.CREDENTIALS_KEY_ENCRYPTION_KEYS_BEFORE = []
    assert b"proofValue" in sign_with(active(fieldlab), DOCUMENT, created=timezone.now())


def test_new_key_differs_each_time() -> None:
    uuid = FieldlabFactory().uuid
    assert new_key(uuid).public_key_multibase != new_key(uuid).public_key_multibase


def test_every_signature_leaves_a_line() -> None:
    credential = CredentialFactory()
    issue = newest_issue(credential)
    line = Signature.objects.get(document_id=credential_url(credential.uuid))
    assert (line.signing_key, line.suite) == (issue.signing_key, "eddsa-rdfc-2022")
    assert line.sha256 == sha256(bytes(issue.document)).hexdigest()
    assert Signature.objects.filter(document_id=status_list_url(credential.status_list.uuid)).count() == 1


def test_rotation_lets_the_next_key_sign_and_old_credentials_verify() -> None:
    old = CredentialFactory()
    before = active(old.fieldlab)
    promised = old.fieldlab.signing_keys.get(state=State.NEXT)
    assert rotate_key(by=None, fieldlab=old.fieldlab, algorithm=Algorithm.ED25519, reason="jaarlijks") == promised
    before.refresh_from_db()
    assert (before.state, active(old.fieldlab)) == (State.RETIRED, promised)
    assert ring(old.fieldlab) == [("Ed25519", "active"), ("Ed25519", "next"), ("Ed25519", "retired")]
    new = CredentialFactory(version=old.achievement.version)
    assert newest_issue(new).signing_key == promised
    assert check_own(newest_issue(old)).valid
    assert check_own(newest_issue(new)).valid


def test_a_retired_key_stays_in_the_did_document_with_its_end() -> None:
    credential = CredentialFactory()
    old = active(credential.fieldlab)
    rotate_key(by=None, fieldlab=credential.fieldlab, algorithm=Algorithm.ED25519, reason="jaarlijks")
    document = did_document(credential.fieldlab.uuid)
    method = next(item for item in document["verificationMethod"] if item["id"] == key_url(old))
    assert "expires" in method
    assert method["id"] in document["assertionMethod"]


def test_after_a_compromise_the_old_document_is_refused_and_a_new_one_is_signed() -> None:
    credential, other = CredentialFactory(), CredentialFactory()
    stolen, document = active(credential.fieldlab), newest_issue(credential)
    mark_key_compromised(by=None, key=stolen, reason="laptop gestolen")
    assert check_own(document).check("issuer").reason.code == "key_revoked"
    assert list(credentials_of_compromised_keys()) == [credential]
    sweep()
    assert not credentials_of_compromised_keys().exists()
    renewed = newest_issue(credential)
    assert renewed.signing_key == active(credential.fieldlab) != stolen
    assert check_own(renewed).valid
    assert not check_own(document).valid
    assert newest_issue(other).signing_key.state == State.ACTIVE
    assert json.loads(bytes(renewed.document))["id"] == json.loads(bytes(document.document))["id"]


def test_after_a_compromise_the_status_lists_are_signed_by_the_new_key_at_once() -> None:
    credential = CredentialFactory()
    mark_key_compromised(by=None, key=active(credential.fieldlab), reason="laptop gestolen")
    proof = json.loads(bytes(StatusList.objects.get(pk=credential.status_list_id).signed))["proof"][0]
    assert proof["verificationMethod"] == key_url(active(credential.fieldlab))


def test_a_second_report_of_a_compromise_changes_nothing() -> None:
    fieldlab = FieldlabFactory()
    key = active(fieldlab)
    for _ in range(2):
        mark_key_compromised(by=None, key=key, reason="laptop gestolen")
    assert ring(fieldlab) == [("Ed25519", "active"), ("Ed25519", "compromised"), ("Ed25519", "next")]


def test_a_compromise_asks_for_a_reason() -> None:
    with pytest.raises(ValidationError):
        mark_key_compromised(by=None, key=active(FieldlabFactory()), reason=" ")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.TRAINER, None])
def test_nobody_but_the_operator_keeps_keys(role: Role | None) -> None:
    fieldlab = FieldlabFactory()
    by = MembershipFactory(role=role, fieldlab=fieldlab).user if role else UserFactory()
    with pytest.raises(PermissionDenied):
        rotate_key(by=by, fieldlab=fieldlab, algorithm=Algorithm.ED25519, reason="x")
    with pytest.raises(PermissionDenied):
        mark_key_compromised(by=by, key=active(fieldlab), reason="x")
    assert ring(fieldlab) == [("Ed25519", "active"), ("Ed25519", "next")]


def test_the_operator_does() -> None:
    fieldlab = FieldlabFactory()
    operator = MembershipFactory(role=Role.OPERATOR).user
    for algorithm in Algorithm:
        complete_key_ring(by=operator, fieldlab=fieldlab)
        rotate_key(by=operator, fieldlab=fieldlab, algorithm=algorithm, reason="jaarlijks")
    assert ring(fieldlab) == [
        (kind, state) for kind in ("Ed25519", "P-256", "RSA") for state in ("active", "next", "retired")
    ]


def test_a_signature_just_before_a_rotation_is_older_than_the_end_of_its_key() -> None:
    version = ModuleVersionFactory()
    credential = CredentialFactory(version=version)
    key = active(version.fieldlab)
    rotate_key(by=None, fieldlab=version.fieldlab, algorithm=Algorithm.ED25519, reason="direct daarna")
    key.refresh_from_db()
    created = json.loads(bytes(newest_issue(credential).document))["proof"][0]["created"]
    assert key.retired_at.microsecond == 0
    assert created < key.retired_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert key.retired_at - timezone.now() < timedelta(seconds=2)


def test_a_credential_whose_holder_had_it_erased_is_left_alone_after_a_compromise() -> None:
    credential = CredentialFactory()
    key = active(credential.fieldlab)
    credential.issues.all().delete()
    mark_key_compromised(by=None, key=key, reason="laptop gestolen")
    sweep()
    assert Credential.objects.get(pk=credential.pk).issues.count() == 0
