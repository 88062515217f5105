"""Signing credentials of one achievement, full profile: by template, by pyld alone, and by Digital Bazaar in Node.

All sign the same unsigned documents with the same key, one after the other on one core, in rounds that take turns.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyld import jsonld

from credentials.formats.compiled import parts_of, sign_filled
from credentials.formats.documents import PINNED, PINNED_CONTEXTS
from credentials.formats.multibase import encode_base58, encode_public_key
from credentials.formats.serialise import to_bytes
from credentials.formats.template import Template
from tests.credentials import samples

JAVASCRIPT = Path(__file__).parents[1] / "conformance" / "js"
DOCUMENTS = 50
ROUNDS = 3
SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
CREATED = "2026-11-20T10:00:00Z"
PYLD = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": PINNED}
OUTCOMES = tuple(
    replace(
        samples.ACHIEVEMENT.outcomes[0], id=f"{samples.ACHIEVEMENT_ID}#outcome-{number}", name=f"Uitkomst {number}"
    )
    for number in range(1, 5)
)
Json = dict[str, Any]


def run() -> None:
    documents = [document(number) for number in range(DOCUMENTS)]
    template = Template.compile(parts_of(documents[0]))
    print(f"  full profile: {template.nquads.count(chr(10))} quads, {len(to_bytes(documents[0])):,} bytes of JSON")
    signed = [json.loads(by_template(template, documents[0])), by_pyld(documents[0]), by_node(documents, 0.1)[1]]
    proofs = [document["proof"] for document in signed]
    values = {(proof[0] if isinstance(proof, list) else proof)["proofValue"] for proof in proofs}
    if len(values) != 1:
        raise RuntimeError("The three do not sign the same bytes.")
    rates: dict[str, list[float]] = {"template": [], "pyld": [], "node": []}
    for _ in range(ROUNDS):
        rates["pyld"].append(per_second(by_pyld, documents))
        rates["template"].append(per_second(lambda one: by_template(template, one), documents))
        rates["node"].append(by_node(documents, SECONDS)[0])
    ours = statistics.median(rates["template"])
    print(f"  by template:                 {ours:8,.0f} signed/s")
    for name, label, target in (("pyld", "pyld alone", 15), ("node", "Node @digitalbazaar/vc", 12)):
        theirs = statistics.median(rates[name])
        ratios = [mine / other for mine, other in zip(rates["template"], rates[name], strict=True)]
        ratio = f"{statistics.median(ratios):.1f}× (target {target}×)"
        print(f"  by {label + ':':25} {theirs:8,.0f} signed/s; ratio {ratio}")
    print(f"  load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; median of {ROUNDS} rounds of {SECONDS:g} s")


def document(number: int) -> Json:
    """One of many credentials of the same achievement: another number, holder and place in the list."""
    holder = replace(samples.HOLDER, name=f"Zoë de Vries-Öztürk {number}", salt=f"{number:032x}")
    unsigned = samples.credential(
        id=f"{samples.SITE}/credentials/{number}",
        holder=holder,
        achievement=replace(samples.ACHIEVEMENT, outcomes=OUTCOMES),
    )
    return {
        **unsigned,
        "evidence": [{"id": f"{samples.SITE}/evidence/{number}", "type": ["Evidence"], "name": "Foto"}],
    }


def per_second(sign: Callable[[Json], object], documents: list[Json]) -> float:
    count, started = 0, time.perf_counter()
    while (passed := time.perf_counter() - started) < SECONDS:
        sign(documents[count % len(documents)])
        count += 1
    return count / passed


def by_template(template: Template, unsigned: Json) -> bytes:
    """As `keys.sign_credential` does it, from the unsigned document to the bytes that are stored."""
    parts = parts_of(unsigned)
    sha256(to_bytes(parts.skeleton)).hexdigest()
    return sign_filled(
        template,
        parts.values,
        key=samples.KEY,
        verification_method=samples.METHOD,
        created=samples.CREATED,
    )


def by_pyld(unsigned: Json) -> Json:
    """As one would write it with pyld: normalise document and proof options, hash, sign."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": CREATED,
        "verificationMethod": samples.METHOD,
        "proofPurpose": "assertionMethod",
    }
    options = jsonld.normalize({**proof, "@context": unsigned["@context"]}, PYLD)
    statements = jsonld.normalize(unsigned, PYLD)
    data = sha256(options.encode()).digest() + sha256(statements.encode()).digest()
    signed = {**unsigned, "proof": [{**proof, "proofValue": encode_base58(samples.KEY.sign(data))}]}
    to_bytes(signed)
    return signed


def by_node(documents: list[Json], seconds: float) -> tuple[float, Json]:
    node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if node is None or not (JAVASCRIPT / "node_modules").exists():
        raise RuntimeError("Run `npm ci` in tests/conformance/js first.")
    contexts = {url: context.load() for url, context in PINNED_CONTEXTS.items()}
    request = {"credentials": documents, "documents": contexts, "key": multikey(), "seconds": seconds}
    answer = subprocess.run(
        [node, "sign_many.mjs"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        cwd=JAVASCRIPT,
        check=False,
    )
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    found = json.loads(answer.stdout)
    return float(found["perSecond"]), found["signed"]


def multikey() -> Json:
    secret = samples.KEY.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return {
        "@context": "https://w3id.org/security/multikey/v1",
        "id": samples.METHOD,
        "type": "Multikey",
        "controller": samples.DID,
        "publicKeyMultibase": encode_public_key(samples.KEY.public_key()),
        "secretKeyMultibase": encode_base58(bytes((0x80, 0x26)) + secret),
    }
