"""Baked and un-baked: the signed bytes come out of a picture as they went in."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentials.formats.baking import bake_png, bake_svg
from credentials.formats.errors import FormRefused, TextRefused
from credentials.formats.profile import AchievementDefinition
from credentials.formats.serialise import to_bytes
from credentials.verifier.containers import open_container
from tests.credentials import samples
from tests.credentials.formats.test_template import ACHIEVEMENTS, LINES
from tests.credentials.verifier.test_containers import JSON, TOKEN, png, svg
from tests.credentials.verifying import World, failures

PICTURE = png()
DRAWINGS = (
    b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    b'<?xml version="1.0"?>\n<!-- <svg> -->\n<svg\nxmlns=\'http://www.w3.org/2000/svg\' a=">"></svg>',
)


@pytest.mark.parametrize("content", [JSON, TOKEN])
def test_what_goes_into_a_png_comes_out_byte_for_byte(content: bytes) -> None:
    found = open_container(bake_png(PICTURE, content))
    assert (found.kind, found.payload) == ("png", content)


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize("content", [JSON, b'{"a":"]]>]]]]>","b":"<&>"}'])
def test_what_goes_into_an_svg_comes_out_byte_for_byte(drawing: bytes, content: bytes) -> None:
    found = open_container(bake_svg(drawing, content))
    assert (found.kind, found.payload) == ("svg", content)


@given(name=st.text(min_size=1, max_size=40).filter(lambda text: text.strip()))
@settings(max_examples=40, deadline=None)
def test_every_name_that_can_be_signed_bakes_and_unbakes(name: str) -> None:
    try:
        signed = samples.signed(holder=replace(samples.HOLDER, name=name))
    except (FormRefused, TextRefused):
        # Nothing else is refused in a name.
        unseen = [letter for letter in name if unicodedata.category(letter) in ("Cc", "Cs", "Cf")]
        if not unseen:
            raise
        return
    content = to_bytes(signed)
    for baked in (bake_png(PICTURE, content), bake_svg(DRAWINGS[0], content)):
        found = open_container(baked)
        assert json.loads(found.payload) == json.loads(content)
        assert failures(World().verify(baked)) == {}


@pytest.mark.parametrize("picture", [b"", b"GIF89a", PICTURE[:20], bake_png(PICTURE, JSON)])
def test_what_is_no_png_or_baked_already_is_refused(picture: bytes) -> None:
    with pytest.raises(FormRefused):
        bake_png(picture, JSON)


@pytest.mark.parametrize("drawing", [b"", b"<html/>", b"<svg/>", svg("")])
def test_what_is_no_svg_or_baked_already_is_refused(drawing: bytes) -> None:
    with pytest.raises(FormRefused):
        bake_svg(drawing, JSON)


@given(achievement=ACHIEVEMENTS, name=LINES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_achievement_and_name_signs_verifies_bakes_and_unbakes(
    achievement: AchievementDefinition, name: str
) -> None:
    signed = samples.signed(achievement=achievement, holder=replace(samples.HOLDER, name=name))
    content = to_bytes(signed)
    for baked in (content, bake_png(PICTURE, content), bake_svg(DRAWINGS[0], content)):
        report = World().verify(baked)
        assert failures(report) == {}
        assert report.document == signed
