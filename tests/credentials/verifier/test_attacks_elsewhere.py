"""What an attacker tries with addresses, tokens, keys and files (see `test_attacks.py`): each is refused."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Sequence
from typing import Any

import pikepdf
import pytest

from credentials.formats.did import did_document_url
from credentials.formats.errors import FormatError
from credentials.formats.multibase import encode_base58
from credentials.formats.serialise import to_bytes
from credentials.verifier.fetching import Fetcher
from credentials.verifier.parsing import parse
from credentials.verifier.report import Report
from credentials.verifier.resolving import Unresolvable
from credentials.verifier.sandbox import verify_in_sandbox
from credentials.verifier.workers import Limits
from tests.credentials import samples
from tests.credentials.foreign import (
    ED25519,
    P256,
    RSA,
    base64url,
    did_jwk,
    did_key,
    jwk,
    multikey,
    of,
    proved,
    signature,
    token,
)
from tests.credentials.verifier.test_containers import pdf, png, svg, text_chunk
from tests.credentials.verifying import World, answers

INSIDE = ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "::ffff:10.0.0.5"]


class Inside:
    """A world in which every name leads into somebody's own network; what was looked up is kept."""

    def __init__(self, address: str) -> None:
        self.looked_up: list[str] = []
        self._fetcher = Fetcher(addresses_of=lambda host: self._look_up(host, address))

    def _look_up(self, host: str, address: str) -> Sequence[str]:
        self.looked_up.append(host)
        return [address]

    def fetch(self, url: str) -> bytes:
        return self._fetcher.get(url)

    def did(self, did: str) -> Any:
        try:
            return parse(self.fetch(did_document_url(did)))
        except FormatError as error:
            raise Unresolvable from error

    def verify(self, data: bytes | dict[str, Any], **changes: Any) -> Report:
        resolvers = {
            "resolve_did": self.did,
            "resolve_status_list": self.fetch,
            "resolve_key": self.fetch,
            **changes,
        }
        return World().verify(data, **resolvers)


@pytest.mark.parametrize("address", INSIDE)
def test_a_did_does_not_lead_into_a_private_network(address: str) -> None:
    world, did = Inside(address), "did:web:inside.example:x"
    report = world.verify(proved(of(did), ED25519, suite="eddsa-rdfc-2022", method=f"{did}#1"))
    assert answers(report)["issuer"] == ("unknown", "issuer_unresolvable")
    assert world.looked_up == ["inside.example"]


@pytest.mark.parametrize(
    "did",
    [
        "did:web:localhost",
        "did:web:127.0.0.1",
        "did:web:169.254.169.254",
        "did:web:inside.example%3A8080",
        "did:web:user%40inside.example",
        "did:web:inside.example:..:..",
        "did:web:inside.example%2Fx",
        "did:web:",
        "did:ftp:inside.example",
    ],
)
def test_a_did_of_a_machine_or_port_is_not_even_looked_up(did: str) -> None:
    world = Inside("1.1.1.1")
    report = world.verify(proved(of(did), ED25519, suite="eddsa-jcs-2022", method=f"{did}#1"))
    assert answers(report)["issuer"][0] == "unknown"
    assert world.looked_up == []


@pytest.mark.parametrize(
    "kid", ["https://inside.example/key", "https://10.0.0.5/key", "http://inside.example/key"]
)
def test_the_name_of_a_key_does_not_lead_into_a_private_network(kid: str) -> None:
    world = Inside("10.0.0.5")
    issuer = kid.rpartition("/")[0]
    report = world.verify(token(of(issuer), RSA, {"kid": kid}))
    assert answers(report)["issuer"][0] == "unknown"
    assert world.looked_up in ([], ["inside.example"])


@pytest.mark.parametrize("kind", ["1EdTechRevocationList", "BitstringStatusListEntry"])
@pytest.mark.parametrize(
    "url", ["https://inside.example/list", "http://inside.example/list", "file:///etc/passwd"]
)
def test_a_status_list_does_not_lead_into_a_private_network(kind: str, url: str) -> None:
    world, did = Inside("10.0.0.5"), did_key(ED25519)
    status = {"id": url, "type": kind}
    if kind == "BitstringStatusListEntry":
        status |= {"statusPurpose": "revocation", "statusListIndex": "1", "statusListCredential": url}
    document = of(did, credentialStatus=status)
    report = world.verify(proved(document, ED25519, suite="eddsa-rdfc-2022", method=f"{did}#{multikey(ED25519)}"))
    assert answers(report)["revocation"] == ("unknown", "status_unresolvable")
    assert world.looked_up == (["inside.example"] if url.startswith("https") else [])


def test_schemas_pictures_evidence_and_addresses_in_headers_are_never_fetched() -> None:
    world, did = Inside("1.1.1.1"), did_jwk(RSA)
    there = "https://inside.example/x"
    document = of(did, image={"id": there, "type": "Image"}, evidence=[{"id": there, "type": ["Evidence"]}])
    document["credentialSchema"] = [{"id": there, "type": "1EdTechJsonSchemaValidator2019"}]
    document["credentialSubject"]["achievement"]["image"] = {"id": there, "type": "Image"}
    document["refreshService"] = {"id": there, "type": "1EdTechCredentialRefresh"}
    header = {"kid": f"{did}#0", "jku": there, "x5u": there, "jwk": jwk(P256)}
    report = world.verify(token(document, RSA, header))
    assert answers(report)["proof"] == ("yes", "signature_right")
    assert world.looked_up == []


def test_a_picture_may_not_ask_for_anything() -> None:
    world = Inside("1.1.1.1")
    drawing = svg('<image href="https://inside.example/x"/><use href="https://inside.example/y#z"/>')
    assert answers(world.verify(drawing))["parse"] == ("no", "nothing_embedded")
    assert world.looked_up == []


# --- Tokens and keys ---


def test_a_public_key_is_no_shared_secret() -> None:
    did = did_jwk(RSA)
    confused = token(of(did), RSA, {"alg": "HS256", "kid": f"{did}#0"})
    assert answers(World().verify(confused))["parse"] == ("no", "token_shared_secret")


def test_a_claim_given_twice_is_refused() -> None:
    did = did_jwk(RSA)
    claims = json.dumps({**of(did), "iss": did})
    doubled = claims[:-1] + ', "validUntil": "2099-01-01T00:00:00Z"}'
    head = base64url(json.dumps({"alg": "RS256", "kid": f"{did}#0"}).encode())
    signed = f"{head}.{base64url(doubled.encode())}"
    data = f"{signed}.{base64url(signature(signed.encode(), RSA))}".encode()
    assert answers(World().verify(data))["parse"] == ("no", "name_twice")


@pytest.mark.parametrize("zeros", [bytes(64), bytes(63) + b"\1", b"\xff" * 64])
def test_a_signature_of_nothing_is_wrong(zeros: bytes) -> None:
    did = did_jwk(P256)
    head, body, _ = token(of(did), P256, {"kid": f"{did}#0"}).split(b".")
    data = b".".join((head, body, base64url(zeros).encode()))
    assert answers(World().verify(data))["proof"] == ("no", "signature_wrong")
    document = proved(of(did), P256, suite="ecdsa-rdfc-2019", method=f"{did}#0")
    document["proof"]["proofValue"] = encode_base58(zeros)
    assert answers(World().verify(document))["proof"] == ("no", "signature_wrong")


@pytest.mark.parametrize(
    "change",
    [
        {"n": base64url(b"\xff" * 2048)},
        {"n": base64url(b"\xff" * 128)},
        {"e": base64url(b"\1" + bytes(200))},
        {"n": 5},
        {"kty": "oct", "k": "AAAA"},
        {"crv": "secp256k1", "kty": "EC"},
    ],
)
def test_a_key_that_is_too_weak_or_costs_too_much_is_not_used(change: dict[str, Any]) -> None:
    did = "did:jwk:" + base64url(json.dumps({**jwk(RSA), **change}).encode())
    report = World().verify(token(of(did), RSA, {"kid": f"{did}#0"}))
    assert answers(report)["issuer"] == ("unknown", "key_kind_not_supported")
    assert answers(report)["proof"] == ("unknown", "key_not_available")


def test_a_point_that_is_on_no_curve_is_not_used() -> None:
    did = "did:jwk:" + base64url(json.dumps({**jwk(P256), "y": jwk(P256)["x"]}).encode())
    report = World().verify(token(of(did), P256, {"kid": f"{did}#0"}))
    assert answers(report)["issuer"] == ("unknown", "key_kind_not_supported")


def test_a_signed_credential_inside_another_issuers_token_counts_for_that_issuer_only() -> None:
    did = did_jwk(RSA)
    report = World().verify(token(samples.signed(status=[]), RSA, {"kid": f"{did}#0"}))
    assert answers(report)["issuer"] == ("no", "key_of_another")
    assert not report.valid


# --- Files, in the process that can be killed ---


def sandboxed(data: bytes, **limits: Any) -> Report:
    world = World()
    return verify_in_sandbox(
        data,
        resolve_did=world.resolve_did,
        resolve_status_list=world.resolve_status_list,
        resolve_key=world.resolve_key,
        now=samples.NOW,
        limits=Limits(**limits),
    )


def packed_pdf(content: bytes) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page()
    page.Contents = document.make_stream(content)
    document.attachments["credential.json"] = pikepdf.AttachedFileSpec(
        document, to_bytes(samples.signed()), filename="credential.json"
    )
    target = io.BytesIO()
    document.save(target, compress_streams=True, recompress_flate=True)
    return target.getvalue()


def test_a_bomb_in_a_pdf_ends() -> None:
    bomb = packed_pdf(b"BT (a) Tj ET\n" * 12_000_000)
    assert len(bomb) < 1_000_000
    report = sandboxed(bomb, processor_seconds=2)
    assert not report.valid
    assert report.check("parse").result != "yes" or report.check("appearance").result != "yes"


def test_a_bomb_in_an_attachment_ends() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    content = zlib.compress(bytes(400_000_000), 9)
    stream = document.make_stream(content)
    stream.Filter = pikepdf.Name.FlateDecode
    names = pikepdf.Array(
        [
            pikepdf.String("credential.json"),
            document.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Filespec,
                    F="credential.json",
                    UF="credential.json",
                    EF=pikepdf.Dictionary(F=stream),
                )
            ),
        ]
    )
    document.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=names))
    target = io.BytesIO()
    document.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    report = sandboxed(target.getvalue())
    assert not report.valid
    assert report.document is None


def test_good_files_get_the_same_report_in_the_sandbox() -> None:
    data = to_bytes(samples.signed())
    title = samples.credential()["name"]
    for file in (png(text_chunk(data)), pdf(data, text=f"{title} {samples.HOLDER.name}")):
        assert sandboxed(file) == World().verify(file)
        assert sandboxed(file).valid
