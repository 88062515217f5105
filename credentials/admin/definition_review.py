"""Where a colleague reads what was handed in, and decides; and the badge as it will look."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credentials.actions.decide_definition import decide_definition
from credentials.admin.definitions import versions_of
from credentials.checking.facts import facts_of
from credentials.definitions.authored import authored_definition
from credentials.definitions.badges import picture_of
from credentials.definitions.drafts import version_title
from credentials.definitions.rules import DefinitionNotReady
from credentials.formats.achievement import build_achievement
from credentials.formats.badge import ICONS, SHAPES, BadgeDesign, draw_badge
from credentials.formats.errors import FormatError
from credentials.identifiers import vocabulary_url
from credentials.models import Definition, DefinitionSubmission
from credentials.models.content import Content


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[
            ("approve", gettext_lazy("Approve: it is published at once")),
            ("changes", gettext_lazy("Ask for changes: it goes back")),
        ],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=gettext_lazy("What do you want to say?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )


def definition_review(request: HttpRequest, pk: int) -> HttpResponse:
    """What was handed in, as people will read it in each language, and the decision."""
    submission = get_object_or_404(
        DefinitionSubmission.objects.select_related("definition__fieldlab", "revision", "submitted_by"),
        pk=pk,
        definition__in=Definition.objects.visible_to(request.user),
    )
    if submission.decided_at is not None:
        messages.info(request, _("This was decided on already, or taken back."))
        return redirect("credentials_admin:definitions")
    decides = submission.can_be_decided_by(request.user)
    form = DecisionForm(request.POST if decides and request.method == "POST" else None)
    if request.method == "POST" and not decides:
        raise Http404
    if form.is_bound and form.is_valid():
        approve = form.cleaned_data["decision"] == "approve"
        try:
            decide_definition(
                by=request.user, submission=submission, approve=approve, comment=form.cleaned_data["comment"]
            )
        except ValidationError as error:
            form.add_error("comment", error)
        except DefinitionNotReady as refused:
            for problem in refused.problems:
                form.add_error(None, str(problem))
        except PermissionDenied:
            return redirect("credentials_admin:definition_review", pk)
        else:
            messages.success(request, _("Published.") if approve else _("It goes back to who wrote it."))
            return redirect("credentials_admin:definitions")
    content, definition = submission.revision.parsed, submission.definition
    context = {
        "submission": submission,
        "content": content,
        "shown": [(language, shown_in(content, definition, language)) for language in content.languages],
        "modules": module_titles(content, definition),
        "form": form if decides else None,
    }
    return render(request, "credentials/admin/definition_review.html", context)


def shown_in(content: Content, definition: Definition, language: str) -> object:
    """The facts of what would be published, as its page shows them."""
    achievement = authored_definition(
        content,
        fieldlab=definition.fieldlab,
        uuid=definition.uuid,
        number=definition.number + 1,
        language=language,
    )
    try:
        built = build_achievement(achievement, vocabulary_url=vocabulary_url())
    except FormatError:
        return None
    return facts_of({"credentialSubject": {"achievement": built}})


def module_titles(content: Content, definition: Definition) -> list[str]:
    language = (get_language() or "en")[:2]
    versions = {str(key): version for key, version in versions_of([definition.fieldlab]).items()}
    return [version_title(versions[key], language) for key in content.rule.modules if key in versions]


@require_safe
def badge_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The badge as it would be drawn with the shape and icon that are asked for; without, as it was saved."""
    definition = get_object_or_404(Definition.objects.visible_to(request.user).select_related("fieldlab"), pk=pk)
    shape, icon = request.GET.get("shape", ""), request.GET.get("icon", "")
    newest = definition.revisions.first()
    if shape in SHAPES and icon in ICONS:
        fieldlab = definition.fieldlab
        design = BadgeDesign(shape, icon, fieldlab.colour.lower(), fieldlab.accent_colour.lower())
        drawing = draw_badge(design, title=str(definition))
    elif newest is not None:
        drawing = picture_of(newest.content["badge"], title=newest.parsed.name, fieldlab=definition.fieldlab)
    else:
        raise Http404
    return HttpResponse(drawing, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
