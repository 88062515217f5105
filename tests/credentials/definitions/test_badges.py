from __future__ import annotations

import re
from io import BytesIO
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from courses.authoring.svg import check_svg
from courses.models.facts import Topic
from credentials.definitions.badges import ICON_OF_TOPIC, badge_png, badge_svg, raster
from credentials.formats.badge import ICONS, SHAPES, SIZE, BadgeDesign, draw_badge
from credentials.models import Achievement, Credential

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(st.sampled_from(sorted(SHAPES)), st.sampled_from(sorted(ICONS)), colours, colours, st.text(max_size=40))
def test_any_design_is_a_drawing_and_nothing_more(
    shape: str, icon: str, colour: str, accent: str, title: str
) -> None:
    design = BadgeDesign(shape, icon, colour, accent)
    title = "".join(letter for letter in title if letter.isprintable())
    check_svg(draw_badge(design, title=title))
    assert BadgeDesign.from_json(design.to_json()) == design


def test_every_shape_and_icon_differs() -> None:
    drawings = {
        draw_badge(BadgeDesign(shape, icon, "#0b4f6c", "#e4572e"), title="x")
        for shape, icon in product(SHAPES, ICONS)
    }
    assert len(drawings) == len(SHAPES) * len(ICONS)


@pytest.mark.parametrize(
    "design",
    [
        BadgeDesign("triangle", "star", "#0b4f6c", "#e4572e"),
        BadgeDesign("circle", "cat", "#0b4f6c", "#e4572e"),
        BadgeDesign("circle", "star", '#000"/><script', "#e4572e"),
        BadgeDesign("circle", "star", "#0b4f6c", "red"),
    ],
)
def test_what_is_no_design_is_refused(design: BadgeDesign) -> None:
    with pytest.raises(ValueError, match="No"):
        draw_badge(design, title="x")


def test_the_picture_shows_the_colours() -> None:
    picture = Image.open(
        BytesIO(raster(draw_badge(BadgeDesign("circle", "star", "#0b4f6c", "#e4572e"), title="x")))
    )
    assert (picture.size, picture.mode) == ((SIZE, SIZE), "RGBA")
    assert picture.getpixel((0, 0)) == (0, 0, 0, 0)
    assert picture.getpixel((SIZE // 2, 90)) == (0x0B, 0x4F, 0x6C, 255)
    assert picture.getpixel((SIZE // 2, 25)) == (0xE4, 0x57, 0x2E, 255)


def test_every_topic_has_an_icon() -> None:
    assert set(ICON_OF_TOPIC) == set(Topic)
    assert set(ICON_OF_TOPIC.values()) <= set(ICONS)


@pytest.mark.django_db
def test_an_achievement_keeps_its_picture_when_the_fieldlab_changes_colours(credential: Credential) -> None:
    achievement = credential.achievement
    before = badge_svg(achievement)
    fieldlab = achievement.version.fieldlab
    fieldlab.colour = "#ff0000"
    fieldlab.save()
    again = Achievement.objects.get(pk=achievement.pk)
    assert badge_svg(again) == before
    assert badge_png(again) == raster(before)


@pytest.mark.django_db
def test_the_definition_names_the_picture_and_it_stands_there(client: Client, credential: Credential) -> None:
    achievement = credential.achievement
    address = achievement.definition["image"]["id"]
    assert address.endswith(reverse("badge_png", args=[achievement.uuid]))
    picture = client.get(reverse("badge_png", args=[achievement.uuid]))
    assert (picture["Content-Type"], picture["Access-Control-Allow-Origin"]) == ("image/png", "*")
    assert picture.content == badge_png(achievement)
    drawing = client.get(reverse("badge_svg", args=[achievement.uuid]))
    assert (drawing["Content-Type"], drawing.content) == ("image/svg+xml", badge_svg(achievement))


@pytest.mark.django_db
def test_the_public_page_shows_the_picture(client: Client, credential: Credential) -> None:
    achievement = credential.achievement
    page = client.get(reverse("achievement", args=[achievement.uuid])).content.decode()
    (source,) = re.findall(r'class="badge-picture" src="([^"]+)"', page)
    assert client.get(source).content == badge_svg(achievement)
