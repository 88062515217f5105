"""Refuses drawings that hold more than a drawing: an SVG can carry scripts and call other hosts. Pure."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

REFUSED_ELEMENTS = {
    "script",
    "foreignobject",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
    "handler",
    "listener",
    "set",
    "animate",
    "animatetransform",
    "animatemotion",
}
SAFE_DATA = re.compile(r"^data:image/(png|jpeg|gif|webp);base64,")
OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?!#)|expression\(|javascript:", re.IGNORECASE)


class SvgRefused(ValueError):
    """The drawing holds `what`, which is not drawn."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def check_svg(content: bytes) -> None:
    """Raise SvgRefused where `content` holds a script, an event handler, an animation or an outside address."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise SvgRefused("XML") from error
    for element in root.iter():
        check_element(element)


def check_element(element: Element) -> None:
    if not isinstance(element.tag, str):
        return
    name = element.tag.rpartition("}")[2].lower()
    if name in REFUSED_ELEMENTS:
        raise SvgRefused(f"<{name}>")
    if name == "style" and OUTSIDE.search("".join(element.itertext())):
        raise SvgRefused("<style>")
    for attribute, value in element.attrib.items():
        local = attribute.rpartition("}")[2].lower()
        if local.startswith("on"):
            raise SvgRefused(local)
        if local in {"href", "src"} and not (value.strip().startswith("#") or SAFE_DATA.match(value.strip())):
            raise SvgRefused(local)
        if OUTSIDE.search(value):
            raise SvgRefused(local)
