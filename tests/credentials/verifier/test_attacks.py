"""What an attacker tries with JSON (the list of `micro-credential.md`): each is refused."""

from __future__ import annotations

import codecs
import copy
import gzip
from collections.abc import Callable
from typing import Any

import pytest

from credentials.formats.errors import FormatError
from credentials.formats.multibase import encode_base64url
from credentials.formats.proof import sign
from credentials.formats.serialise import to_bytes
from credentials.formats.status_list import Bitstring, StatusPurpose, build_status_list_credential
from tests.credentials import samples
from tests.credentials.verifying import World, answers

OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
Change = Callable[[dict[str, Any]], Any]


def subject(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["credentialSubject"]
    return found


def rename(place: dict[str, Any], old: str, new: str) -> None:
    place[new] = place.pop(old)


FORMS: dict[str, tuple[Change, str]] = {
    "undefined field": (lambda d: d.update(rank="first"), "undefined_term"),
    "undefined field deep inside": (
        lambda d: subject(d)["achievement"].update(rank="first"),
        "undefined_term",
    ),
    "undefined field in an alignment": (
        lambda d: subject(d)["achievement"]["alignment"][0].update(rank="first"),
        "undefined_term",
    ),
    "field out of its place": (lambda d: d.update(identityHash="Somebody Else"), "undefined_term"),
    "inline context": (lambda d: d["@context"].append({"rank": "https://a.example/rank"}), "context_inline"),
    "inline context that hides a field": (
        lambda d: d["@context"].append({"validUntil": None}),
        "context_inline",
    ),
    "context with vocabulary": (
        lambda d: d["@context"].append({"@vocab": "https://a.example/"}),
        "context_inline",
    ),
    "unknown context": (lambda d: d["@context"].append("https://a.example/context.json"), "context_unknown"),
    "context by another spelling": (
        lambda d: d["@context"].__setitem__(0, "https://www.w3.org/ns/credentials/v2#"),
        "context_unknown",
    ),
    "contexts in another order": (lambda d: d["@context"].reverse(), "context_order"),
    "context is null": (lambda d: d["@context"].append(None), "context_inline"),
    "context in a part": (lambda d: subject(d).update({"@context": d["@context"]}), "context_nested"),
    "inline context in a part": (lambda d: subject(d).update({"@context": {"a": "b:c"}}), "context_inline"),
    "a type as field": (
        lambda d: rename(subject(d)["achievement"], "criteria", "Criteria"),
        "field_name_refused",
    ),
    "a field without name": (lambda d: d.update({"": "x"}), "field_name_refused"),
    "@included": (lambda d: d.update({"@included": [{"id": "urn:x", "name": "y"}]}), "field_name_refused"),
    "@reverse": (lambda d: d.update({"@reverse": {"evidence": {"id": "urn:x"}}}), "field_name_refused"),
    "@graph": (lambda d: d.update({"@graph": [{"id": "urn:x"}]}), "field_name_refused"),
    "@id beside id": (lambda d: subject(d).update({"@id": "urn:x"}), "field_name_refused"),
    "@type for type": (lambda d: rename(d, "type", "@type"), "field_name_refused"),
    "@value": (lambda d: d.update(name={"@value": d["name"]}), "field_name_refused"),
    "@nest": (lambda d: d.update({"@nest": {"rank": "x"}}), "field_name_refused"),
    "validUntil as absolute IRI": (
        lambda d: rename(d, "validUntil", "https://www.w3.org/2018/credentials#validUntil"),
        "field_name_refused",
    ),
    "status as absolute IRI": (
        lambda d: rename(d, "credentialStatus", "https://www.w3.org/2018/credentials#credentialStatus"),
        "field_name_refused",
    ),
    "achievement as absolute IRI": (
        lambda d: rename(subject(d), "achievement", f"{OB}achievement"),
        "field_name_refused",
    ),
    "null where nothing was": (lambda d: subject(d).update(narrative=None), "null_refused"),
    "array inside array": (
        lambda d: d.update(credentialStatus=[d["credentialStatus"]]),
        "array_inside_array",
    ),
    "blank node label": (lambda d: subject(d).update(id="_:b0"), "identifier_not_a_url"),
    "identifier that is no text": (lambda d: subject(d).update(id=5), "identifier_not_a_url"),
    "credential described again": (
        lambda d: d.update(evidence=[{"id": d["id"], "type": ["Evidence"]}]),
        "credential_described_twice",
    ),
    "control character": (lambda d: d.update(name=d["name"] + "\u0007"), "control_characters"),
    "control character in a field name": (lambda d: d.update({"na\u0000me": "x"}), "field_name_refused"),
    "nine types": (lambda d: d["type"].extend(["AchievementCredential"] * 8), "too_many_types"),
    "unknown type": (lambda d: d["type"].append("DiplomaCredential"), "undefined_term"),
    "relative identifier": (lambda d: subject(d).update(id="somebody"), "undefined_term"),
}


@pytest.mark.parametrize("attack", FORMS)
def test_a_changed_form_is_refused_when_verifying(attack: str) -> None:
    change, code = FORMS[attack]
    document = samples.signed()
    change(document)
    report = World().verify(document)
    assert not report.valid
    assert answers(report)["contexts"][1] == code
    assert answers(report)["contexts"][0] == ("unknown" if code == "context_unknown" else "no")
    assert answers(report)["proof"][0] != "yes"


@pytest.mark.parametrize("attack", FORMS)
def test_a_changed_form_is_refused_when_signing(attack: str) -> None:
    change, code = FORMS[attack]
    document = samples.credential()
    change(document)
    with pytest.raises(FormatError, match=code):
        samples.signed(document)


CONTENTS: dict[str, Change] = {
    "another name": lambda d: subject(d)["identifier"][0].update(identityHash="Somebody Else"),
    "one more identity": lambda d: subject(d)["identifier"].append(
        {"type": "IdentityObject", "hashed": False, "identityHash": "Somebody Else", "identityType": "name"}
    ),
    "no end": lambda d: d.pop("validUntil"),
    "no status": lambda d: d.pop("credentialStatus"),
    "one status less": lambda d: d["credentialStatus"].pop(),
    "an empty status": lambda d: d.update(credentialStatus=[]),
    "another index": lambda d: d["credentialStatus"][0].update(statusListIndex="1"),
    "a second proof": lambda d: d["proof"].append(copy.deepcopy(d["proof"][0])),
    "no proof": lambda d: d.pop("proof"),
    "an empty proof": lambda d: d.update(proof=[]),
    "a proof for something else": lambda d: d["proof"][0].update(proofPurpose="authentication"),
    "an undefined field in the proof": lambda d: d["proof"][0].update(rank="first"),
    "an undefined field as IRI in the proof": lambda d: d["proof"][0].update({"https://a.example/x": "y"}),
    "@included in the proof": lambda d: d["proof"][0].update({"@included": {"id": "urn:x", "name": "y"}}),
    "a context in the proof": lambda d: d["proof"][0].update({"@context": {"nonce": "https://a.example/"}}),
    "another issuer": lambda d: d["issuer"].update(id="did:web:a.example"),
    "the issuer moved into another field": lambda d: d.update(issuer=d["issuer"]["id"]),
}


@pytest.mark.parametrize("attack", CONTENTS)
def test_a_changed_content_is_not_valid(attack: str) -> None:
    document = samples.signed()
    CONTENTS[attack](document)
    report = World().verify(document)
    if attack == "a context in the proof":
        # Ignored: the proof is always read in the document's own context (EdDSA Cryptosuites 1.0, 3.2.5).
        assert report.valid
    else:
        assert answers(report)["proof"][0] != "yes"
        assert not report.valid


def test_a_number_for_a_text_does_not_pass() -> None:
    # The same statement in RDF, another JSON: the schema notices where it matters.
    document = samples.credential()
    document["validFrom"] = "2026"
    signed = samples.signed(document)
    signed["validFrom"] = 2026
    report = World().verify(signed)
    assert answers(report)["proof"][0] == "yes"
    assert answers(report)["schema"][0] == "no"
    assert answers(report)["dates"][0] == "no"


def test_a_name_given_twice_is_refused() -> None:
    data = to_bytes(samples.signed())
    assert answers(World().verify(b'{"validUntil":"2099-01-01T00:00:00Z",' + data[1:]))["parse"] == (
        "no",
        "name_twice",
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"null", "not_an_object"),
        (b"[]", "not_an_object"),
        (b'{"a":NaN}', "number_not_finite"),
        (b'{"a":1e999}', "number_not_finite"),
        (b'{"a":' + b"9" * 5000 + b"}", "number_too_long"),
        (b'{"a":"\xff"}', "not_utf8"),
        (b'{"a":"\\ud800"}', "not_utf8"),
        ('{"a":1}'.encode("utf-16"), "not_utf8"),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}", "not_json"),
        (b'{"a":' * 100_000, "too_large"),
        (b'{"a":' * 50_000, "too_deep"),
        (b"[" * 200_000, "too_deep"),
        (b'{"a":"' + b"x" * 256 * 1024 + b'"}', "too_large"),
        (b'{"a":1} {"b":2}', "not_json"),
    ],
)
def test_bytes_that_can_be_misread_are_refused(data: bytes, code: str) -> None:
    assert answers(World().verify(data))["parse"] == ("no", code)


def test_a_byte_order_mark_before_the_file_changes_nothing() -> None:
    assert World().verify(codecs.BOM_UTF8 + to_bytes(samples.signed())).valid


def test_a_file_that_is_too_large_is_refused_in_words() -> None:
    report = World().verify(b" " * (256 * 1024 + 1))
    assert report.check("parse").reason.sentence == "The file is larger than 256 kB."


def test_a_poison_graph_is_refused_at_once() -> None:
    # Twelve results without identifier that differ in nothing, each entangled with the next ones.
    document = samples.credential()

    def knot(depth: int) -> dict[str, Any]:
        if depth == 0:
            return {"type": ["Profile"], "name": "x"}
        return {"type": ["Profile"], "parentOrg": [knot(depth - 1), knot(depth - 1)]}

    document["issuer"]["parentOrg"] = knot(5)
    with pytest.raises(FormatError, match="entangled_blank_nodes"):
        samples.signed(document)
    report = World().verify({**document, "proof": samples.signed()["proof"]})
    assert answers(report)["contexts"] == ("no", "entangled_blank_nodes")


def test_a_gzip_bomb_as_status_list_is_unknown() -> None:
    purpose = StatusPurpose.REVOCATION
    unsigned = {name: value for name, value in samples.status_list(purpose).items() if name != "proof"}
    bomb = gzip.compress(bytes(150 * 1024 * 1024))
    unsigned["credentialSubject"]["encodedList"] = encode_base64url(bomb)
    listed = sign(unsigned, key=samples.KEY, verification_method=samples.METHOD, created=samples.CREATED)
    report = World(lists={**World().lists, samples.REVOCATION_LIST: to_bytes(listed)}).verify(samples.signed())
    assert answers(report)["revocation"] == ("unknown", "status_list_refused")
    assert report.check("revocation").reason.parameters["why"] == "status_list_too_large"


def test_a_status_list_of_another_issuer_says_nothing() -> None:
    other = build_status_list_credential(
        url=samples.REVOCATION_LIST,
        issuer="did:web:a.example",
        purpose=StatusPurpose.REVOCATION,
        bits=Bitstring.of([]),
        valid_from=samples.AWARDED,
    )
    lists = {**World().lists, samples.REVOCATION_LIST: to_bytes(samples.signed(other))}
    assert answers(World(lists=lists).verify(samples.signed()))["revocation"][0] == "unknown"


def test_nothing_is_fetched_for_a_document_that_nobody_signed() -> None:
    world = World()
    document = samples.signed()
    document["credentialStatus"][0]["statusListCredential"] = "http://169.254.169.254/latest"
    world.verify(document)
    assert world.asked == [samples.DID]
