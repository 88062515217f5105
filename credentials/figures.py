"""What the operator sees of credentials: a number per fieldlab, and nothing below five people."""

from __future__ import annotations

from django.db.models import Count as CountOf
from django.utils.translation import gettext_lazy as _

from credentials.models import Credential
from lms.core.figures import Count, NetworkFigure


def credentials_figure() -> NetworkFigure:
    rows = (
        Credential.objects.values("fieldlab")
        .order_by()
        .annotate(rows=CountOf("pk"), people=CountOf("user", distinct=True))
    )
    counts = {row["fieldlab"]: Count(row["rows"], row["people"]) for row in rows}
    return NetworkFigure(label=_("Credentials"), counts=counts)
