"""A credential as a page to print, with the signed file inside: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1).

Typst sets `certificate.typ`. Nothing on the page counts: what does is the attached file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import manimgx_fonts
import manimgx_fonts_cjk
import typst

ATTACHMENT = "credential.json"
_TEMPLATE = Path(__file__).with_name("certificate.typ")
_FONT_PACKAGES = (manimgx_fonts, manimgx_fonts_cjk)
_FIRST, _LAST = "Noto Sans", ("Noto Sans CJK SC", "Noto Emoji")
# How Typst says that no font has a character: a box in its place would be no letter of PDF/A.
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed', re.DOTALL)


@dataclass(frozen=True)
class Fact:
    """A line of the certificate: what it is, in the reader's language, and what the credential says of it."""

    label: str
    value: str


@dataclass(frozen=True)
class Words:
    """What the page says besides the credential, in the language of `Certificate.language`."""

    title: str
    eyebrow: str
    awarded_to: str
    outcomes: str
    criteria: str
    check_title: str
    check: str
    code: str
    footer: str
    left_out: str


@dataclass(frozen=True)
class Certificate:
    """All that a certificate shows. `language` is that of the words, `content_language` that of the credential."""

    language: str
    content_language: str
    words: Words
    issuer: str
    name: str
    description: str
    holder: str
    facts: tuple[Fact, ...]
    outcomes: tuple[str, ...]
    criteria: tuple[str, ...]
    link: str
    # `#rrggbb`: the issuer's colour, what is written on it, and its second colour.
    brand: str
    on_brand: str
    accent: str


@dataclass(frozen=True)
class Picture:
    """An image of the page: its bytes and how their file ends (`svg`, `png`)."""

    content: bytes
    kind: str


def build_certificate(
    certificate: Certificate, *, credential: bytes, code: Picture, made_at: datetime, logo: Picture | None = None
) -> bytes:
    """Return the certificate as PDF, with the signed `credential` attached byte for byte.

    `code` is the QR code of `certificate.link`. The same arguments give the same bytes. A character that no font
    here has is written as `[U+1F9D9]`, and the page says so. A logo that can't be set is left out. Raises
    typst.TypstError for anything else that can't be set.
    """
    content = asdict(certificate)
    spelt = False
    while True:
        try:
            return _compiled(content, credential, code, made_at, logo)
        except typst.TypstError as error:
            unknown = frozenset().union(*(_letters(match["text"]) for match in _NO_GLYPH.finditer(str(error))))
            if unknown:
                content = _spelt(content, unknown)
            elif logo is None:
                raise
            else:
                logo = None
        if unknown and not spelt:
            content["words"]["footer"] = f"{content['words']['left_out']} {content['words']['footer']}"
            spelt = True


def _letters(quoted: str) -> frozenset[str]:
    return frozenset(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), quoted))


def _compiled(
    content: Mapping[str, Any], credential: bytes, code: Picture, made_at: datetime, logo: Picture | None
) -> bytes:
    families, fonts = _fonts()
    with TemporaryDirectory(prefix="certificate-") as name:
        folder = Path(name)
        images = {"code": code, "logo": logo}
        named = {key: f"{key}.{image.kind}" for key, image in images.items() if image is not None}
        for key, image in images.items():
            if image is not None:
                (folder / named[key]).write_bytes(image.content)
        (folder / ATTACHMENT).write_bytes(credential)
        page = {**content, "images": named, "fonts": families, "attachment": ATTACHMENT}
        (folder / "certificate.json").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        (folder / _TEMPLATE.name).write_bytes(_TEMPLATE.read_bytes())
        compiler = typst.Compiler(str(folder / _TEMPLATE.name), root=str(folder), font_paths=fonts)
        second = made_at.replace(microsecond=0)
        made: bytes = compiler.compile(format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=second)  # type: ignore[assignment]
    return made


@cache
def _fonts() -> tuple[list[str], typst.Fonts]:
    """The families in the order in which they are asked for a letter. The machine's own fonts are left alone."""
    folders = [str(Path(str(package.__file__)).parent) for package in _FONT_PACKAGES]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    scripts = [family for family in fonts.families() if family.startswith("Noto Sans ") and "CJK" not in family]
    return [_FIRST, *sorted(scripts), *_LAST], fonts


def _spelt(value: Any, unknown: frozenset[str]) -> Any:
    if isinstance(value, str):
        return "".join(f"[U+{ord(letter):04X}]" if letter in unknown else letter for letter in value)
    if isinstance(value, Mapping):
        return {key: _spelt(item, unknown) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_spelt(item, unknown) for item in value]
    return value
