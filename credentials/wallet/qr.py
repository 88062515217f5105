"""Links as a picture that a phone can read."""

from __future__ import annotations

import segno


def qr_code(link: str) -> str:
    """Return a link as a QR code: an SVG in a data address, for the `src` of a picture."""
    return segno.make(link, error="m").svg_data_uri(scale=4, border=4)
