"""A verification as its page shows it: the verdict first, then each check, then what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.checking.facts import facts_of
from credentials.checking.fields import SignedField, signed_fields
from credentials.checking.reasons import RESULTS, question_of, sentence_of
from credentials.checking.shown import Facts
from credentials.verifier.report import Report, Result

ICONS = {"yes": "check-circle", "no": "cross-circle", "unknown": "question"}


@dataclass(frozen=True)
class Verdict:
    """`tone` is yes, no or unknown; title and sentence say the same in words."""

    tone: str
    title: str | Promise
    sentence: str | Promise

    @property
    def icon(self) -> str:
        return ICONS[self.tone]


@dataclass(frozen=True)
class ShownCheck:
    name: str
    question: str
    result: Result
    result_words: str
    sentence: str

    @property
    def icon(self) -> str:
        return ICONS[self.result]


@dataclass(frozen=True)
class Presentation:
    """Everything that the page of a check shows; `issuer_confirmed`: the issuer's name may be believed."""

    verdict: Verdict
    checks: list[ShownCheck]
    checked_at: datetime
    issuer_confirmed: bool
    facts: Facts | None
    fields: list[SignedField]
    notices: list[str]


# The first check that says no decides what the title is.
REFUSALS: dict[str, Verdict] = {
    "parse": Verdict("no", _("This is not a credential"), _("We can't read the file as a credential.")),
    "proof": Verdict(
        "no",
        _("Not valid: do not rely on it"),
        _("The signature does not fit. Somebody changed the file, or it is not from this issuer."),
    ),
    "revocation": Verdict("no", _("Withdrawn: no longer valid"), _("The issuer withdrew this credential.")),
    "suspension": Verdict("no", _("Suspended: not valid now"), _("The issuer suspended this credential for now.")),
    "appearance": Verdict(
        "no",
        _("The page shows something else"),
        _("The credential inside may be real, but the page does not show the same. Do not rely on the page."),
    ),
    "dates": Verdict("no", _("Not valid today"), _("The credential is real, but today is outside its dates.")),
}
REFUSED = Verdict(
    "no",
    _("Not valid: do not rely on it"),
    _("At least one check says no. Read below which one, and why."),
)
HOSTED = Verdict(
    "unknown",
    _("An older badge: hosted, not signed"),
    _("We show what is in it. Ask the issuer, or look on the issuer's own website, whether it is real."),
)
UNCERTAIN = Verdict(
    "unknown",
    _("We could not check everything"),
    _("Nothing is wrong as far as we can see, but not every check could be done. Read below which one, and why."),
)
VALID = Verdict(
    "yes",
    _("This credential is valid"),
    _("It was signed by the issuer below, nothing was changed, and it is valid today."),
)


def present(report: Report, *, checked_at: datetime | None = None) -> Presentation:
    """Return what the page of a check shows of `report`, made at `checked_at` (now where it is left out)."""
    signed = all(report.check(name).result == "yes" for name in ("proof", "issuer"))
    confirmed = signed and report.check("contexts").result != "no"
    return Presentation(
        verdict=verdict_of(report),
        checks=[
            ShownCheck(
                check.name,
                question_of(check),
                check.result,
                str(RESULTS[check.result]),
                sentence_of(check.reason),
            )
            for check in report.checks
        ],
        checked_at=checked_at or timezone.now(),
        issuer_confirmed=confirmed,
        facts=facts_of(report.document) if report.document is not None else None,
        fields=signed_fields(report.document) if report.document is not None else [],
        notices=[sentence_of(notice) for notice in report.notices],
    )


def verdict_of(report: Report) -> Verdict:
    """Return the verdict: valid only if every check says yes."""
    if report.valid:
        return VALID
    refused = [check.name for check in report.checks if check.result == "no"]
    if not refused:
        return HOSTED if report.check("proof").reason.code == "hosted_not_signed" else UNCERTAIN
    # "Real, but expired" may be said only where everything else is right.
    if len(refused) == 1 or refused[0] in {"parse", "proof"}:
        return REFUSALS.get(refused[0], REFUSED)
    if set(refused) <= {"dates", "revocation", "suspension"}:
        return REFUSALS["revocation" if "revocation" in refused else "suspension"]
    return REFUSED
