import pytest

from courses.authoring.svg import SvgRefused, check_svg

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0"/>',
        '<use href="#a"/><g id="a"/>',
        '<rect fill="url(#gradient)"/>',
        "<style>.a { fill: url(#b) }</style>",
        '<image href="data:image/png;base64,AAAA"/>',
        "<!-- a comment --><title>Robot</title>",
    ],
)
def test_drawing_is_accepted(inside: str) -> None:
    check_svg(SVG.format(inside).encode())


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject/>",
        '<path onload="alert(1)"/>',
        '<a href="javascript:alert(1)"/>',
        '<a xlink:href="https://elders.example/"/>',
        '<image href="https://elders.example/a.png"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        "<style>@import 'https://elders.example/a.css';</style>",
        "<style>.a { fill: url(https://elders.example/) }</style>",
        '<rect fill="url(//elders.example/)"/>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<handler xmlns="http://www.w3.org/2001/xml-events"/>',
    ],
)
def test_drawing_that_does_more_is_refused(inside: str) -> None:
    with pytest.raises(SvgRefused):
        check_svg(SVG.format(inside).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"no drawing",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_anything_but_plain_xml_is_refused(content: bytes) -> None:
    with pytest.raises(SvgRefused):
        check_svg(content)
