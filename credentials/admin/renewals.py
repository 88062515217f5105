"""The managers' screen of refreshers: which module renews which credential, and from when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import ModuleVersion
from credentials.actions.set_renewal_rule import set_renewal_rule
from credentials.models import RenewalRule
from lms.organisations.models import Fieldlab
from lms.organisations.queries import overseen_fieldlabs


class RuleForm(forms.Form):
    """Two modules of the same fieldlab, and the days."""

    module = forms.ChoiceField(label=gettext_lazy("The credential of which module expires?"))
    refresher = forms.ChoiceField(label=gettext_lazy("Which module renews it?"))
    window_days = forms.IntegerField(
        label=gettext_lazy("From how many days before the end?"), min_value=1, max_value=3660, initial=90
    )

    def __init__(self, *args: Any, modules: dict[UUID, ModuleVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(key), title_of(version)) for key, version in modules.items()]
        expiring = [(str(key), title_of(version)) for key, version in modules.items() if version.validity_months]
        for name, options in (("module", expiring), ("refresher", choices)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options


def renewal_rules(request: HttpRequest) -> HttpResponse:
    """The rules of the fieldlabs that the reader manages, with a form for the next one."""
    fieldlabs = overseen_fieldlabs(request.user)
    modules = newest_versions(fieldlabs)
    form = RuleForm(request.POST or None, modules=modules)
    if request.method == "POST" and form.is_valid():
        expiring = modules[UUID(form.cleaned_data["module"])]
        try:
            set_renewal_rule(
                by=request.user,
                fieldlab=expiring.fieldlab,
                module_key=expiring.module_key,
                refresher_key=UUID(form.cleaned_data["refresher"]),
                window_days=form.cleaned_data["window_days"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The rule is saved."))
            return redirect("credentials_admin:renewals")
    rules = [
        (
            rule,
            *(title_of(modules[key]) if key in modules else key for key in (rule.module_key, rule.refresher_key)),
        )
        for rule in RenewalRule.objects.filter(fieldlab__in=fieldlabs, authored=None)
        .select_related("fieldlab")
        .order_by("pk")
    ]
    return render(request, "credentials/admin/renewals.html", {"form": form, "rules": rules})


def remove_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rule away; what it renewed stays renewed."""
    rule = get_object_or_404(RenewalRule, pk=pk, authored=None, fieldlab__in=overseen_fieldlabs(request.user))
    if request.method == "POST":
        rule.delete()
        messages.success(request, _("The rule is gone. What was renewed stays so."))
    return redirect("credentials_admin:renewals")


def newest_versions(fieldlabs: QuerySet[Fieldlab]) -> dict[UUID, ModuleVersion]:
    """The newest version of each published module, by its key."""
    versions = ModuleVersion.objects.filter(fieldlab__in=fieldlabs, superseded_at=None).select_related("fieldlab")
    return {
        version.module_key: version
        for version in versions.prefetch_related("texts").order_by("fieldlab__name", "pk")
    }


def title_of(version: ModuleVersion) -> str:
    titles = {text.language: text.title for text in version.texts.all()}
    return f"{version.fieldlab.name}: {titles.get(version.source_language, '')}"
