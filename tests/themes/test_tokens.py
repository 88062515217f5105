"""The numbers in css/base.css themselves: what is read can be read, in both themes."""

import re
from pathlib import Path

import pytest

from themes.colours import BACKGROUNDS, contrast, palette

CSS = (Path(__file__).parents[2] / "themes/static/themes/css/base.css").read_text()
GROUNDS = ("--page", "--sunken", "--surface")
TEXTS = ("--ink", "--muted", "--brand-text", "--accent-text", "--success", "--warning", "--danger", "--info")


def block_after(opening):
    start = CSS.index(opening) + len(opening)
    return dict(re.findall(r"(--[a-z-]+):\s*(#[0-9a-f]{6});", CSS[start : CSS.index("}", start)]))


THEMES = {"light": block_after(":root {"), "dark": block_after(':root[data-theme="dark"] {')}


def test_chosen_dark_is_the_systems_dark():
    assert THEMES["dark"] == block_after(':root:not([data-theme="light"]) {')


def test_dark_has_every_colour_of_light():
    assert set(THEMES["dark"]) == set(THEMES["light"])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_can_be_read_on_every_ground(theme, text, ground):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tone", ["brand", "accent", "success", "warning", "danger", "info"])
def test_text_can_be_read_on_its_tint(theme, tone):
    tokens = THEMES[theme]
    text = tokens.get(f"--{tone}-text") or tokens[f"--{tone}"]
    assert contrast(text, tokens[f"--{tone}-tint"]) >= 4.5
    assert contrast(tokens["--ink"], tokens[f"--{tone}-tint"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["brand", "accent"])
def test_text_can_be_read_on_fills(theme, name):
    tokens = THEMES[theme]
    for fill in (f"--{name}", f"--{name}-strong"):
        assert contrast(tokens[f"--on-{name}"], tokens[fill]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_edges_of_fields_and_focus_can_be_seen(theme, ground):
    for edge in ("--line-strong", "--focus"):
        assert contrast(THEMES[theme][edge], THEMES[theme][ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_palettes_are_computed_for_these_grounds(theme):
    assert {THEMES[theme][ground] for ground in GROUNDS} == set(BACKGROUNDS[theme])


@pytest.mark.parametrize("theme", THEMES)
def test_networks_own_colours_are_a_palette_like_any_other(theme):
    own = palette("#12406b", "#c2410c")[theme]
    assert {name: THEMES[theme][name] for name in own} == own
