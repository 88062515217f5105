"""The network in numbers, as a page and as CSV: for the operator."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from lms.core.spreadsheets import csv_text
from lms.organisations.figures import table_for


class FiguresView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    template_name = "organisations/admin/figures.html"
    page_title = gettext_lazy("Network in numbers")
    header_icon = "table"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = table_for(self.request.user)
        # On a phone each number stands beside its heading.
        rows = [(row, list(zip(table.headings, row.shown, strict=True))) for row in table.rows]
        return super().get_context_data(**kwargs) | {"table": table, "rows": rows}


def figures_csv(request: HttpRequest) -> HttpResponse:
    """The same rows as the page, never more."""
    table = table_for(request.user)  # type: ignore[arg-type]
    head = [_("Hub"), _("Fieldlab"), *table.headings]
    rows = ([row.hub, row.fieldlab, *row.shown] for row in table.rows)
    return HttpResponse(
        csv_text(head, rows, separator=";"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="network.csv"'},
    )


class FiguresScreens(ViewSet):  # type: ignore[misc]
    name = "figures"
    menu_label = gettext_lazy("Network in numbers")
    menu_order = 105
    icon = "table"
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(FiguresView), name="index"),
            path("csv/", figures_csv, name="csv"),
        ]
