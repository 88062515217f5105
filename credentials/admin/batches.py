"""The managers' screen of batches: award everybody who waits, and see how far it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy

from credentials.actions.order_batch import order_batch
from credentials.awarding.batches import progress_of
from credentials.models import IssueBatch
from credentials.queries import completions_without_credential
from lms.organisations.models import Fieldlab
from lms.organisations.queries import overseen_fieldlabs

SECONDS_BETWEEN_LOOKS = 2
SHOWN_BATCHES = 50
SHOWN_PROBLEMS = 100


class FieldlabField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at runtime
    """A choice of fieldlabs, each with how many people wait there."""

    waiting: dict[int, int] = {}

    def label_from_instance(self, obj: Fieldlab) -> str:
        return f"{obj.name} ({self.waiting.get(obj.pk, 0)})"


class OrderForm(forms.Form):
    """For whom; the choices say how many people wait in each fieldlab."""

    fieldlab = FieldlabField(queryset=Fieldlab.objects.none(), label=gettext_lazy("Fieldlab"))

    def __init__(self, *args: Any, fieldlabs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fieldlab"]
        assert isinstance(field, FieldlabField)
        field.queryset = fieldlabs
        field.waiting = dict(
            completions_without_credential()
            .filter(fieldlab__in=fieldlabs)
            .order_by()
            .values_list("fieldlab")
            .annotate(Count("pk"))
        )


def batch_list(request: HttpRequest) -> HttpResponse:
    """Batches of the fieldlabs that the reader manages, with a form to order the next one."""
    fieldlabs = overseen_fieldlabs(request.user).order_by("name")
    form = OrderForm(request.POST or None, fieldlabs=fieldlabs)
    if request.method == "POST" and form.is_valid():
        try:
            batch = order_batch(by=request.user, fieldlab=form.cleaned_data["fieldlab"])
        except ValidationError as error:
            form.add_error("fieldlab", error)
        else:
            return redirect("credentials_admin:batch", batch.uuid)
    batches = IssueBatch.objects.managed_by(request.user).select_related("fieldlab", "ordered_by")
    context = {"form": form, "batches": batches[:SHOWN_BATCHES]}
    return render(request, "credentials/admin/batches.html", context)


def batch_detail(request: HttpRequest, uuid: str) -> HttpResponse:
    """How far a batch is; the page comes again by itself while it runs."""
    batch = get_object_or_404(
        IssueBatch.objects.managed_by(request.user).select_related("fieldlab", "ordered_by"), uuid=uuid
    )
    problems = batch.items.exclude(problem="").select_related("completion__enrolment__user").order_by("pk")
    context = {"batch": batch, "progress": progress_of(batch), "problems": problems[:SHOWN_PROBLEMS]}
    response = render(request, "credentials/admin/batch.html", context)
    if batch.finished_at is None:
        response["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response
