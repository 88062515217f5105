"""Signed statements: xAPI 1.0.3, part 2, 2.6."""

import json
from base64 import b64encode, urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec_key
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding

from lms.lrs.models import Statement
from tests.factories.lrs import statement_data
from tests.lms.lrs.multiparts import attachment, part, received, send, statements_part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

KEY = generate_private_key(public_exponent=65537, key_size=2048)
HASHES = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}
NOW = datetime(2026, 1, 1)


def encoded(content):
    return urlsafe_b64encode(content).rstrip(b"=")


def certificate(key=KEY):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Robot cell")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return b64encode(built.public_bytes(Encoding.DER)).decode()


def signature(payload, algorithm="RS256", **header):
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signed = encoded(json.dumps({"alg": algorithm, **header}).encode()) + b"." + encoded(text)
    return signed + b"." + encoded(KEY.sign(signed, PKCS1v15(), HASHES.get(str(algorithm), hashes.SHA256())))


def send_signed(xapi, data, jws, **changes):
    signed = attachment(
        jws,
        **{
            "usageType": "http://adlnet.gov/expapi/attachments/signature",
            "contentType": "application/octet-stream",
            **changes,
        },
    )
    parts = [
        statements_part({**data, "attachments": [signed]}),
        part(jws, Content_Type="application/octet-stream"),
    ]
    return send(xapi, *parts)


@pytest.mark.parametrize("algorithm", list(HASHES))
@pytest.mark.parametrize("header", [{}, {"x5c": [certificate()]}])
def test_signed_statement_is_stored_with_its_signature_2_6(xapi, algorithm, header):
    data = statement_data(timestamp="2026-01-01T10:00:00Z")
    jws = signature(data, algorithm, **header)

    assert send_signed(xapi, data, jws).status_code == 200
    _, [(_, content)] = received(xapi.get(statementId=data["id"], attachments="true"))
    assert content == jws


def test_payload_may_lack_what_the_record_store_sets_2_6(xapi):
    data = statement_data(id=str(uuid4()))
    payload = {name: value for name, value in data.items() if name != "id"}

    assert send_signed(xapi, data, signature(payload)).status_code == 200


@pytest.mark.parametrize(
    "make",
    [
        lambda data: b"no signature",
        lambda data: b"a.b",
        lambda data: signature(data).replace(b".", b".!", 1),
        lambda data: signature(data, "HS256"),
        lambda data: signature(data, "none"),
        lambda data: signature(data, ["RS256"]),
        lambda data: signature(b"{"),
        lambda data: signature(b"[]"),
        lambda data: signature(b"\xff"),
        lambda data: signature({}),
        lambda data: signature({**data, "id": str(uuid4())}),
        lambda data: signature({**data, "verb": {"id": "urn:other"}}),
        lambda data: signature({**data, "result": {"success": True}}),
        lambda data: signature(data, x5c=[certificate(generate_private_key(65537, 2048))]),
        lambda data: signature(data, x5c=[certificate(generate_ec_key(SECP256R1()))]),
        lambda data: signature(data, x5c=[certificate()])[:-4] + b"AAAA",
        lambda data: signature(data, x5c=[]),
        lambda data: signature(data, x5c="certificate"),
        lambda data: signature(data, x5c=["AAAA"]),
        lambda data: signature(data, x5c={"0": 1}),
    ],
)
def test_signature_that_is_malformed_or_signs_something_else_is_refused_2_6(xapi, make):
    data = statement_data()

    response = send_signed(xapi, data, make(data))

    assert response.status_code == 400
    assert response.json()["property"] == "attachments[0]"
    assert response.json()["clause"] == "part 2, 2.6"
    assert not Statement.objects.exists()


def test_signature_has_its_content_type_2_6(xapi):
    data = statement_data()

    assert send_signed(xapi, data, signature(data), contentType="text/plain").status_code == 400


def test_signature_elsewhere_can_not_be_verified_and_is_refused_2_6(xapi):
    data = statement_data()
    signed = attachment(
        signature(data),
        usageType="http://adlnet.gov/expapi/attachments/signature",
        contentType="application/octet-stream",
        fileUrl="https://example.org/signature",
    )

    assert xapi.post({**data, "attachments": [signed]}).status_code == 400
