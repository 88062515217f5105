"""Pictures, drawings and PDFs: what is inside counts, and only that."""

from __future__ import annotations

import io
import json
import struct
import zlib
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib.baking import bake_png, bake_svg
from pypdf import PdfWriter

from credentials.formats.serialise import to_bytes
from tests.credentials import samples
from tests.credentials.foreign import P256, did_jwk, of, token
from tests.credentials.verifying import World, answers, failures

JSON = to_bytes(samples.signed())
TOKEN = token(of(did_jwk(P256)), P256, {"kid": f"{did_jwk(P256)}#0"})


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def text_chunk(content: bytes, *, packed: bool = False, keyword: bytes = b"openbadgecredential") -> bytes:
    flag = b"\1\0" if packed else b"\0\0"
    return chunk(b"iTXt", keyword + b"\0" + flag + b"\0\0" + (zlib.compress(content) if packed else content))


def png(*chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + b"".join(chunks)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def svg(inside: str, before: str = "") -> bytes:
    return (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
        f"{inside}<text>Somebody Else</text></svg>"
    ).encode()


def in_svg(content: bytes) -> str:
    return f"<openbadges:credential><![CDATA[{content.decode()}]]></openbadges:credential>"


def pdf(*attached: bytes, text: str = "") -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(400, 400))
    if text:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
        shown = text.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
        page.Contents = document.make_stream(b"BT /F1 12 Tf 20 200 Td (" + shown + b") Tj ET")
    for number, content in enumerate(attached):
        name = f"credential-{number}.json"
        document.attachments[name] = pikepdf.AttachedFileSpec(document, content, filename=name)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("png", png(text_chunk(JSON))),
        ("png", png(text_chunk(JSON, packed=True))),
        ("png", png(text_chunk(b"other", keyword=b"Comment"), text_chunk(TOKEN))),
        ("svg", svg(in_svg(JSON))),
        ("svg", svg(f'<openbadges:credential verify="{TOKEN.decode()}"/>', '<?xml version="1.0"?>\n')),
        ("pdf", pdf(JSON)),
        ("pdf", pdf(b"just a note", TOKEN)),
    ],
)
def test_the_credential_inside_is_checked(kind: str, data: bytes) -> None:
    report = World().verify(data)
    assert set(failures(report)) <= {"appearance"}
    assert report.received == kind
    # Its drawing names somebody else.
    said = {"svg": ["picture_says_more"], "png": ["picture_not_compared"]}.get(kind, [])
    assert [notice.code for notice in report.notices] == [*said, "only_signed_counts"]
    assert report.document is not None


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        ("<text>Robotprogrammeren 1</text><text>je eerste <tspan>pick-and-place</tspan></text>", None),
        ("<text>Zoë de Vries-Öztürk</text><text>Fieldlab Flexible Manufacturing</text><text> </text>", None),
        ("<text>Micro-credential</text>", None),
        ("<text>Robotprogrammeren 2</text>", "Robotprogrammeren 2"),
        ("<text>Robotprogrammeren 1</text><g><text>Piet\n Jansen</text></g>", "Piet Jansen"),
        ("<foreignObject><p>Master of Science</p></foreignObject>", "Master of Science"),
    ],
)
def test_a_drawing_that_shows_something_else_is_called_out(shown: str, value: str | None) -> None:
    data = svg(in_svg(JSON)).replace(b"<text>Somebody Else</text>", shown.encode())
    report = World().verify(data)
    assert report.valid
    found = [notice.parameters["value"] for notice in report.notices if notice.code == "picture_says_more"]
    assert found == ([] if value is None else [value])


@pytest.mark.parametrize("content", [JSON, TOKEN])
def test_what_another_implementation_baked_is_read(content: bytes) -> None:
    for kind, baked in (
        ("png", bake_png(png(), content.decode(), keyword=b"openbadgecredential")),
        (
            "svg",
            bake_svg(
                svg(""),
                content.decode(),
                element="openbadges:credential",
                namespace="https://purl.imsglobal.org/ob/v3p0",
                as_text=content is JSON,
            ),
        ),
    ):
        report = World().verify(baked)
        assert report.received == kind
        assert report.valid


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (png(), "nothing_embedded"),
        (png(text_chunk(JSON), text_chunk(TOKEN)), "several_embedded"),
        (png(text_chunk(JSON))[:400], "container_damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 40, "container_damaged"),
        (png(chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0nozlib")), "container_damaged"),
        (png(chunk(b"iTXt", b"openbadgecredential\0")), "container_damaged"),
        (png(text_chunk(b"x" * 300_000, packed=True)), "too_large"),
        (png(text_chunk(b"no json")), "not_json"),
        (svg(""), "nothing_embedded"),
        (svg(in_svg(JSON) * 2), "several_embedded"),
        (svg(in_svg(JSON))[:-20], "container_damaged"),
        (svg(in_svg(JSON), '<!DOCTYPE svg [<!ENTITY a "b">]>'), "container_damaged"),
        (svg("&a;", '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "container_damaged"),
        (b"<html></html>", "nothing_embedded"),
        (pdf(), "nothing_embedded"),
        (pdf(b"{}"), "nothing_embedded"),
        (pdf(JSON, TOKEN), "several_embedded"),
        (pdf(JSON)[:300], "container_damaged"),
        (b"%PDF-1.7\n" + b"1 0 obj\n<<" * 50, "container_damaged"),
        (b"x" * (5 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_a_file_that_holds_no_one_credential_is_refused(data: bytes, code: str) -> None:
    report = World().verify(data)
    assert answers(report)["parse"] == ("no", code)
    assert report.document is None


def test_a_bomb_in_a_picture_is_stopped() -> None:
    assert answers(World().verify(png(text_chunk(bytes(50_000_000), packed=True))))["parse"] == ("no", "too_large")


TITLE, NAME = samples.credential()["name"], samples.HOLDER.name


def test_a_page_that_shows_what_is_in_it_says_so() -> None:
    report = World().verify(pdf(JSON, text=f"{TITLE} {NAME}"))
    assert report.valid
    assert answers(report)["appearance"] == ("yes", "appearance_same")
    assert [check.name for check in report.checks][-1] == "appearance"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [(f"{TITLE} Eve Mallory", "identityHash", NAME), (f"Lasser {NAME}", "name", TITLE)],
)
def test_a_page_that_shows_something_else_is_called_out(text: str, field: str, value: str) -> None:
    report = World().verify(pdf(JSON, text=text))
    assert failures(report) == {"appearance": ("no", "appearance_differs")}
    assert report.check("appearance").reason.parameters == {"field": field, "value": value}
    assert report.document == samples.signed()


def test_a_page_without_text_cannot_be_compared() -> None:
    assert failures(World().verify(pdf(JSON))) == {"appearance": ("unknown", "appearance_not_readable")}


def test_a_picture_that_shows_another_name_counts_by_what_is_in_it() -> None:
    report = World().verify(svg(in_svg(JSON)), expected_name="Somebody Else")
    assert answers(report)["holder"] == ("no", "holder_differs")


def test_a_locked_pdf_is_not_opened() -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("credential.json", JSON)
    writer.encrypt("secret", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    assert answers(World().verify(target.getvalue()))["parse"] == ("no", "container_damaged")


def test_a_pdf_with_a_filter_that_nobody_knows_is_damaged() -> None:
    whole = pdf(JSON, text=f"{TITLE} {NAME}")
    assert b"/FlateDecode" in whole
    report = World().verify(whole.replace(b"/FlateDecode", b"/SlateDecode"))
    assert answers(report)["parse"] == ("no", "container_damaged")


WHOLE: list[Any] = [png(text_chunk(JSON)), svg(in_svg(JSON)), pdf(JSON, text=f"{TITLE} {NAME}")]


@settings(max_examples=120, deadline=None)
@given(whole=st.sampled_from(WHOLE), data=st.data())
def test_any_damaged_file_gets_a_report(whole: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    damaged = whole[:place] if cut else whole[:place] + bytes([whole[place] ^ 0x15]) + whole[place + 1 :]
    report = World().verify(damaged)
    assert "verifier_failed" not in {check.reason.code for check in report.checks}
    assert not report.valid or json.loads(to_bytes(dict(report.document or {}))) == samples.signed()
