"""The files that a holder downloads, read by implementations that are not ours.

PDF by pikepdf (its structure as PDF/A-3a, ISO 19005-3, and PDF/UA-1, ISO 14289-1, ask it), pictures by
openbadgeslib, tokens by jose; what is taken out of them is verified by Digital Bazaar's library.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from openbadgeslib.baking import extract_png, extract_svg

from credentials.formats.baking import bake_png, bake_svg
from credentials.formats.serialise import to_bytes
from credentials.formats.token import build_token, token_claims
from tests.conformance import test_credential_digitalbazaar as digitalbazaar
from tests.conformance import test_credential_openbadgeslib as openbadgeslib
from tests.conformance import test_credential_verifiers as verifiers
from tests.conformance.test_credential_openbadgeslib import _on_the_day  # noqa: F401 - it is the day of the examples
from tests.credentials import samples
from tests.credentials.certificate_sample import WORDS, certificate, signed_for
from tests.credentials.foreign import P256, RSA, Key, did_jwk, jwk, signature
from tests.credentials.formats.test_baking import DRAWINGS, PICTURE

pytestmark = digitalbazaar.pytestmark
SIGNED = signed_for(samples.HOLDER.name)


@pytest.fixture(scope="module")
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(certificate())) as opened:
        yield opened


def test_the_metadata_claims_both_standards(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == (
            "3",
            "A",
            "1",
        )
        assert metadata["dc:title"] == WORDS.title
        assert metadata["dc:language"] == {"nl"}
        assert metadata["dc:creator"] == [samples.ISSUER.name]
    # PDF/A, 6.6.2.3.1: what both say is the same; PDF/UA, 7.1: the title is shown in the window.
    assert str(pdf.docinfo.get("/Title", WORDS.title)) == WORDS.title
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True


def test_colours_have_a_meaning_on_every_screen(pdf: pikepdf.Pdf) -> None:
    intents = list(pdf.Root.OutputIntents)
    assert [str(intent.S) for intent in intents] == ["/GTS_PDFA1"]
    assert intents[0].DestOutputProfile.read_bytes()[36:40] == b"acsp"


def test_it_is_tagged_in_its_language(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked is True
    assert str(pdf.Root.Lang) == "nl"
    kinds = [str(element.S) for element in elements(pdf.Root.StructTreeRoot)]
    assert kinds.count("/H1") == 1
    assert {"/H2", "/P", "/L", "/LI", "/LBody", "/Figure", "/Link"} <= set(kinds)
    figures = [element for element in elements(pdf.Root.StructTreeRoot) if str(element.S) == "/Figure"]
    assert [str(figure.Alt) for figure in figures] == [WORDS.code]
    assert all("/StructParents" in page for page in pdf.pages)
    assert all(str(page.Tabs) == "/S" for page in pdf.pages if "/Annots" in page)
    links = [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]
    assert links
    assert all(str(link.Contents) and "/StructParent" in link for link in links)


def test_every_font_is_in_the_file_with_its_letters(pdf: pikepdf.Pdf) -> None:
    fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_nothing_runs_and_nothing_is_hidden_by_encryption(pdf: pikepdf.Pdf) -> None:
    assert not pdf.is_encrypted
    assert {"/OpenAction", "/AA", "/AcroForm"} & set(pdf.Root.keys()) == set()
    assert not any({"/JS", "/JavaScript", "/Launch"} & keys for keys in every_key(pdf))


def test_the_signed_file_is_attached_byte_for_byte_and_verifies(pdf: pikepdf.Pdf) -> None:
    assert list(pdf.attachments) == ["credential.json"]
    attached = pdf.attachments["credential.json"].get_file()
    assert attached.read_bytes() == SIGNED
    assert attached.mime_type == "application/json"
    # PDF/A-3, 6.8: the file is of the document, and says what it is to it.
    (associated,) = pdf.Root.AF
    assert str(associated.AFRelationship) == "/Data"
    assert {str(associated.F), str(associated.UF)} == {"credential.json"}
    assert str(associated.Desc)
    assert digitalbazaar.verify(json.loads(attached.read_bytes())) == {"verified": True, "errors": []}


def elements(node: Any) -> Iterator[Any]:
    """Every element of the structure tree, in reading order."""
    children = node.get("/K")
    if children is None:
        return
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def every_key(pdf: pikepdf.Pdf) -> Iterator[set[str]]:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            yield set(item.keys())


def test_our_png_is_read_by_openbadgeslib_and_verifies() -> None:
    content = extract_png(bake_png(PICTURE, SIGNED), keyword=b"openbadgecredential")
    assert content.encode() == SIGNED
    openbadgeslib.verify(content.encode())


def test_our_svg_is_read_by_openbadgeslib_and_verifies() -> None:
    content = extract_svg(bake_svg(DRAWINGS[0], SIGNED), element="openbadges:credential", text_fallback=True)
    assert content.encode() == SIGNED
    openbadgeslib.verify(content.encode())


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS256"), (P256, "ES256")])
def test_our_tokens_are_valid_in_jose(key: Key, algorithm: str) -> None:
    document = json.loads(to_bytes(samples.signed()))
    token = build_token(
        token_claims(document, issued=samples.CREATED),
        algorithm=algorithm,
        key_id=f"{did_jwk(key)}#0",
        sign=lambda data: signature(data, key),
    )
    payload = verifiers.run("jose.mjs", {"token": token, "key": jwk(key)})
    assert payload["credentialSubject"] == document["credentialSubject"]
