"""Where statements are forwarded to: for the network operator, who decides where data goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import register_permission_policy

from lms.lrs.actions.create_destination import create_destination
from lms.lrs.actions.pause_destination import pause_destination
from lms.lrs.actions.resend_refused import resend_refused
from lms.lrs.actions.resume_destination import resume_destination
from lms.lrs.actions.update_destination import update_destination
from lms.lrs.forwarding.waiting import COUNTED_UP_TO, Lag, lag_of
from lms.lrs.models import ForwardingDestination
from lms.organisations.admin.screens import RolePermissionPolicy, Screens, VisibleIndexView
from lms.organisations.models import Fieldlab, Role

register_permission_policy(
    ForwardingDestination,
    RolePermissionPolicy(ForwardingDestination, [Role.OPERATOR], ["view", "add", "change"]),
)

REFUSALS_SHOWN = 50


class LinesField(forms.CharField):
    """One identifier per line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class DestinationForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    fieldlab = forms.ModelChoiceField(
        label=gettext_lazy("Fieldlab"),
        queryset=Fieldlab.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("The whole network"),
    )
    endpoint = forms.CharField(
        label=gettext_lazy("Address of the record store"),
        max_length=500,
        help_text=gettext_lazy("For example: https://lrs.example.nl/xapi/. Statements go to …/statements."),
    )
    key = forms.CharField(label=gettext_lazy("Key"), max_length=200)
    secret = forms.CharField(
        label=gettext_lazy("Secret"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("We keep it encrypted. Nobody can read it again."),
    )
    verbs = LinesField(
        label=gettext_lazy("Only these verbs"),
        required=False,
        help_text=gettext_lazy("One identifier per line. Leave it empty for all verbs."),
    )
    activities = LinesField(
        label=gettext_lazy("Only about these activities"),
        required=False,
        help_text=gettext_lazy("One identifier per line. A module or lesson includes what is in it. Empty: all."),
    )


class NewDestinationForm(DestinationForm):
    is_from_start = forms.BooleanField(
        label=gettext_lazy("Also send what is there already"), required=False, initial=True
    )


class ChangeDestinationForm(DestinationForm):
    secret = forms.CharField(
        label=gettext_lazy("Secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Leave it empty to keep the one that we have."),
    )


class DestinationIndexView(VisibleIndexView):
    """All destinations, with how far behind each is and what went wrong last."""

    page_title = gettext_lazy("Forwarding")
    default_ordering = "name"

    def get_base_queryset(self) -> QuerySet[ForwardingDestination]:
        return super().get_base_queryset().select_related("fieldlab")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(TitleColumn)(
                "name", label=_("Name"), get_url=lambda row: reverse("forwarding:look", args=[row.pk])
            ),
            Column("fieldlab", label=_("Fieldlab"), accessor=lambda row: row.fieldlab or _("The whole network")),
            Column("state", label=_("State"), accessor=state_of),
            Column("waiting", label=_("Waiting"), accessor=lambda row: written(lag_of(row))),
            Column("sent", label=_("Sent")),
            DateColumn("last_sent_at", label=_("Last sent")),
            Column("last_error", label=_("Last error"), accessor=lambda row: Truncator(row.last_error).chars(80)),
        ]


class DestinationPage(WagtailAdminTemplateMixin):  # type: ignore[misc]
    """What the pages of one destination share."""

    header_icon = "resubmit"

    def row(self) -> ForwardingDestination:
        found = ForwardingDestination.objects.visible_to(self.request.user)
        return get_object_or_404(found.select_related("fieldlab"), pk=self.kwargs["forwarding_id"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("forwarding:index"), "label": _("Forwarding")},
            {"url": "", "label": self.get_page_title()},
        ]


class LookView(DestinationPage, TemplateView):  # type: ignore[misc]
    """One destination: its state, position and lag, what it refused and why; with buttons."""

    template_name = "lrs/admin/destination.html"

    def get_page_title(self) -> str:
        return self.row().name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row()
        return super().get_context_data(**kwargs) | {
            "row": row,
            "state": state_of(row),
            "lag": written(lag_of(row)),
            "refusals": row.refusals.select_related("statement")[:REFUSALS_SHOWN],
            "refused": row.refusals.count(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.row()
        match request.POST.get("do"):
            case "pause":
                pause_destination(by=request.user, destination=row)
                messages.success(request, _("Nothing is sent until you resume it."))
            case "resume":
                resume_destination(by=request.user, destination=row)
                messages.success(request, _("Sending goes on from where it stopped."))
            case "resend":
                taken, refused = resend_refused(by=request.user, destination=row)
                messages.success(
                    request,
                    _("Taken now: %(taken)d. Refused again: %(refused)d.") % {"taken": taken, "refused": refused},
                )
        return redirect("forwarding:look", row.pk)


class DestinationFormView(WagtailAdminTemplateMixin, FormView):  # type: ignore[misc,type-arg]
    template_name = "lrs/admin/destination_form.html"
    header_icon = "resubmit"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back": reverse("forwarding:index")}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("forwarding:index"), "label": _("Forwarding")},
            {"url": "", "label": self.page_title},
        ]

    def save(self, data: dict[str, Any]) -> None:
        raise NotImplementedError

    def form_valid(self, form: DestinationForm) -> HttpResponse:
        try:
            self.save(form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect("forwarding:index")


class NewDestinationView(DestinationFormView):
    page_title = gettext_lazy("Forward to a record store")
    form_class = NewDestinationForm

    def save(self, data: dict[str, Any]) -> None:
        create_destination(by=self.request.user, **data)


class ChangeDestinationView(DestinationFormView):
    page_title = gettext_lazy("Change this destination")
    form_class = ChangeDestinationForm

    def row(self) -> ForwardingDestination:
        found = ForwardingDestination.objects.visible_to(self.request.user)
        return get_object_or_404(found, pk=self.kwargs["forwarding_id"])

    def get_initial(self) -> dict[str, Any]:
        row = self.row()
        return {
            "name": row.name,
            "fieldlab": row.fieldlab_id,
            "endpoint": row.endpoint,
            "key": row.key,
            "verbs": "\n".join(row.verbs),
            "activities": "\n".join(row.activities),
        }

    def save(self, data: dict[str, Any]) -> None:
        update_destination(by=self.request.user, destination=self.row(), **data)


class ForwardingScreens(Screens):
    model = ForwardingDestination
    name = "forwarding"
    menu_label = gettext_lazy("Forwarding")
    menu_order = 170
    form_class = DestinationForm
    icon = "resubmit"
    index_view_class = DestinationIndexView
    search_fields = ["name", "endpoint"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**kwargs) | {"edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", NewDestinationView.as_view(), name="add"),
            path("look/<int:forwarding_id>/", LookView.as_view(), name="look"),
            path("change/<int:forwarding_id>/", ChangeDestinationView.as_view(), name="change"),
        ]


def state_of(row: ForwardingDestination) -> str:
    if row.paused_at:
        return _("paused")
    if row.failures and row.retry_at:
        failed = ngettext("failed once", "failed %(count)d times", row.failures) % {"count": row.failures}
        if row.retry_at < timezone.now() + timedelta(minutes=1):
            return _("%(failed)s; next try within a minute") % {"failed": failed}
        wait = timesince(timezone.now(), row.retry_at)
        return _("%(failed)s; next try in %(wait)s") % {"failed": failed, "wait": wait}
    return _("runs")


def written(lag: Lag) -> str:
    if not lag.count or lag.since is None:
        return _("nothing")
    count = f"> {COUNTED_UP_TO}" if lag.is_more else str(lag.count)
    return _("%(count)s, waiting for %(time)s") % {"count": count, "time": timesince(lag.since)}
