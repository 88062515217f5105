"""For the operator: what retention or erasure would remove, and then the same for good."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from lms.lrs.actions.erase_actor import erase_actor
from lms.lrs.actions.order_retention import order_retention
from lms.lrs.admin.forwarding import state_of
from lms.lrs.models import ForwardingDestination, RetentionRun
from lms.lrs.reading.browsing import agent_in
from lms.lrs.retention import Scope, destinations_waited_for, removal_of
from lms.organisations.models import Fieldlab

RUNS = 20


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class OfFieldlabForm(forms.Form):
    fieldlab = forms.ModelChoiceField(
        label=gettext_lazy("Fieldlab"),
        queryset=Fieldlab.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("All of the network"),
        to_field_name="slug",
    )


class RetentionForm(OfFieldlabForm):
    before = forms.DateField(
        label=gettext_lazy("Everything from before"),
        widget=DayInput,
        help_text=gettext_lazy("What came in on this day itself stays."),
    )
    field_order = ["before", "fieldlab"]

    def clean_before(self) -> datetime:
        """The day's first moment."""
        day = self.cleaned_data["before"]
        if day > timezone.localdate():
            raise ValidationError(_("Choose a day in the past."))
        return timezone.make_aware(datetime.combine(day, time.min))


class ErasureForm(OfFieldlabForm):
    actor = forms.CharField(
        label=gettext_lazy("Who"),
        max_length=1000,
        help_text=gettext_lazy("An e-mail address, the code of a learner, or the agent as JSON."),
    )
    keep_statements = forms.BooleanField(
        label=gettext_lazy("Keep the statements, under a random code instead of this person"), required=False
    )
    field_order = ["actor", "keep_statements", "fieldlab"]

    def clean_actor(self) -> Any:
        agent = agent_in(self.cleaned_data["actor"].strip())
        if agent is None:
            raise ValidationError(_("This is not an e-mail address, a code or an agent."))
        return agent


def shown(form: OfFieldlabForm) -> str:
    """What a form asks for, as one text."""
    return "|".join(str(form.data.get(name, "")) for name in form.fields)


def waited_for(scope: Scope) -> list[tuple[ForwardingDestination, str]]:
    """The destinations that hold up a removal, each with how it is."""
    return [(destination, state_of(destination)) for destination in destinations_waited_for(scope)]


class RetentionView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Both forms; each first says what would go, and does it only when that is confirmed."""

    template_name = "lrs/admin/retention.html"
    page_title = gettext_lazy("Retention and erasure")
    header_icon = "bin"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = RetentionRun.objects.visible_to(self.request.user).select_related("fieldlab", "created_by")
        forms_and_previews = {
            "retention": RetentionForm(auto_id="retention-%s"),
            "erasure": ErasureForm(auto_id="erasure-%s"),
            "runs": [
                (run, [] if run.finished_at else waited_for(Scope(run.before, run.fieldlab)))
                for run in runs[:RUNS]
            ],
        }
        return super().get_context_data(**kwargs) | forms_and_previews | kwargs

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("what") == "erasure":
            return self.erasure(request)
        return self.retention(request)

    def retention(self, request: HttpRequest) -> HttpResponse:
        form = RetentionForm(request.POST, auto_id="retention-%s")
        if not form.is_valid():
            return self.again(retention=form)
        data = form.cleaned_data
        if not self.is_sure(form):
            scope = Scope(data["before"], data["fieldlab"])
            removal = removal_of(scope)
            waits_for = waited_for(scope) if removal.to_send else []
            return self.again(retention=form, removal=removal, waits_for=waits_for, shown=shown(form))
        order_retention(by=request.user, before=data["before"], fieldlab=data["fieldlab"])  # type: ignore[arg-type]
        messages.success(request, _("It is being removed. You see below how far it is."))
        return redirect("retention:index")

    def erasure(self, request: HttpRequest) -> HttpResponse:
        form = ErasureForm(request.POST, auto_id="erasure-%s")
        if not form.is_valid():
            return self.again(erasure=form)
        data = form.cleaned_data
        is_sure = self.is_sure(form)
        erased = erase_actor(
            by=request.user,  # type: ignore[arg-type]
            agent=data["actor"],
            fieldlab=data["fieldlab"],
            keep_statements=data["keep_statements"],
            dry_run=not is_sure,
        )
        if not is_sure:
            return self.again(erasure=form, erased=erased, shown=shown(form))
        messages.success(request, _("This person is taken out of the record store."))
        return redirect("retention:index")

    def is_sure(self, form: OfFieldlabForm) -> bool:
        """Whether what is asked for is what was shown before: who changes a field then sees it first."""
        return "confirm" in form.data and form.data.get("shown") == shown(form)

    def again(self, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(**kwargs))
        return response


class RetentionScreens(ViewSet):  # type: ignore[misc]
    name = "retention"
    url_prefix = "retention"
    menu_label = gettext_lazy("Retention and erasure")
    menu_order = 170
    icon = "bin"
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.construct_view(RetentionView), name="index")]
