"""Draws the picture of a badge: a shape, an icon and two colours make an SVG of 512 × 512.

No text, no script, no address of anything else: it looks the same wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from themes.colours import HEX, contrast, ink_on, mixed

SIZE = 512
# Two colours closer than this look like one.
APART = 1.6

SHAPES: Mapping[str, str] = {
    "hexagon": "M256 16 464 136V376L256 496 48 376V136Z",
    "circle": "M256 16A240 240 0 1 1 256 496 240 240 0 1 1 256 16Z",
    "shield": "M256 16 456 84V252C456 372 372 454 256 496 140 454 56 372 56 252V84Z",
    "square": "M104 24H408A80 80 0 0 1 488 104V408A80 80 0 0 1 408 488"
    "H104A80 80 0 0 1 24 408V104A80 80 0 0 1 104 24Z",
    "octagon": "M160 24H352L488 160V352L352 488H160L24 352V160Z",
}

# Lines on a field of 24 × 24.
ICONS: Mapping[str, str] = {
    "robot": "M4 21h9M8.5 21v-5M8.5 16 6 9.5M6 9.5 13.5 5M13.5 5 18 8.5M18 8.5v3M18 11.5l-2 3M18 11.5l2 3"
    "M7.4 9.5a1.4 1.4 0 1 1-2.8 0 1.4 1.4 0 1 1 2.8 0M14.9 5a1.4 1.4 0 1 1-2.8 0 1.4 1.4 0 1 1 2.8 0",
    "safety": "M12 3l7 2.5V11c0 4.6-2.9 8-7 10-4.1-2-7-5.4-7-10V5.5ZM8.5 12l2.5 2.5 4.5-5",
    "vision": "M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12Z"
    "M15 12a3 3 0 1 1-6 0 3 3 0 1 1 6 0",
    "layers": "M12 3l9 4.5-9 4.5-9-4.5ZM3 12l9 4.5L21 12M3 16.5 12 21l9-4.5",
    "data": "M5 6c0-1.5 3-2.5 7-2.5s7 1 7 2.5-3 2.5-7 2.5S5 7.5 5 6ZM5 6v12c0 1.5 3 2.5 7 2.5s7-1 7-2.5V6"
    "M5 12c0 1.5 3 2.5 7 2.5s7-1 7-2.5",
    "twin": "M3.5 3.5h11v11h-11ZM9.5 14.5v6h11v-11h-6",
    "maintenance": "M14.5 6.5a4.5 4.5 0 0 1 5.9-1.4L17.5 8l.5 2.5 2.5.5 2.4-2.4a4.5 4.5 0 0 1-6 5.6L8.5 22"
    "a2.3 2.3 0 0 1-3.3-3.3L13 11a4.5 4.5 0 0 1 1.5-4.5Z",
    "flow": "M3 7h13M12.5 3.5 16 7l-3.5 3.5M21 17H8M11.5 13.5 8 17l3.5 3.5",
    "star": "M12 3l2.7 5.7 6.3.8-4.6 4.3 1.2 6.2L12 17l-5.6 3 1.2-6.2L3 9.5l6.3-.8Z",
    "cap": "M12 4.5 22 9l-10 4.5L2 9ZM6 11v5c1.5 1.7 3.6 2.5 6 2.5s4.5-.8 6-2.5v-5M22 9v6",
    "gear": "M15.5 12a3.5 3.5 0 1 1-7 0 3.5 3.5 0 1 1 7 0M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M5.3 5.3l2.1 2.1"
    "M16.6 16.6l2.1 2.1M5.3 18.7l2.1-2.1M16.6 7.4l2.1-2.1M18 12a6 6 0 1 1-12 0 6 6 0 1 1 12 0",
    "hand": "M8 13V5.5a1.5 1.5 0 0 1 3 0V11M11 11V4a1.5 1.5 0 0 1 3 0v7M14 11V5.5a1.5 1.5 0 0 1 3 0V14"
    "c0 4.5-2 7-5.5 7-2.5 0-4-1-5.5-3.5L3.7 13.5a1.5 1.5 0 0 1 2.5-1.6L8 14",
}
DEFAULT_SHAPE, DEFAULT_ICON = "hexagon", "star"


@dataclass(frozen=True)
class BadgeDesign:
    """What a badge looks like: a key of SHAPES, a key of ICONS, and two colours such as `#0b4f6c`."""

    shape: str
    icon: str
    colour: str
    accent: str

    def to_json(self) -> dict[str, str]:
        return {"shape": self.shape, "icon": self.icon, "colour": self.colour, "accent": self.accent}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> BadgeDesign:
        return cls(data["shape"], data["icon"], data["colour"], data["accent"])


def draw_badge(design: BadgeDesign, *, title: str) -> bytes:
    """Return the SVG of a badge; `title` is what a screen reader says.

    Raises ValueError for a shape, an icon or a colour that is none.
    """
    if design.shape not in SHAPES or design.icon not in ICONS:
        raise ValueError(f"No such badge: {design.shape}, {design.icon}")
    for colour in (design.colour, design.accent):
        if not HEX.fullmatch(colour):
            raise ValueError(f"Not a colour like #1a2b3c: {colour}")
    ground = design.colour
    ring = design.accent if contrast(design.accent, ground) >= APART else ink_on(ground)
    shape = SHAPES[design.shape]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}" '
        f'role="img"><title>{escape(title)}</title>'
        f'<path d="{shape}" fill="{ring}"/>'
        f'<path d="{shape}" fill="{mixed("#ffffff", ground, 0.12)}" transform="translate(25.6 25.6) scale(0.9)"/>'
        f'<path d="{shape}" fill="{ground}" transform="translate(38.4 38.4) scale(0.85)"/>'
        f'<g fill="none" stroke="{ink_on(ground)}" stroke-width="1.5" stroke-linecap="round" '
        f'stroke-linejoin="round" transform="translate(124 124) scale(11)"><path d="{ICONS[design.icon]}"/></g>'
        "</svg>"
    ).encode()
