"""Pictures that become a badge."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from courses.models import ModuleVersion
from credentials.actions.upload_badge import upload_badge
from credentials.definitions.badges import badge_png, badge_svg
from tests.factories.credentials import CredentialFactory
from tests.factories.definitions import staff_of

pytestmark = pytest.mark.django_db


def png(size: tuple[int, int]) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "#0b4f6c").save(file, "PNG")
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def with_long_text(size: tuple[int, int]) -> bytes:
    """A small picture with a text of 2 MB in a few kB."""
    whole = png(size)
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 2_000_000))
    return whole[:33] + text + whole[33:]


def svg(inside: str = "", box: str = "0 0 10 10") -> bytes:
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">'
    return f'{start}{inside}<rect width="9" height="9"/></svg>'.encode()


def test_an_uploaded_picture_becomes_the_badge(version: ModuleVersion) -> None:
    trainer = staff_of(version.fieldlab)
    for content, kind in ((png((200, 200)), "image/png"), (svg(), "image/svg+xml")):
        upload = upload_badge(by=trainer, fieldlab=version.fieldlab, content=content)
        assert upload.kind == kind
        achievement = CredentialFactory(version=version).achievement
        achievement.badge = {**achievement.badge, "upload": str(upload.uuid)}
        assert badge_png(achievement).startswith(b"\x89PNG")
        assert b"<svg" in badge_svg(achievement)


@pytest.mark.parametrize(
    "content",
    [
        png((200, 100)),
        png((20, 20)),
        b"\x89PNG\r\n\x1a\n nothing",
        png_of(chunk(b"IHDR", b"\0" * 4)),
        with_long_text((200, 200)),
        svg("<script>alert(1)</script>"),
        svg('<image href="https://elsewhere.example/x.png"/>'),
        svg(box="0 0 10 30"),
        b"<html/>",
        b"",
        b"\xff" * 100,
        b"x" * 600_000,
    ],
)
def test_what_is_no_square_picture_is_refused(version: ModuleVersion, content: bytes) -> None:
    with pytest.raises(ValidationError):
        upload_badge(by=staff_of(version.fieldlab), fieldlab=version.fieldlab, content=content)
