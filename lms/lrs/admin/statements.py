"""The live statement browser: who did what, for the fieldlab's own trainers and managers, and for operators."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from lms.lrs.actions.note_look import note_look
from lms.lrs.admin.statement_filters import StatementForm, Wanted
from lms.lrs.admin.traffic import TrafficView
from lms.lrs.content.composing import exact
from lms.lrs.content.indenting import indented
from lms.lrs.database import consistent_through
from lms.lrs.models import Statement
from lms.lrs.reading.browsing import fieldlabs_seen_by, keys_seen_by, lines_of, printable, statements_seen_by
from lms.lrs.reading.search import Bounds, highest_seq, page_of, seqs_of
from lms.organisations.models import Role

PAGE = 30
# More new ones than these are not counted, but loaded as a new page.
MOST_NEW = 100
# A number that no statement has yet.
MAX_DIGITS = 18
ROLES = (Role.TRAINER, Role.MANAGER, Role.OPERATOR)


class Browsing:
    """What the views of this file share: the form, and what the reader may see."""

    request: HttpRequest
    is_shown = True

    @cached_property
    def fieldlabs(self) -> list[Any]:
        return list(fieldlabs_seen_by(self.request.user))  # type: ignore[arg-type]

    @cached_property
    def keys(self) -> list[Any]:
        return list(keys_seen_by(self.request.user))  # type: ignore[arg-type]

    @cached_property
    def form(self) -> StatementForm:
        return StatementForm(
            self.request.GET,
            viewer=self.request.user,  # type: ignore[arg-type]
            fieldlabs=self.fieldlabs,
            keys=self.keys,
            is_shown=self.is_shown,
        )

    @cached_property
    def wanted(self) -> Wanted | None:
        """What to look for; none where the form is not right, or first a person must be chosen."""
        wanted = self.form.wanted() if self.form.is_valid() else None
        return wanted if wanted is not None and wanted.is_open else None

    @property
    def visible(self) -> Any:
        return self.form.narrowed(statements_seen_by(self.request.user, self.fieldlabs))  # type: ignore[arg-type]

    def lines(self, statements: list[Statement]) -> list[Any]:
        return lines_of(self.request.user, statements, self.fieldlabs, self.keys)  # type: ignore[arg-type]

    def note_look(self) -> None:
        given = [name for name, value in self.form.cleaned_data.items() if value]
        slug = self.form.cleaned_data.get("fieldlab")
        note_look(
            by=self.request.user,  # type: ignore[arg-type]
            filters=given,
            actor=self.wanted.filter.agent if self.wanted else None,
            fieldlab=self.form.fieldlabs[slug] if slug else None,
        )

    @cached_property
    def query(self) -> dict[str, str]:
        """The filters in use, for links."""
        given = self.request.GET.dict()
        return {name: str(value) for name, value in given.items() if name in self.form.fields and value}


class BrowserView(Browsing, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Newest first, page after page by the number of the last one; works without JavaScript."""

    template_name = "lrs/admin/statements.html"
    page_title = gettext_lazy("Statements")
    header_icon = "history"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        since = read_until()
        before = self.request.GET.get("before", "")
        after = int(before) if before.isdecimal() and len(before) <= MAX_DIGITS else None
        context = super().get_context_data(**kwargs) | {
            "form": self.form,
            "form_is_valid": self.form.is_valid(),
            "asked": self.form.wanted() if self.form.is_valid() else None,
            "tab": "statements",
            "lines": [],
            "is_first": after is None,
            "query": urlencode(self.query),
            "several": len(self.fieldlabs) > 1,
        }
        context["people"] = [
            (name, urlencode({**self.query, "who": pseudonym}))
            for pseudonym, name in (context["asked"].people if context["asked"] else ())
        ]
        if self.wanted is None:
            return context
        bounds = Bounds(highest_seq(), after=after)
        found, has_more = page_of(self.visible, self.wanted.filter, bounds, PAGE, self.wanted.narrow)
        if found:
            self.note_look()
        until = self.wanted.filter.until
        return context | {
            "lines": self.lines(found),
            "is_narrowed": self.form.is_narrowed,
            "older": urlencode({**self.query, "before": found[-1].seq}) if has_more else "",
            # Only the first page grows, and only as long as its end is not in the past.
            "since": since.isoformat() if after is None and (until is None or until > timezone.now()) else "",
        }


class NewsView(Browsing, View):
    """Which statements are newer than `since`: ids alone, for a page that asks every few seconds."""

    is_shown = False
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        since = moment_of(request)
        if self.wanted is None or since is None:
            return JsonResponse({"ids": [], "more": False})
        seqs = seqs_of(self.visible, *self.newer(since), MOST_NEW + 1, self.wanted.narrow)
        ids = Statement.objects.filter(seq__in=seqs[:MOST_NEW]).order_by("-seq").values_list("id", flat=True)
        return JsonResponse({"ids": [str(item) for item in ids], "more": len(seqs) > MOST_NEW})

    def newer(self, since: datetime) -> tuple[Any, Bounds]:
        assert self.wanted is not None
        given = self.wanted.filter.since
        wanted = replace(self.wanted.filter, since=max(since, given) if given else since)
        return wanted, Bounds(highest_seq())


class RowsView(NewsView):
    """The same as lines, to be put above those that the page has; with the moment to ask from next."""

    def get(self, request: HttpRequest) -> HttpResponse:
        since, now = moment_of(request), read_until()
        if self.wanted is None or since is None:
            raise Http404
        found, has_more = page_of(self.visible, *self.newer(since), PAGE, self.wanted.narrow)
        if found:
            self.note_look()
        view = TemplateView(request=request, template_name="lrs/admin/statement_rows.html")
        context = {
            "lines": self.lines(found),
            "since": now.isoformat(),
            "has_more": has_more,
            "several": len(self.fieldlabs) > 1,
        }
        return view.render_to_response(context)


class StatementView(Browsing, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """One statement with all of its text; `format=json` gives it as a file."""

    template_name = "lrs/admin/statement.html"
    page_title = gettext_lazy("One statement")
    header_icon = "history"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("statements:index"), "label": _("Statements")},
            {"url": "", "label": self.page_title},
        ]

    @cached_property
    def statement(self) -> Statement:
        visible = statements_seen_by(self.request.user, self.fieldlabs)
        found = visible.filter(id=self.kwargs["statement_id"]).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        statement = self.statement
        note_look(by=request.user, filters=["id"])  # type: ignore[arg-type]
        if request.GET.get("format") == "json":
            response = HttpResponse(exact(statement), content_type="application/json")
            response["Content-Disposition"] = f'attachment; filename="{statement.id}.json"'
            return response
        return super().get(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "line": self.lines([self.statement])[0],
            "text": printable(indented(exact(self.statement)), 200_000),
            "several": len(self.fieldlabs) > 1,
        }


def read_until() -> datetime:
    """The moment up to which everything can be read already: later ones may still come in before it."""
    moment = consistent_through()
    if moment is None:
        moment = Statement.objects.order_by("-seq").values_list("stored", flat=True).first()
    return moment or timezone.now()


def moment_of(request: HttpRequest) -> datetime | None:
    try:
        moment = parse_datetime(request.GET.get("after", "").replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None


class StatementScreens(ViewSet):  # type: ignore[misc]
    name = "statements"
    menu_label = gettext_lazy("Statements")
    menu_order = 60
    icon = "history"
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(BrowserView), name="index"),
            path("news/", NewsView.as_view(), name="news"),
            path("rows/", RowsView.as_view(), name="rows"),
            path("traffic/", self.construct_view(TrafficView), name="traffic"),
            path("<uuid:statement_id>/", self.construct_view(StatementView), name="statement"),
        ]
