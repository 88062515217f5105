import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring.markdown import rich_text


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Een **dikke** en *schuine* zin.", "<p>Een <b>dikke</b> en <i>schuine</i> zin.</p>"),
        ("Regel een\nregel twee\n\nNieuw", "<p>Regel een regel twee</p><p>Nieuw</p>"),
        ("### Kop\nTekst", "<h2>Kop</h2><p>Tekst</p>"),
        ("Zo:\n- een\n- twee\n  verder", "<p>Zo:</p><ul><li>een</li><li>twee verder</li></ul>"),
        ("1. een\n2. twee", "<ol><li>een</li><li>twee</li></ol>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("[hier](https://example.org/a?b=1&c=2)", '<p><a href="https://example.org/a?b=1&amp;c=2">hier</a></p>'),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ("", ""),
    ],
)
def test_marks_become_rich_text(markdown: str, html: str) -> None:
    assert rich_text(markdown) == html


@given(st.text(alphabet=st.characters(exclude_characters="*[]#-+0123456789.")))
def test_no_text_opens_a_tag_of_its_own(text: str) -> None:
    inside = rich_text(text).replace("<p>", "").replace("</p>", "")
    assert "<" not in inside
