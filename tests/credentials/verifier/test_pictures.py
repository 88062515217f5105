"""The picture around a credential, against the one that its issuer signed for the achievement."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from credentials.formats.baking import bake_png
from credentials.formats.serialise import to_bytes
from credentials.verifier.resolving import Unresolvable
from tests.credentials import samples
from tests.credentials.verifying import World

SIGNED = to_bytes(samples.signed())
NAMED = samples.ACHIEVEMENT.image_url


def drawn(ground: str, shape: str, *, size: int = 256, mode: str = "RGBA", compress: int = 6) -> bytes:
    """A badge as PNG: a disc on a ground."""
    image = Image.new(mode, (size, size), ground)
    ImageDraw.Draw(image).ellipse((size // 5, size // 5, size * 4 // 5, size * 4 // 5), fill=shape)
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=compress)
    return target.getvalue()


OURS = drawn("white", "darkgreen")
NOT_COMPARED = ["picture_not_compared", "only_signed_counts"]


def notices(picture: bytes, resolve: Callable[[str], bytes], credential: bytes = SIGNED) -> list[str]:
    report = World().verify(bake_png(picture, credential), resolve_picture=resolve)
    assert report.valid
    return [notice.code for notice in report.notices]


def published(url: str) -> bytes:
    assert url == NAMED
    return OURS


@pytest.mark.parametrize(
    "same",
    [
        OURS,
        drawn("white", "darkgreen", compress=0),
        drawn("white", "darkgreen", size=400),
        drawn("white", "darkgreen", mode="RGB"),
    ],
)
def test_the_signed_picture_is_known_however_it_was_saved(same: bytes) -> None:
    assert notices(same, published) == ["only_signed_counts"]


@pytest.mark.parametrize("other", [drawn("navy", "gold"), drawn("white", "red"), drawn("darkgreen", "white")])
def test_another_picture_is_called_out(other: bytes) -> None:
    assert notices(other, published) == ["picture_is_another", "only_signed_counts"]


def unresolvable(url: str) -> bytes:
    raise Unresolvable(url)


def of_chunks(*chunks: tuple[bytes, bytes]) -> bytes:
    parts = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def says_its_size(width: int, height: int) -> bytes:
    return struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)


BROKEN = {
    "nothing": b"",
    "text": b"no picture",
    "cut": OURS[:60],
    "short head": of_chunks((b"IHDR", b"\0" * 4)),
    "too many dots": of_chunks((b"IHDR", says_its_size(5000, 5000)), (b"IDAT", b""), (b"IEND", b"")),
    "a bomb": of_chunks((b"IHDR", says_its_size(60_000, 60_000)), (b"IDAT", b""), (b"IEND", b"")),
    "no dots": of_chunks((b"IHDR", says_its_size(0, 0)), (b"IDAT", b""), (b"IEND", b"")),
    "no deflate": of_chunks((b"IHDR", says_its_size(9, 9)), (b"IDAT", b"zzzz"), (b"IEND", b"")),
    "long text": of_chunks(
        (b"IHDR", says_its_size(9, 9)), (b"zTXt", b"a\0\0" + zlib.compress(b"x" * 2_000_000)), (b"IEND", b"")
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_picture_could_not_be_compared(broken: bytes) -> None:
    assert notices(OURS, lambda url: broken) == NOT_COMPARED
    if broken.startswith(OURS[:8]) and broken.endswith(OURS[-12:]):
        assert notices(broken, published) == NOT_COMPARED


def test_a_picture_that_is_not_found_could_not_be_compared() -> None:
    assert notices(OURS, unresolvable) == NOT_COMPARED


def test_without_a_named_picture_there_is_nothing_to_compare() -> None:
    document = samples.credential(achievement=replace(samples.ACHIEVEMENT, image_url=""))
    assert notices(OURS, unresolvable, to_bytes(samples.signed(document))) == ["only_signed_counts"]


def test_a_picture_in_the_credential_itself_is_compared_without_asking() -> None:
    document = samples.credential(achievement=replace(samples.ACHIEVEMENT, image_url=""))
    inside = "data:image/png;base64," + base64.b64encode(OURS).decode()
    document["credentialSubject"]["achievement"]["image"] = {"id": inside, "type": "Image"}
    credential = to_bytes(samples.signed(document))
    assert notices(OURS, unresolvable, credential) == ["only_signed_counts"]
    assert notices(drawn("navy", "gold"), unresolvable, credential)[0] == "picture_is_another"


def test_nothing_is_asked_for_a_credential_that_nobody_signed() -> None:
    changed = SIGNED.replace(b"Robotprogrammeren 1", b"Robotprogrammeren 2", 1)
    report = World().verify(bake_png(OURS, changed), resolve_picture=lambda url: pytest.fail(url))
    assert not report.valid
