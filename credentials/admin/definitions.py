"""The list of a fieldlab's micro-credentials, and where one is begun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.models import ModuleVersion
from credentials.actions.create_definition import create_definition
from credentials.definitions.drafts import version_title
from credentials.models import Definition, DefinitionRevision, DefinitionSubmission
from credentials.models.content import Content
from lms.accounts.models import User
from lms.organisations.models import Fieldlab
from lms.organisations.queries import editable_fieldlabs


@dataclass(frozen=True)
class Row:
    """A line of the list: a module, or a credential for several; with the definition that there is of it."""

    title: str
    fieldlab: Fieldlab
    module_key: UUID | None
    definition: Definition | None
    waits: bool

    @property
    def state(self) -> str:
        if self.waits:
            return _("waits for approval")
        if self.definition is None:
            return _("automatic: made from the module")
        if not self.definition.number:
            return _("draft; until it is published, the automatic one is awarded")
        return _("version %(number)d") % {"number": self.definition.number}


def versions_of(fieldlabs: Iterable[Fieldlab]) -> dict[UUID, ModuleVersion]:
    """The modules that are offered, by key."""
    offered = ModuleVersion.objects.newest().filter(fieldlab__in=fieldlabs).select_related("fieldlab")
    return {
        version.module_key: version
        for version in offered.prefetch_related("texts").order_by("fieldlab__name", "pk")
    }


class ProgrammeForm(forms.Form):
    """Which modules a credential for several is earned by; `step` is the form's own id."""

    step = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    modules = forms.MultipleChoiceField(
        label=gettext_lazy("Which modules does it stand for?"), widget=forms.CheckboxSelectMultiple
    )

    def clean_modules(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["modules"]
        if not 2 <= len(chosen) <= 8:
            raise forms.ValidationError(_("Choose two to eight modules."))
        return chosen


@require_safe
def definition_list(request: HttpRequest) -> HttpResponse:
    """All modules with the definition that they have, and the credentials for several modules."""
    language = (get_language() or "en")[:2]
    versions = versions_of(editable_fieldlabs(request.user))
    rows, several = rows_of(request.user, versions, language)
    context = {
        "rows": rows,
        "several": several,
        "to_decide": waiting_for(request.user),
        "form": programme_form(versions, language),
    }
    return render(request, "credentials/admin/definitions.html", context)


def rows_of(user: User, versions: Mapping[UUID, ModuleVersion], language: str) -> tuple[list[Row], list[Row]]:
    """The modules, and the credentials for several."""
    newest = DefinitionRevision.objects.filter(definition=OuterRef("pk"))
    definitions = list(
        Definition.objects.written_by(user)
        .select_related("fieldlab")
        .annotate(newest_content=Subquery(newest.values("content")[:1]))
        .order_by("pk")
    )
    open_ones = DefinitionSubmission.objects.filter(decided_at=None, definition__in=definitions)
    waiting = set(open_ones.values_list("definition", flat=True))
    by_module = {definition.module_key: definition for definition in definitions if definition.module_key}
    rows = [
        Row(
            version_title(version, language),
            version.fieldlab,
            key,
            own := by_module.get(key),
            bool(own and own.pk in waiting),
        )
        for key, version in versions.items()
    ]
    several = [
        Row(name_in(item.newest_content), item.fieldlab, None, item, item.pk in waiting)  # type: ignore[attr-defined]
        for item in definitions
        if item.module_key is None
    ]
    return rows, several


def waiting_for(user: User) -> list[tuple[DefinitionSubmission, str]]:
    """What `user` may decide on, with its name."""
    submissions = (
        DefinitionSubmission.objects.filter(decided_at=None, definition__in=Definition.objects.visible_to(user))
        .select_related("definition__fieldlab", "revision", "submitted_by")
        .prefetch_related(
            Prefetch("definition__revisions", DefinitionRevision.objects.defer("content")),
            "definition__submissions",
        )
    )
    writes_for = set(editable_fieldlabs(user).values_list("pk", flat=True))
    return [
        (item, item.revision.parsed.name)
        for item in submissions
        if item.can_be_decided_by(user, colleague=item.definition.fieldlab_id in writes_for)
    ]


def name_in(content: dict[str, Any] | None) -> str:
    return (Content.from_json(content).name if content else "") or _("Without a name")


def programme_form(versions: dict[UUID, ModuleVersion], language: str, data: object = None) -> ProgrammeForm:
    form = ProgrammeForm(data)
    field = form.fields["modules"]
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = [(str(key), version_title(version, language)) for key, version in versions.items()]
    return form


@require_POST
def definition_new(request: HttpRequest) -> HttpResponse:
    """Begin a definition: of the module that is named, or of the modules that are ticked."""
    versions, language = versions_of(editable_fieldlabs(request.user)), (get_language() or "en")[:2]
    step = None
    if key := request.POST.get("module", ""):
        chosen = [item for item in versions if str(item) == key]
        if not chosen:
            raise Http404
    else:
        form = programme_form(versions, language, request.POST)
        if not form.is_valid():
            for message in (message for found in form.errors.values() for message in found):
                messages.error(request, message)
            return redirect("credentials_admin:definitions")
        step = form.cleaned_data["step"]
        chosen = [UUID(item) for item in form.cleaned_data["modules"]]
    try:
        definition = create_definition(
            by=request.user,
            fieldlab=versions[chosen[0]].fieldlab,
            module_keys=chosen,
            language=language,
            step=step,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("credentials_admin:definitions")
    return redirect("credentials_admin:definition", definition.pk)
