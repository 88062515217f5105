"""The screens in which a fieldlab writes its micro-credentials, and a colleague approves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.models import ModuleVersion
from credentials.actions.create_definition import create_definition
from credentials.actions.save_definition import ChangedMeanwhile, save_definition
from credentials.actions.submit_definition import submit_definition
from credentials.actions.take_back_definition import take_back_definition
from credentials.actions.upload_badge import upload_badge
from credentials.admin.definition_forms import DefinitionForm
from credentials.definitions.drafts import version_title
from credentials.definitions.rules import DefinitionNotReady, changed_parts, problems_of
from credentials.models import Definition, DefinitionRevision, DefinitionSubmission
from credentials.models.content import Content
from lms.organisations.models import Fieldlab, Membership, Role

SHOWN_REVISIONS = 20


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


def written_fieldlabs(request: HttpRequest) -> list[Fieldlab]:
    """Where the reader is trainer or manager."""
    writes = Membership.objects.current().filter(user=request.user.pk, role__in=(Role.TRAINER, Role.MANAGER))
    fieldlabs = Fieldlab.objects.order_by("name")
    return list(fieldlabs if request.user.is_superuser else fieldlabs.filter(pk__in=writes.values("fieldlab")))


def versions_of(fieldlabs: list[Fieldlab]) -> dict[UUID, ModuleVersion]:
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
    fieldlabs, language = written_fieldlabs(request), (get_language() or "en")[:2]
    versions = versions_of(fieldlabs)
    newest = DefinitionRevision.objects.filter(definition=OuterRef("pk"))
    definitions = list(
        Definition.objects.filter(fieldlab__in=fieldlabs)
        .select_related("fieldlab")
        .annotate(newest_content=Subquery(newest.values("content")[:1]))
        .order_by("pk")
    )
    open_ones = DefinitionSubmission.objects.filter(decided_at=None)
    waiting = set(open_ones.filter(definition__in=definitions).values_list("definition", flat=True))
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
    submissions = (
        open_ones.filter(definition__in=Definition.objects.visible_to(request.user))
        .select_related("definition__fieldlab", "revision", "submitted_by")
        .prefetch_related(
            Prefetch("definition__revisions", DefinitionRevision.objects.defer("content")),
            "definition__submissions",
        )
    )
    writes_for = {fieldlab.pk for fieldlab in fieldlabs}
    context = {
        "rows": rows,
        "several": several,
        "to_decide": [
            (item, item.revision.parsed.name)
            for item in submissions
            if item.can_be_decided_by(request.user, colleague=item.definition.fieldlab_id in writes_for)
        ],
        "form": programme_form(versions, language),
    }
    return render(request, "credentials/admin/definitions.html", context)


def title_of(definition: Definition) -> str:
    newest = definition.revisions.first()
    return name_in(newest.content if newest else None)


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
    versions, language = versions_of(written_fieldlabs(request)), (get_language() or "en")[:2]
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


def definition_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one definition, with what is missing, its badge and its history."""
    own = Definition.objects.written_by(request.user).select_related("fieldlab")
    definition = get_object_or_404(own, pk=pk)
    newest = definition.revisions.first()
    if newest is None:
        raise Http404
    waiting = definition.submissions.filter(decided_at=None).first()
    versions = {str(key): version for key, version in versions_of([definition.fieldlab]).items()}
    posted = request.method == "POST"
    data = request.POST.copy() if posted else None
    form = DefinitionForm(
        definition, newest.parsed, versions, data, request.FILES if posted else None, base=newest.pk
    )
    problems = []
    if posted and form.is_valid():
        try:
            content = with_picture(request, definition, form)
            base = form.facts.cleaned_data["base"] or 0
            save_definition(by=request.user, definition=definition, content=content, base=base)
            if waiting is not None:
                # The second click: it was saved and handed in by the first.
                pass
            elif request.POST.get("what") == "hand_in":
                submit_definition(by=request.user, definition=definition)
                messages.success(request, _("Saved and handed in. A colleague looks at it."))
            else:
                messages.success(request, _("Saved. What is published stays as it is until a colleague approves."))
            return redirect("credentials_admin:definition", pk)
        except ValidationError as error:
            form.facts.add_error("picture", error)
        except ChangedMeanwhile as changed:
            messages.error(request, changed_words(definition, base, changed.newest))
            # Whoever saves once more now, has been told.
            data["base"] = changed.newest.pk
        except PermissionDenied:
            messages.error(
                request,
                _("It was handed in while you were writing: nothing of yours was saved.")
                + " "
                + _("What you typed stands below. Take it back in another tab first; then save here."),
            )
        except DefinitionNotReady as refused:
            messages.error(request, _("Saved, but not handed in: something is missing. It stands above the form."))
            problems = refused.problems
    elif posted:
        messages.error(request, _("Nothing was saved. Look at the red fields."))
    elif waiting is None:
        problems = problems_of(newest.parsed, definition)
    context = {
        "definition": definition,
        "title": title_of(definition),
        "form": form,
        "texts": [(language, part) for language, part in form.texts.items()],
        "problems": problems,
        "waiting": waiting,
        "uploaded": bool(newest.parsed.badge.get("upload")),
        "submissions": definition.submissions.select_related("submitted_by", "decided_by")[:SHOWN_REVISIONS],
        "revisions": definition.revisions.select_related("saved_by")[:SHOWN_REVISIONS],
    }
    return render(request, "credentials/admin/definition.html", context)


def changed_words(definition: Definition, base: int, newest: DefinitionRevision) -> str:
    """Who saved meanwhile, when, and what; and that nothing is lost."""
    words = _("%(name)s saved a newer version of this on %(moment)s. Nothing of yours was saved yet.") % {
        "name": newest.saved_by.name,
        "moment": date_format(timezone.localtime(newest.saved_at), "DATETIME_FORMAT"),
    }
    before = definition.revisions.filter(pk=base).first()
    parts = changed_parts(before.parsed, newest.parsed) if before else []
    if parts:
        words += " " + _("Changed there: %(parts)s.") % {"parts": ", ".join(parts)}
    return (
        words
        + " "
        + _("What you typed stands below. Open this page in another tab to compare. Save once more to keep yours.")
    )


def with_picture(request: HttpRequest, definition: Definition, form: DefinitionForm) -> Content:
    content = form.cleaned()
    file = form.facts.cleaned_data["picture"]
    if not file:
        return content
    upload = upload_badge(by=request.user, fieldlab=definition.fieldlab, content=file.read())
    data = content.to_json()
    data["badge"]["upload"] = str(upload.uuid)
    return Content.from_json(data)


@require_POST
def definition_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what waits for approval, to change it."""
    definition = get_object_or_404(Definition.objects.written_by(request.user), pk=pk)
    take_back_definition(by=request.user, definition=definition)
    return redirect("credentials_admin:definition", pk)
