"""The certificate of the example credential, as the tests of PDF set it."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import Any

import segno

from credentials.formats.certificate import Certificate, Fact, Picture, Words, build_certificate
from credentials.formats.serialise import to_bytes
from tests.credentials import samples

LINK = "https://leren.example.nl/check/"
WORDS = Words(
    title="Certificaat: Robotprogrammeren 1",
    eyebrow="Micro-credential",
    awarded_to="Toegekend aan",
    outcomes="Wat deze persoon kan",
    criteria="Hoe het is behaald",
    check_title="Is dit echt?",
    check="Open dit adres.",
    code="QR-code",
    footer="Alleen het bestand telt.",
    left_out="Letters staan als nummer.",
)
SAMPLE = Certificate(
    language="nl",
    content_language="nl",
    words=WORDS,
    issuer=samples.ISSUER.name,
    name="Robotprogrammeren 1: je eerste pick-and-place (kennis en praktijk)",
    description=samples.ACHIEVEMENT.description,
    holder=samples.HOLDER.name,
    facts=(Fact("Uitgegeven door", "Stichting Smart Industry"), Fact("Datum", "20 november 2026")),
    outcomes=("Kan een pick-and-place programmeren",),
    criteria=("veilig", "zelfstandig"),
    link=LINK,
    brand="#12406b",
    on_brand="#ffffff",
    accent="#c2410c",
)


def code() -> Picture:
    target = io.BytesIO()
    segno.make(LINK).save(target, kind="svg", xmldecl=False)
    return Picture(target.getvalue(), "svg")


def certificate(*, holder: str = samples.HOLDER.name, logo: Picture | None = None, **changes: Any) -> bytes:
    """Return the PDF of the example credential in the name of `holder`; `changes` are of what the page shows."""
    shown = replace(SAMPLE, holder=holder)
    return build_certificate(
        replace(shown, **changes),
        credential=signed_for(holder),
        code=code(),
        made_at=samples.CREATED,
        logo=logo,
    )


@cache
def signed_for(name: str) -> bytes:
    return to_bytes(samples.signed(holder=replace(samples.HOLDER, name=name)))
