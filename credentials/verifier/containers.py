"""What somebody brought: text, or a picture or PDF with a credential inside.

Open Badges 3.0, 5.3 Baked Badges (PNG, SVG); a PDF carries it as an attached file. What a picture or page shows
is nobody's word: only what is embedded is checked.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from xml.etree.ElementTree import Element, ParseError

from credentials.formats.structure import MAXIMUM_BYTES
from credentials.verifier.parsing import ParseRefused
from credentials.verifier.tokens import TOKEN

Kind = Literal["json", "jwt", "png", "svg", "pdf"]
MAXIMUM_FILE_BYTES = 5 * 1024 * 1024

_PNG = b"\x89PNG\r\n\x1a\n"
_PDF = b"%PDF-"
_CHUNK_HEAD = 8
_KEYWORDS = (b"openbadgecredential", b"openbadges")
_ELEMENTS = ("{https://purl.imsglobal.org/ob/v3p0}credential", "{http://openbadges.org}assertion")
_MAXIMUM_PAGES = 20
_MAXIMUM_ATTACHMENTS = 20


@dataclass(frozen=True)
class Received:
    """The credential's own bytes, how they came, and the text that the page or drawing around them shows.

    Of a drawing each text is a line of its own. `picture` is the PNG around the credential.
    """

    kind: Kind
    payload: bytes
    shown: str | None = None
    picture: bytes | None = None


def open_container(data: bytes) -> Received:
    """Return the credential in `data`, whatever kind of file that is.

    Raises ParseRefused for files over 5 MiB (256 kB for text), pictures and PDFs that can't be read or hold no
    credential, and those that hold several: which one counts would be a guess.
    """
    if len(data) > MAXIMUM_FILE_BYTES:
        raise ParseRefused("too_large", limit=str(MAXIMUM_FILE_BYTES // 1024))
    stripped = data.strip()
    if data.startswith(_PNG):
        return Received("png", _only(list(_in_png(data)), "picture"), picture=data)
    if stripped.startswith(_PDF):
        return _in_pdf(stripped)
    if stripped.startswith(b"<"):
        return _in_svg(stripped)
    return Received("jwt" if TOKEN.fullmatch(stripped[: MAXIMUM_BYTES + 1]) else "json", data)


def _only(found: list[bytes], place: str) -> bytes:
    if not found:
        raise ParseRefused("nothing_embedded", place=place)
    if len(found) > 1:
        raise ParseRefused("several_embedded", place=place)
    return found[0]


def _in_png(data: bytes) -> Iterator[bytes]:
    position = len(_PNG)
    while position + _CHUNK_HEAD <= len(data):
        length = int.from_bytes(data[position : position + 4])
        kind = data[position + 4 : position + _CHUNK_HEAD]
        body = data[position + _CHUNK_HEAD : position + _CHUNK_HEAD + length]
        position += _CHUNK_HEAD + length + 4
        if len(body) < length or position > len(data):
            raise ParseRefused("container_damaged", place="picture")
        if kind in (b"iTXt", b"tEXt"):
            keyword, _, rest = body.partition(b"\0")
            if keyword in _KEYWORDS:
                yield _international_text(rest) if kind == b"iTXt" else rest
        if kind == b"IEND":
            return


def _international_text(rest: bytes) -> bytes:
    # PNG, 11.3.3.4: a flag, a method, a language, a translated keyword, the text.
    parts = rest[2:].split(b"\0", 2)
    if len(rest) < 2 or len(parts) < 3:
        raise ParseRefused("container_damaged", place="picture")
    if not rest[0]:
        return parts[2]
    machine = zlib.decompressobj()
    try:
        text = machine.decompress(parts[2], MAXIMUM_BYTES + 1)
    except zlib.error as error:
        raise ParseRefused("container_damaged", place="picture") from error
    # One byte over the limit stays over it: the text is refused as too large.
    return text


def _in_svg(data: bytes) -> Received:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ParseRefused("container_damaged", place="drawing") from error
    found = [_baked(element) for element in root.iter() if element.tag in _ELEMENTS]
    shown = "\n".join(
        " ".join("".join(element.itertext()).split())
        for element in root.iter()
        if str(element.tag).rpartition("}")[2] in ("text", "foreignObject")
    )
    return Received("svg", _only(found, "drawing"), shown)


def _baked(element: Element) -> bytes:
    # Open Badges 3.0, 5.3.2.1: a token in the attribute `verify`, or JSON as the element's text.
    return (element.get("verify") or "".join(element.itertext())).strip().encode()


def _in_pdf(data: bytes) -> Received:
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted or len(reader.pages) > _MAXIMUM_PAGES:
            raise ParseRefused("container_damaged", place="pdf")
        found = [content for content in _attachments(reader) if _may_be_credential(content)]
        # Before the text, which costs most.
        payload = _only(found, "pdf")
        return Received("pdf", payload, " ".join(page.extract_text() for page in reader.pages))
    except (ParseRefused, MemoryError):
        raise
    except Exception as error:
        # pypdf lets through whatever a malformed file makes of its own lookups and filters.
        raise ParseRefused("container_damaged", place="pdf") from error


def _attachments(reader: Any) -> Iterator[bytes]:
    for number, attachment in enumerate(reader.attachment_list):
        if number == _MAXIMUM_ATTACHMENTS:
            raise ParseRefused("several_embedded", place="pdf")
        yield attachment.content


def _may_be_credential(content: bytes) -> bool:
    stripped = content.strip()
    if TOKEN.fullmatch(stripped[: MAXIMUM_BYTES + 1]):
        return True
    return stripped.startswith(b"{") and (b'"VerifiableCredential"' in stripped or b'"Assertion"' in stripped)
