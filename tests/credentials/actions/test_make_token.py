from __future__ import annotations

import json

import jwt
import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from credentials.actions.make_token import make_token
from credentials.actions.mark_key_compromised import mark_key_compromised
from credentials.keys.did_documents import did_document
from credentials.models import Credential, CredentialToken, Signature
from credentials.queries import newest_issue
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory

pytestmark = pytest.mark.django_db


def jwk_of(credential: Credential, token: str) -> dict:
    """The key that a token names, from the fieldlab's DID document as it is published."""
    key_id = jwt.get_unverified_header(token)["kid"]
    methods = did_document(credential.fieldlab.uuid)["verificationMethod"]
    return next(method["publicKeyJwk"] for method in methods if method["id"] == key_id)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_token_says_what_the_credential_says_and_verifies_elsewhere(algorithm: str) -> None:
    credential = CredentialFactory(version=ModuleVersionFactory(validity_months=12))
    issue = newest_issue(credential)
    token = make_token(issue=issue, algorithm=algorithm).token
    claims = jwt.decode(token, jwt.PyJWK(jwk_of(credential, token)), algorithms=[algorithm])
    document = json.loads(bytes(issue.document))
    proof = document.pop("proof")
    registered = {name: claims.pop(name) for name in ("iss", "jti", "nbf", "exp", "iat")}
    assert claims == document
    assert proof
    assert registered["iss"] == document["issuer"]["id"]
    assert registered["jti"] == document["id"]
    assert registered["nbf"] == int(credential.valid_from.timestamp())
    assert registered["exp"] == int(credential.valid_until.timestamp())


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_openbadgeslib_verifies_a_token(credential: Credential, algorithm: str) -> None:
    token = make_token(issue=newest_issue(credential), algorithm=algorithm).token
    pem = jwt.PyJWK(jwk_of(credential, token)).key.public_bytes(*pem_format())
    assert OB3Verifier(pubkey_pem=pem).verify(token, check_status=False)
    head, _claims, signature = token.split(".")
    _head, claims, _signature = make_token(
        issue=newest_issue(CredentialFactory()), algorithm=algorithm
    ).token.split(".")
    with pytest.raises(OB3VerificationError, match=r"[Ss]ignature"):
        OB3Verifier(pubkey_pem=pem).verify(f"{head}.{claims}.{signature}", check_status=False)


def pem_format() -> tuple:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return Encoding.PEM, PublicFormat.SubjectPublicKeyInfo


def test_a_second_download_gives_the_same_bytes_and_no_other_signature(credential: Credential) -> None:
    issue = newest_issue(credential)
    first, second = (make_token(issue=issue, algorithm="ES256") for _ in range(2))
    assert first.token == second.token
    assert Signature.objects.filter(suite="ES256").count() == 1


def test_after_a_compromise_a_token_is_made_with_another_key(credential: Credential) -> None:
    issue = newest_issue(credential)
    first = make_token(issue=issue, algorithm="ES256")
    mark_key_compromised(by=None, key=first.signing_key, reason="gelekt")
    second = make_token(issue=issue, algorithm="ES256")
    assert first.signing_key != second.signing_key
    assert CredentialToken.objects.count() == 1


@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA"])
def test_no_other_algorithm(credential: Credential, algorithm: str) -> None:
    with pytest.raises(KeyError):
        make_token(issue=newest_issue(credential), algorithm=algorithm)
