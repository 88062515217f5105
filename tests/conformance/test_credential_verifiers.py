"""What we sign verifies in verifier-core (Digital Credentials Consortium), and what jose signs verifies here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from credentials.formats.achievement_credential import SCHEMA_URL
from credentials.formats.did import did_document_url
from credentials.formats.documents import PINNED_CONTEXTS
from credentials.formats.status_list import StatusPurpose
from credentials.verifier import schema
from tests.credentials import samples
from tests.credentials.foreign import P256, RSA, Key, base64url, did_jwk, jwk, of, token
from tests.credentials.verifying import World, answers

JAVASCRIPT = Path(__file__).parent / "verifiers"
SCHEMA = Path(schema.__file__).parents[1] / "formats" / "schemas" / "ob_v3p0_achievementcredential_schema.json"
NODE = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))

pytestmark = [
    pytest.mark.conformance,
    # In CI it fails instead: there, nobody reads that it was left out.
    pytest.mark.skipif(
        "CI" not in os.environ and (NODE is None or not (JAVASCRIPT / "node_modules").exists()),
        reason="2026-11-22: run `npm ci` in tests/conformance/verifiers first",
    ),
]

VALID = {"valid_signature": True, "expiration": True, "revocation_status": True}


def run(script: str, request: dict[str, Any]) -> Any:
    answer = subprocess.run(
        [str(NODE), script],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        cwd=JAVASCRIPT,
        check=True,
        timeout=120,
    )
    return json.loads(answer.stdout)


def signed(**changes: Any) -> dict[str, Any]:
    """Return our credential without an end: verifier-core goes by the machine's clock."""
    document = samples.credential(valid_until=None, **changes)
    # It follows one status at most.
    document["credentialStatus"] = document["credentialStatus"][0]
    return samples.signed(document)


def verify(document: dict[str, Any], *set_bits: int) -> dict[str, Any]:
    served = {url: json.dumps(context.load()) for url, context in PINNED_CONTEXTS.items()}
    served[SCHEMA_URL] = SCHEMA.read_text()
    served[did_document_url(samples.DID)] = json.dumps(samples.did_document())
    listed = samples.status_list(StatusPurpose.REVOCATION, *set_bits, valid_until=None)
    served[samples.REVOCATION_LIST] = json.dumps(listed)
    found: dict[str, Any] = run("verifier_core.mjs", {"credential": document, "documents": served})
    return found


def test_our_credential_verifies() -> None:
    found = verify(signed())
    assert (found["errors"], found["schemas"]) == ([], [True])
    assert {name: found["answers"].get(name) for name in VALID} == VALID


def test_a_revoked_credential_is_seen() -> None:
    assert verify(signed(), samples.INDEX)["answers"]["revocation_status"] is False


@pytest.mark.parametrize("before", ["Robotprogrammeren 1", "PT7H30M", "94567", "Completed"])
def test_a_changed_byte_does_not_verify(before: str) -> None:
    text = json.dumps(signed(), ensure_ascii=False)
    changed = text.replace(before, before[:-1] + chr(ord(before[-1]) ^ 1), 1)
    assert changed != text
    assert verify(json.loads(changed))["answers"].get("valid_signature") is not True


def test_a_name_with_every_kind_of_letter_verifies() -> None:
    holder = replace(samples.HOLDER, name='Ægir "O\'Neil" 李小龍 👩‍🏭 \\ é')
    assert verify(signed(holder=holder))["answers"]["valid_signature"] is True


def secret_jwk(key: Key) -> dict[str, Any]:
    if isinstance(key, RSAPrivateKey):
        numbers = key.private_numbers()
        parts = {
            "d": numbers.d,
            "p": numbers.p,
            "q": numbers.q,
            "dp": numbers.dmp1,
            "dq": numbers.dmq1,
            "qi": numbers.iqmp,
        }
        return {
            **jwk(key),
            **{name: base64url(n.to_bytes((n.bit_length() + 7) // 8)) for name, n in parts.items()},
        }
    return {**jwk(key), "d": base64url(P256.private_numbers().private_value.to_bytes(32))}


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS256"), (P256, "ES256")])
def test_a_token_signed_by_jose_is_valid_here(key: Key, algorithm: str) -> None:
    did = did_jwk(key)
    header = {"alg": algorithm, "kid": f"{did}#0", "typ": "vc+jwt"}
    payload = {**of(did), "iss": did, "iat": int(datetime(2026, 11, 20, 10, tzinfo=UTC).timestamp())}
    made = run("jose.mjs", {"payload": payload, "header": header, "key": secret_jwk(key)})["token"]
    assert World().verify(made.encode()).valid
    head, body, signature = made.split(".")
    changed = f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    assert answers(World().verify(changed.encode()))["proof"] == ("no", "signature_wrong")


@pytest.mark.parametrize("key", [RSA, P256])
def test_the_tokens_of_these_tests_are_valid_in_jose(key: Key) -> None:
    made = token(of(did_jwk(key)), key)
    payload = run("jose.mjs", {"token": made.decode(), "key": jwk(key)})
    assert payload["credentialSubject"] == of(did_jwk(key))["credentialSubject"]


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((JAVASCRIPT / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
