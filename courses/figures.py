"""What the operator sees of modules and learning: numbers per fieldlab, and nothing below five people."""

from __future__ import annotations

from typing import Any

from django.db.models import Count as CountOf
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import Completion, Enrolment, ModuleVersion
from lms.core.figures import Count, NetworkFigure


def modules_figure() -> NetworkFigure:
    """Modules that are offered now: about nobody, so that small numbers show."""
    rows = ModuleVersion.objects.newest().values("fieldlab").order_by().annotate(rows=CountOf("pk"))
    counts = {row["fieldlab"]: Count(row["rows"]) for row in rows}
    return NetworkFigure(label=_("Modules"), counts=counts, about_people=False)


def enrolments_figure() -> NetworkFigure:
    return NetworkFigure(
        label=_("Enrolments"), counts=counts_of(Enrolment.objects.all(), "version__fieldlab", "user")
    )


def completions_figure() -> NetworkFigure:
    return NetworkFigure(
        label=_("Completions"), counts=counts_of(Completion.objects.all(), "fieldlab", "enrolment__user")
    )


def counts_of(rows: QuerySet[Any], fieldlab: str, person: str) -> dict[int, Count]:
    grouped = rows.values(fieldlab).order_by().annotate(rows=CountOf("pk"), people=CountOf(person, distinct=True))
    return {row[fieldlab]: Count(row["rows"], row["people"]) for row in grouped}
