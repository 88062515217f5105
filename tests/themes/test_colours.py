import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.colours import BACKGROUNDS, contrast, fingerprint, palette, stylesheet

colours = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#12406b", "#12406b", 1.0)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@given(colours, colours)
def test_palette_of_any_two_colours_can_be_read(primary, accent):
    for theme, shades in palette(primary, accent).items():
        for name in ("brand", "accent"):
            text, fill, tint = shades[f"--{name}-text"], shades[f"--{name}"], shades[f"--{name}-tint"]
            for ground in (*BACKGROUNDS[theme], tint):
                assert contrast(text, ground) >= 4.5
            assert contrast(shades[f"--on-{name}"], fill) >= 4.5
            assert contrast(shades[f"--on-{name}"], shades[f"--{name}-strong"]) >= 4.5


def test_palette_keeps_a_colour_that_can_be_read():
    assert palette("#12406b", "#C2410C")["light"]["--brand"] == "#12406b"
    assert palette("#12406b", "#C2410C")["light"]["--accent-text"] == "#c2410c"


@pytest.mark.parametrize("wrong", ["12406b", "#12406", "#12406g", "red", ""])
def test_palette_refuses_what_is_no_colour(wrong):
    with pytest.raises(ValueError, match="Not a colour"):
        palette(wrong, "#c2410c")


def test_stylesheet_follows_the_system_unless_the_reader_chose():
    css = stylesheet(palette("#12406b", "#c2410c"))
    assert css.startswith(":root{--brand:#12406b;")
    assert "@media (prefers-color-scheme: dark){:root:not([data-theme=light]){" in css
    assert ":root[data-theme=dark]{" in css


def test_stylesheet_refuses_anything_but_colours():
    with pytest.raises(ValueError, match="Not a colour of a palette"):
        stylesheet({"light": {"--brand": "red;} body{display:none"}, "dark": {}})


def test_fingerprint_changes_with_the_colours():
    first = fingerprint(palette("#12406b", "#c2410c"))
    assert first == fingerprint(palette("#12406b", "#c2410c"))
    assert first != fingerprint(palette("#12406c", "#c2410c"))
