"""Signed statements: JSON Web Signatures as attachments; pure (xAPI 1.0.3, part 2, 2.6)."""

from __future__ import annotations

from base64 import b64decode
from typing import Any, Final, NoReturn

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.x509 import load_der_x509_certificate

from lms.lrs.content.attachments import ReceivedFiles, attachments_of
from lms.lrs.content.comparing import same_statement
from lms.lrs.records import JSONObject, Problem, StatementRefused
from lms.lrs.requests.parsing import parsed
from lms.lrs.validation import problem_in

SIGNATURE: Final = "http://adlnet.gov/expapi/attachments/signature"
CLAUSE: Final = "part 2, 2.6"
ALGORITHMS: Final[dict[str, HashAlgorithm]] = {"RS256": SHA256(), "RS384": SHA384(), "RS512": SHA512()}
MAX_SIGNATURE: Final = 1024 * 1024


def check_signatures(data: JSONObject, files: ReceivedFiles, version: str) -> None:
    """Raise StatementRefused where a signature of a valid statement is not well-formed or signs something else.

    A signature that comes with a certificate (x5c) is verified against it; whom to trust is up to who reads.
    """
    for path, attachment in attachments_of({**data, "object": None}):
        if attachment["usageType"] != SIGNATURE:
            continue
        if attachment["contentType"].partition(";")[0].strip().lower() != "application/octet-stream":
            _refuse(f"{path}.contentType", "of a signature must be application/octet-stream")
        file = files.by_sha2.get(attachment["sha2"].lower())
        if file is None:
            _refuse(path, "a signature must be sent along")
        if file.size > MAX_SIGNATURE:
            _refuse(path, "the signature is too long")
        _check(file.content(), data, path, version)


def _check(jws: bytes, data: JSONObject, path: str, version: str) -> None:
    parts = jws.strip().split(b".")
    if len(parts) != 3:
        _refuse(path, "the signature is not a JWS in its compact form")
    header, payload = _json(parts[0], path, "header"), _json(parts[1], path, "payload")
    algorithm = header.get("alg") if isinstance(header, dict) else None
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        _refuse(path, f"the signature's algorithm must be one of {', '.join(ALGORITHMS)}")
    # What is signed came before ids and times were set: only what both say must be the same.
    signed = {"id": data["id"], **payload} if isinstance(payload, dict) and "id" in data else payload
    if problem_in(signed, version=version) is not None or not _says_the_same(signed, data):
        _refuse(path, "the signature's payload is not this statement")
    certificates = header.get("x5c")
    if certificates is not None:
        _verify(certificates, algorithm, parts, path)


def _says_the_same(signed: JSONObject, data: JSONObject) -> bool:
    ids = {statement["id"].lower() for statement in (signed, data) if "id" in statement}
    return len(ids) <= 1 and same_statement(signed, data)


def _verify(certificates: Any, algorithm: str, parts: list[bytes], path: str) -> None:
    try:
        key = load_der_x509_certificate(b64decode(certificates[0])).public_key()
        signature = _decoded(parts[2])
        if not isinstance(key, RSAPublicKey):
            _refuse(path, "the signature's certificate must hold an RSA key")
        key.verify(signature, b".".join(parts[:2]), PKCS1v15(), ALGORITHMS[algorithm])
    except InvalidSignature:
        _refuse(path, "the signature does not match its certificate")
    except (ValueError, TypeError, LookupError, UnsupportedAlgorithm):
        _refuse(path, "the signature's certificate (x5c) can't be read")


def _json(part: bytes, path: str, name: str) -> Any:
    try:
        return parsed(_decoded(part).decode("utf-8"))
    except (ValueError, StatementRefused):
        _refuse(path, f"the signature's {name} is not JSON in base64url")


def _decoded(part: bytes) -> bytes:
    return b64decode(part + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _refuse(path: str, message: str) -> NoReturn:
    raise StatementRefused(Problem(path, message, CLAUSE))
