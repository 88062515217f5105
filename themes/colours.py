"""A fieldlab's palette from its two colours: the hue stays, lightness moves until text can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

Palette = dict[str, dict[str, str]]
RGB = tuple[float, float, float]

# The backgrounds of css/base.css that text in a fieldlab's colours may stand on.
BACKGROUNDS = {"light": ("#ffffff", "#f2f4f5"), "dark": ("#12161a", "#1b2127", "#0c0f12")}
# Light letters on a dark ground need more than the bound to be pleasant.
TEXT_CONTRAST = {"light": 4.5, "dark": 6.0}
FILL_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0
# Rounding to eight bits per channel may cost a little contrast: aim above the bound.
MARGIN = 0.1

HEX = re.compile(r"#[0-9a-f]{6}")


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two hex colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour, 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = linear_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def palette(primary: str, accent: str) -> Palette:
    """The custom properties of both colours, for the light and the dark theme."""
    return {
        theme: {**shades("brand", primary.lower(), theme), **shades("accent", accent.lower(), theme)}
        for theme in BACKGROUNDS
    }


def stylesheet(palette: Mapping[str, Mapping[str, str]]) -> str:
    """The palette as CSS: follows the reader's system unless they chose a theme themselves."""
    light, dark = (declarations(palette[theme]) for theme in ("light", "dark"))
    return (
        f":root{{{light}}}\n"
        f"@media (prefers-color-scheme: dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f":root[data-theme=dark]{{{dark}}}\n"
    )


def fingerprint(palette: Mapping[str, Mapping[str, str]]) -> str:
    """Short name of this palette's content, so that its stylesheet may be cached for ever."""
    return sha256(stylesheet(palette).encode()).hexdigest()[:12]


def shades(name: str, colour: str, theme: str) -> dict[str, str]:
    page = BACKGROUNDS[theme][0]
    fill = colour if theme == "light" else readable(colour, [page], SHAPE_CONTRAST)
    on_fill = ink_on(fill)
    tint = mixed(page, fill, 0.08 if theme == "light" else 0.16)
    return {
        f"--{name}": fill,
        f"--on-{name}": on_fill,
        f"--{name}-strong": stronger(fill, on_fill),
        f"--{name}-text": readable(fill, [*BACKGROUNDS[theme], tint], TEXT_CONTRAST[theme]),
        f"--{name}-tint": tint,
    }


def ink_on(fill: str) -> str:
    """White where it can be read on `fill`, else black: one of the two always reaches 4.58."""
    return "#ffffff" if contrast(fill, "#ffffff") >= FILL_CONTRAST else "#000000"


def readable(colour: str, backgrounds: Iterable[str], wanted: float) -> str:
    """The shade of `colour` nearest to it that has `wanted` contrast on every background."""
    grounds = list(backgrounds)

    def enough(candidate: str) -> bool:
        return min(contrast(candidate, ground) for ground in grounds) >= wanted

    if enough(colour):
        return colour
    lightness, a, b = to_oklab(colour)
    towards = 0.0 if luminance(grounds[0]) > 0.5 else 1.0
    near, far = 0.0, 1.0
    for _ in range(16):
        middle = (near + far) / 2
        candidate = from_oklab((lightness + (towards - lightness) * middle, a, b))
        if min(contrast(candidate, ground) for ground in grounds) >= wanted + MARGIN:
            far = middle
        else:
            near = middle
    return from_oklab((lightness + (towards - lightness) * far, a, b))


def stronger(fill: str, on_fill: str) -> str:
    """The fill under a pointer: a step darker, or lighter where its text would suffer."""
    darker = shifted(fill, -0.06)
    return darker if contrast(darker, on_fill) >= FILL_CONTRAST else shifted(fill, 0.06)


def shifted(colour: str, by: float) -> str:
    lightness, a, b = to_oklab(colour)
    return from_oklab((min(1.0, max(0.0, lightness + by)), a, b))


def mixed(ground: str, colour: str, share: float) -> str:
    pairs = zip(to_oklab(ground), to_oklab(colour), strict=True)
    lightness, a, b = (one + (other - one) * share for one, other in pairs)
    return from_oklab((lightness, a, b))


def declarations(properties: Mapping[str, str]) -> str:
    for name, value in properties.items():
        if not re.fullmatch(r"--[a-z-]+", name) or not HEX.fullmatch(value):
            raise ValueError(f"Not a colour of a palette: {name}: {value}")
    return ";".join(f"{name}:{value}" for name, value in properties.items())


def linear_rgb(colour: str) -> RGB:
    if not HEX.fullmatch(colour.lower()):
        raise ValueError(f"Not a colour like #1a2b3c: {colour}")
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return decoded(red), decoded(green), decoded(blue)


def decoded(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def encoded(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


def to_oklab(colour: str) -> RGB:
    """Björn Ottosson's OKLab: steps in lightness look equal whatever the hue."""
    red, green, blue = linear_rgb(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def from_oklab(lab: RGB) -> str:
    """The hex colour; where the screen cannot show it, with as much less chroma as needed."""
    lightness, a, b = lab
    for step in range(21):
        share = 1 - step / 20
        channels = oklab_to_linear((lightness, a * share, b * share))
        if all(-0.0005 <= channel <= 1.0005 for channel in channels):
            break
    return "#" + "".join(f"{round(255 * encoded(min(1.0, max(0.0, channel)))):02x}" for channel in channels)


def oklab_to_linear(lab: RGB) -> RGB:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
