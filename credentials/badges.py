"""The picture of an achievement, as SVG and as PNG: drawn from its design."""

from __future__ import annotations

from functools import lru_cache

import typst

from courses.models import ModuleVersion
from courses.models.facts import Topic
from credentials.formats.badge import DEFAULT_ICON, DEFAULT_SHAPE, SIZE, BadgeDesign, draw_badge
from credentials.models import Achievement
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
    design = BadgeDesign.from_json(achievement.badge) if achievement.badge else design_for(achievement.version)
    return draw_badge(design, title=achievement.name)


def badge_png(achievement: Achievement) -> bytes:
    """The picture as PNG of 512 × 512 dots, transparent around the shape."""
    return raster(badge_svg(achievement))


@lru_cache(maxsize=PICTURES_IN_MEMORY)
def raster(drawing: bytes) -> bytes:
    """Return an SVG as PNG of 512 × 512 dots. Raises typst.TypstError for what is no drawing."""
    return bytes(typst.compile(_PAGE, format="png", ppi=72.0, sys_inputs={"drawing": drawing.decode()}))
