"""Is the picture around a credential the one that its issuer signed for it (Open Badges 3.0, `achievement.image`)?

Compared as one sees them: small, in colour. Bakers may write the same dots in other bytes.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from typing import Any

from credentials.verifier.report import Result
from credentials.verifier.resolving import Unresolvable

ResolvePicture = Callable[[str], bytes]
MOST_DOTS = 4096 * 4096
_DATA_URI = "data:image/png;base64,"
_COMPARED_AT = (64, 64)
# Mean difference of a colour (0 to 255) that another rendering of the same drawing may have.
_TOLERANCE = 6.0


def no_picture(url: str) -> bytes:
    """Resolve nothing: for callers that ask nobody for pictures."""
    raise Unresolvable(url)


def is_named_picture(document: Mapping[str, Any], picture: bytes, resolve: ResolvePicture) -> Result | None:
    """Whether `picture` (PNG) is the one that a credential names; None where it names none."""
    url = _named(document)
    if url is None:
        return None
    try:
        if url.startswith(_DATA_URI):
            named = base64.b64decode(url.removeprefix(_DATA_URI), validate=True)
        else:
            named = resolve(url)
        return "yes" if _look_the_same(picture, named) else "no"
    except Exception:
        # Not found, or broken: Pillow lets through whatever a picture makes of its readers, and none may cost the
        # answer.
        return "unknown"


def _named(document: Mapping[str, Any]) -> str | None:
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    image = achievement.get("image") if isinstance(achievement, Mapping) else None
    url = image.get("id") if isinstance(image, Mapping) else image
    return url if isinstance(url, str) else None


def _look_the_same(one: bytes, other: bytes) -> bool:
    from PIL import ImageChops, ImageStat

    difference = ImageStat.Stat(ImageChops.difference(_small(one), _small(other)))
    return sum(difference.mean) / len(difference.mean) <= _TOLERANCE


def _small(content: bytes) -> Any:
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
        if image.width * image.height > MOST_DOTS:
            raise ValueError("too many dots")
        # On white, so that what is transparent counts for nothing.
        found = image.convert("RGBA")
    ground = Image.new("RGBA", found.size, "white")
    return Image.alpha_composite(ground, found).convert("RGB").resize(_COMPARED_AT)
