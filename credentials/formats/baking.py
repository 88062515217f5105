"""A credential inside a picture (Open Badges 3.0, 5.3 Baked Badges). `verify/containers.py` takes it out again."""

from __future__ import annotations

import re
import zlib

from credentials.formats.errors import FormRefused

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEYWORD = b"openbadgecredential"
SVG_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"

_HEAD_END = len(PNG_SIGNATURE) + 8 + 13 + 4
# XML 1.0, 2.2: what a document may not hold, not even in CDATA. In JSON each of them may be written by its number.
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
# Comments are passed over: what looks like the element there is none.
_SVG_START = re.compile(
    rb"(?:<!--.*?-->|[^<]|<(?!svg\b|!--))*<svg\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*?(/?)>", re.DOTALL
)


def bake_png(picture: bytes, credential: bytes) -> bytes:
    """Return a PNG with the credential (signed JSON, or a token) in an iTXt chunk, unchanged (5.3.1).

    Raises FormRefused if `picture` is no PNG, or holds a credential already.
    """
    if not picture.startswith(PNG_SIGNATURE) or picture[12:16] != b"IHDR" or len(picture) < _HEAD_END:
        raise FormRefused("picture_not_png")
    if PNG_KEYWORD + b"\0" in picture:
        raise FormRefused("picture_already_baked")
    # Keyword, not compressed, no method, no language, no translated keyword, the text (PNG, 11.3.3.4).
    body = b"iTXt" + PNG_KEYWORD + b"\0\0\0\0\0" + credential
    chunk = (len(body) - 4).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)
    return picture[:_HEAD_END] + chunk + picture[_HEAD_END:]


def bake_svg(drawing: bytes, credential: bytes) -> bytes:
    """Return an SVG with the credential (signed JSON) as text of `openbadges:credential` (5.3.2.1).

    The text is the signed one, but for two code points that XML can't hold: they are written as JSON escapes.
    Raises FormRefused if `drawing` has no svg element to put it in, or holds a credential already.
    """
    start = _SVG_START.match(drawing)
    if start is None or start[1]:
        raise FormRefused("picture_not_svg")
    if SVG_NAMESPACE.encode() in drawing:
        raise FormRefused("picture_already_baked")
    text = _NOT_IN_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", credential.decode())
    # What would end the section is split over two of them.
    inside = text.replace("]]>", "]]]]><![CDATA[>")
    element = (
        f'<openbadges:credential xmlns:openbadges="{SVG_NAMESPACE}"><![CDATA[{inside}]]></openbadges:credential>'
    )
    return drawing[: start.end()] + element.encode() + drawing[start.end() :]
