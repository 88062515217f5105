"""The network in numbers: per fieldlab and hub, with nothing about fewer than five people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lms.core.figures import FEWEST_PEOPLE, NetworkFigure
from lms.core.registry import network_figures
from lms.organisations.models import Fieldlab

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from lms.accounts.models import User


@dataclass(frozen=True)
class Row:
    """One fieldlab, or with `fieldlab` empty the total of a hub or (with `hub` empty, too) of the network."""

    hub: str
    fieldlab: str
    numbers: list[int | None]

    @property
    def shown(self) -> list[str]:
        """As people read them: a number that is not shown is below five, or the sum of such."""
        return [f"<{FEWEST_PEOPLE}" if number is None else str(number) for number in self.numbers]


@dataclass(frozen=True)
class Table:
    headings: list[_StrOrPromise]
    rows: list[Row]


def table_for(user: User) -> Table:
    """All fieldlabs that `user` may see, each hub's total below its fieldlabs, the network's at the end."""
    figures: list[NetworkFigure] = list(network_figures.run().values())
    fieldlabs = list(Fieldlab.objects.visible_to(user).select_related("hub").order_by("hub__name", "name"))
    rows: list[Row] = []
    for hub in dict.fromkeys(fieldlab.hub for fieldlab in fieldlabs):
        members = [fieldlab for fieldlab in fieldlabs if fieldlab.hub_id == hub.pk]
        for fieldlab in members:
            numbers = [figure.of_fieldlab(fieldlab.pk) for figure in figures]
            rows.append(Row(hub.name, fieldlab.name, numbers))
        rows.append(Row(hub.name, "", _totals(figures, members)))
    if fieldlabs:
        rows.append(Row("", "", _totals(figures, fieldlabs)))
    return Table([figure.label for figure in figures], rows)


def _totals(figures: Iterable[NetworkFigure], fieldlabs: Iterable[Fieldlab]) -> list[int | None]:
    ids = [fieldlab.pk for fieldlab in fieldlabs]
    return [figure.total(ids) for figure in figures]
