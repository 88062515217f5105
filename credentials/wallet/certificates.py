"""The certificate of a credential: what it says comes from the signed document, its look from the fieldlab."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import segno
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage

from credentials.checking.facts import facts_of
from credentials.checking.shown import Facts
from credentials.formats.certificate import Certificate, Fact, Picture, Words, build_certificate
from credentials.models import CredentialIssue
from credentials.verifier.parsing import parse
from lms.organisations.models import Fieldlab
from themes.colours import palette

logger = logging.getLogger(__name__)
LOGO_SIZE = "max-900x240|format-png"
# What the page has room for; the attached file holds all.
SHOWN_REFERENCES = (
    "ext:NotionalWorkload",
    "ext:CreditFramework",
    "ext:EQF",
    "ext:NLQF",
    "ext:AssessmentType",
    "ext:ParticipationForm",
    "ext:SupervisionIdVerification",
    "ext:QualityAssurance",
)


def certificate_pdf(
    issue: CredentialIssue, *, language: str, link: str, link_until: datetime | None = None
) -> bytes:
    """Return the certificate of a signed document as PDF, in `language` (one of settings.LANGUAGES).

    `link` is where whoever has the page can check it: the page to which one uploads it, or, until `link_until`,
    a link that the holder made. `issue` comes with credential and fieldlab.
    """
    signed = bytes(issue.document)
    document = parse(signed)
    fieldlab = issue.credential.fieldlab
    with translation.override(language):
        content = _content(document, fieldlab, language=language, link=link, link_until=link_until)
    code = io.BytesIO()
    segno.make(link, error="m").save(code, kind="svg", border=2, xmldecl=False, svgns=True)
    return build_certificate(
        content,
        credential=signed,
        code=Picture(code.getvalue(), "svg"),
        logo=_logo(fieldlab),
        made_at=issue.issued_at,
    )


def _content(
    document: Mapping[str, Any], fieldlab: Fieldlab, *, language: str, link: str, link_until: datetime | None
) -> Certificate:
    facts = facts_of(document)
    colours = (fieldlab.palette or palette(fieldlab.colour, fieldlab.accent_colour))["light"]
    return Certificate(
        language=language,
        content_language=facts.language or language,
        words=_words(facts, link_until),
        issuer=facts.issuer,
        name=facts.title,
        description=facts.description,
        holder=facts.holder,
        facts=tuple(_facts(facts)),
        outcomes=tuple(outcome.name for outcome in facts.outcomes),
        criteria=tuple(
            line for paragraph in facts.criteria for line in (paragraph.items or (paragraph.text,)) if line
        ),
        link=link,
        brand=colours["--brand"],
        on_brand=colours["--on-brand"],
        accent=colours["--accent"],
    )


def _words(facts: Facts, link_until: datetime | None) -> Words:
    if link_until is None:
        check = _("Open this address, and give it this PDF. Nobody can be found by the address alone.")
    else:
        check = _("Scan the code, or open the address. The holder made this link; it works until %(date)s.") % {
            "date": _day(link_until)
        }
    return Words(
        title=_("Certificate: %(title)s, %(holder)s") % {"title": facts.title, "holder": facts.holder},
        eyebrow=_("Micro-credential"),
        awarded_to=_("Awarded to"),
        outcomes=_("What this person knows and can do"),
        criteria=_("How it was earned"),
        check_title=_("Is this real?"),
        check=check,
        code=_("QR code with the address where this is checked"),
        footer=_(
            "This page shows a digital credential. The signed file is attached to this PDF, and only that counts: "
            "a print can be changed."
        ),
        left_out=_("Letters that we can't print are shown by their number; the attached file holds them."),
    )


def _facts(facts: Facts) -> list[Fact]:
    issued_by = ", ".join(filter(None, [facts.organisation or facts.issuer, facts.region]))
    number = facts.organisation_kvk or facts.issuer_kvk
    found = [
        Fact(_("Issued by"), f"{issued_by}, {_('KvK')} {number}" if number else issued_by),
        Fact(_("Date"), _day(facts.awarded or facts.valid_from)),
        Fact(_("Valid until"), _day(facts.valid_until) if facts.valid_until else _("No end date")),
    ]
    if facts.identity:
        found.append(Fact(_("Check of the name"), facts.identity))
    if facts.assessor:
        found.append(Fact(_("Assessor"), facts.assessor))
    found += [Fact(score.name, score.value) for score in facts.scores]
    shown = {reference.kind: reference for reference in facts.references}
    found += [Fact(shown[kind].label, shown[kind].name) for kind in SHOWN_REFERENCES if kind in shown]
    return [fact for fact in found if fact.value]


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""


def _logo(fieldlab: Fieldlab) -> Picture | None:
    logo: AbstractImage | None = fieldlab.logo
    if logo is None:
        return None
    try:
        if logo.is_svg():
            with logo.open_file() as file:
                return Picture(file.read(), "svg")
        rendition = logo.get_rendition(LOGO_SIZE)
        with rendition.file.open("rb") as file:
            return Picture(file.read(), "png")
    except Exception:
        # Everything that storage and pictures can raise: a certificate without its logo is still one.
        logger.exception("The logo of %s can't be read.", fieldlab)
        return None
