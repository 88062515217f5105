"""The picture of an achievement, as SVG and as PNG: drawn from its design."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from xml.sax.saxutils import escape

import typst
from defusedxml.ElementTree import fromstring

from courses.models import ModuleVersion
from courses.models.facts import Topic
from credentials.formats.badge import DEFAULT_ICON, DEFAULT_SHAPE, SIZE, BadgeDesign, draw_badge
from credentials.models import Achievement, BadgeUpload
from lms.organisations.models import Fieldlab

ICON_OF_TOPIC = {
    Topic.ROBOTICS: "robot",
    Topic.SAFETY: "safety",
    Topic.VISION: "vision",
    Topic.ADDITIVE: "layers",
    Topic.DATA: "data",
    Topic.TWIN: "twin",
    Topic.MAINTENANCE: "maintenance",
    Topic.LEAN: "flow",
}
PICTURES_IN_MEMORY = 64
MOST_UNITS = 100_000
# Turns a drawing into dots; the same program that sets the certificates.
_PAGE = f"""#set page(width: {SIZE}pt, height: {SIZE}pt, margin: 0pt, fill: none)
#image(bytes(sys.inputs.drawing), width: {SIZE}pt, height: {SIZE}pt)
""".encode()


def default_design(fieldlab: Fieldlab, *, icon: str = DEFAULT_ICON) -> BadgeDesign:
    """The badge of who designed none: the fieldlab's colours."""
    return BadgeDesign(DEFAULT_SHAPE, icon, fieldlab.colour.lower(), fieldlab.accent_colour.lower())


def design_for(version: ModuleVersion) -> BadgeDesign:
    """The badge of a module without a definition of its own: the fieldlab's colours, an icon by topic."""
    return default_design(version.fieldlab, icon=ICON_OF_TOPIC[Topic(version.topic)])


def badge_svg(achievement: Achievement) -> bytes:
    """The picture as SVG; the same bytes for ever, once the achievement has pinned its design."""
    if not achievement.badge and achievement.version is not None:
        return draw_badge(design_for(achievement.version), title=achievement.name)
    return picture_of(achievement.badge, title=achievement.name, fieldlab=achievement.fieldlab)


def picture_of(badge: Mapping[str, str], *, title: str, fieldlab: Fieldlab) -> bytes:
    """The picture that `badge` describes: a design, or the number of an upload; without both the default."""
    if upload := _upload_in(badge):
        content = bytes(upload.content)
        return content if upload.kind == BadgeUpload.Kind.SVG else framed(content, title=title)
    return draw_badge(BadgeDesign.from_json(badge) if badge else default_design(fieldlab), title=title)


def badge_png(achievement: Achievement) -> bytes:
    """The picture as PNG: of 512 × 512 dots, transparent around the shape, or as it was uploaded."""
    upload = _upload_in(achievement.badge)
    if upload is not None and upload.kind == BadgeUpload.Kind.PNG:
        return bytes(upload.content)
    return raster(badge_svg(achievement))


def _upload_in(badge: Mapping[str, str]) -> BadgeUpload | None:
    number = badge.get("upload")
    return BadgeUpload.objects.get(uuid=number) if number else None


def framed(picture: bytes, *, title: str) -> bytes:
    """A PNG as a drawing that shows it."""
    data = b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}" '
        f'role="img"><title>{escape(title)}</title>'
        f'<image width="{SIZE}" height="{SIZE}" href="data:image/png;base64,{data}"/></svg>'
    ).encode()


def drawn_size(drawing: bytes) -> tuple[float, float]:
    """Width and height of an SVG, by its viewBox or else by itself. Raises ValueError for what can't be drawn."""
    root = fromstring(drawing, forbid_dtd=True)
    if root.tag.rpartition("}")[2] != "svg":
        raise ValueError("no svg")
    box = root.get("viewBox", "").replace(",", " ").split()
    numbers = box[2:4] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    width, height = (float(number.removesuffix("px")) for number in numbers)
    if not (0 < width < MOST_UNITS and 0 < height < MOST_UNITS):
        raise ValueError("no size")
    try:
        raster(drawing)
    except Exception as error:  # typst has one error for all, which is no ValueError
        raise ValueError("can't be drawn") from error
    return width, height


@lru_cache(maxsize=PICTURES_IN_MEMORY)
def raster(drawing: bytes) -> bytes:
    """Return an SVG as PNG of 512 × 512 dots. Raises typst.TypstError for what is no drawing."""
    return bytes(typst.compile(_PAGE, format="png", ppi=72.0, sys_inputs={"drawing": drawing.decode()}))
