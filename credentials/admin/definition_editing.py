"""The form of one micro-credential: it loses nothing that was typed, whoever else is at it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from credentials.actions.save_definition import ChangedMeanwhile, save_definition
from credentials.actions.submit_definition import submit_definition
from credentials.actions.take_back_definition import take_back_definition
from credentials.actions.upload_badge import upload_badge
from credentials.admin.definition_forms import DefinitionForm
from credentials.admin.definitions import name_in, versions_of
from credentials.definitions.rules import DefinitionNotReady, Problem, changed_parts, problems_of
from credentials.models import Definition, DefinitionRevision, DefinitionSubmission
from credentials.models.content import Content

SHOWN_REVISIONS = 20


def definition_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one definition, with what is missing, its badge and its history."""
    own = Definition.objects.written_by(request.user).select_related("fieldlab")
    definition = get_object_or_404(own, pk=pk)
    newest = definition.revisions.first()
    if newest is None:
        raise Http404
    versions = {str(key): version for key, version in versions_of([definition.fieldlab]).items()}
    data, files = (request.POST.copy(), request.FILES) if request.method == "POST" else (None, None)
    form = DefinitionForm(definition, newest.parsed, versions, data, files, base=newest.pk)
    waiting = definition.submissions.filter(decided_at=None).first()
    problems: list[Problem] = []
    if data is None:
        problems = problems_of(newest.parsed, definition) if waiting is None else []
    elif not form.is_valid():
        messages.error(request, _("Nothing was saved. Look at the red fields."))
    else:
        try:
            save_and_hand_in(request, definition, form, waits=waiting is not None)
            return redirect("credentials_admin:definition", pk)
        except ChangedMeanwhile as changed:
            messages.error(request, changed_words(definition, form.base, changed.newest))
            # Whoever saves once more now, has been told.
            data["base"] = changed.newest.pk
        except ValidationError as error:
            form.facts.add_error("picture", error)
        except PermissionDenied:
            messages.error(request, handed_in_words())
        except DefinitionNotReady as refused:
            messages.error(request, _("Saved, but not handed in: something is missing. It stands above the form."))
            problems = refused.problems
    return render(request, "credentials/admin/definition.html", page_of(definition, form, waiting, problems))


def page_of(
    definition: Definition, form: DefinitionForm, waiting: DefinitionSubmission | None, problems: list[Problem]
) -> dict[str, object]:
    revisions = list(definition.revisions.select_related("saved_by")[:SHOWN_REVISIONS])
    return {
        "definition": definition,
        # Of the newest, which may be what was saved a moment ago.
        "title": name_in(revisions[0].content),
        "form": form,
        "texts": list(form.texts.items()),
        "problems": problems,
        "waiting": waiting,
        "uploaded": bool(form.content.badge.get("upload")),
        "submissions": definition.submissions.select_related("submitted_by", "decided_by")[:SHOWN_REVISIONS],
        "revisions": revisions,
    }


def save_and_hand_in(request: HttpRequest, definition: Definition, form: DefinitionForm, *, waits: bool) -> None:
    """Save what was typed, and hand it in where that was asked. Raises what the two actions raise."""
    content = with_picture(request, definition, form)
    save_definition(by=request.user, definition=definition, content=content, base=form.base)
    if waits:
        # The second click: it was saved and handed in by the first.
        return
    if request.POST.get("what") == "hand_in":
        submit_definition(by=request.user, definition=definition)
        messages.success(request, _("Saved and handed in. A colleague looks at it."))
    else:
        messages.success(request, _("Saved. What is published stays as it is until a colleague approves."))


def handed_in_words() -> str:
    return (
        _("It was handed in while you were writing: nothing of yours was saved.")
        + " "
        + _("What you typed stands below. Take it back in another tab first; then save here.")
    )


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
