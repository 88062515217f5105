"""The certificate in PDF: every name can be read on it, and it shows what is inside."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from credentials.formats.certificate import Picture, build_certificate
from tests.credentials import samples
from tests.credentials.certificate_sample import LINK, SAMPLE, WORDS, certificate, code, signed_for
from tests.credentials.verifying import World, answers, failures

NAMES = (
    "Zoë de Vries-Öztürk",
    "Żółć Wiśniewska",
    "Ελευθερία Παπαδοπούλου",
    "Олександр Шевченко",
    "Şule Yıldırım",
    "علي بن أحمد",
    "שרה כהן",
    "李小龍",
    "さとう はなこ",
    "김철수",
    "हिन्दी नाम",
    "สมชาย ใจดี",
    'Þórður 👩‍🏭 #*_$[]@<x> "O\'Neil"',
)


def text_of(data: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_printed_and_the_file_is_valid(name: str) -> None:
    data = certificate(holder=name)
    assert failures(World().verify(data)) == {}
    assert WORDS.left_out not in text_of(data)


@pytest.mark.parametrize("letter", ["\U00013000", "\ue000", "\U000e0101"])
def test_a_letter_that_no_font_has_is_spelt_and_the_page_says_so(letter: str) -> None:
    data = certificate(holder=f"Jo {letter} de Wit")
    shown = " ".join(text_of(data).split())
    if f"[U+{ord(letter):04X}]" in shown:
        assert shown.count(WORDS.left_out) == 1
    else:
        # What has no look of its own, such as a variation selector, is not missed either.
        assert WORDS.left_out not in shown
        assert "Jo" in shown
    assert answers(World().verify(data))["appearance"] == ("yes", "appearance_same")


@pytest.mark.parametrize("field", ["holder", "name"])
def test_a_page_that_shows_something_else_is_called_out(field: str) -> None:
    changed = {"holder": "Iemand Anders", "name": "Robotchirurgie"}[field]
    report = World().verify(certificate_of_another(**{field: changed}))
    assert answers(report)["appearance"] == ("no", "appearance_differs")
    assert not report.valid


def certificate_of_another(*, holder: str = samples.HOLDER.name, **changes: str) -> bytes:
    """The page of somebody else around our credential."""
    return build_certificate(
        replace(SAMPLE, holder=holder, **changes),
        credential=signed_for(samples.HOLDER.name),
        code=code(),
        made_at=samples.CREATED,
    )


def test_the_same_certificate_has_the_same_bytes() -> None:
    assert certificate() == certificate()


def test_the_address_of_the_check_is_printed() -> None:
    assert LINK in text_of(certificate())


@pytest.mark.parametrize("content", [b"<svg", b"no picture", b""])
def test_a_logo_that_is_none_is_left_out(content: bytes) -> None:
    assert certificate(logo=Picture(content, "svg")) == certificate()


def test_a_logo_is_set() -> None:
    logo = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#abcdef" d="M0 0h9v9H0z"/></svg>'
    )
    assert certificate(logo=Picture(logo, "svg")) != certificate()


def test_where_to_check_it_stands_on_the_first_page_however_long_the_rest_is() -> None:
    data = certificate(outcomes=tuple(f"Kan handeling {number} veilig uitvoeren" for number in range(60)))
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) > 1
    assert LINK in pages[0].extract_text()
    assert "handeling 59" in pages[-1].extract_text()
