"""The managers' screen of programmes: who has the parts, and the decision; and the operator's of ECTS."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from credentials.actions.decide_stack import decide_stack
from credentials.actions.set_ects_right import set_ects_right
from credentials.awarding.stacking import proposals_for
from credentials.models import Credential
from credentials.models.standing import standing_of
from lms.organisations.models import Fieldlab
from lms.organisations.permissions import is_operator

ROWS_A_PAGE = 50


class StackForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[
            ("approve", gettext_lazy("Approve: the credential is awarded at once")),
            ("reject", gettext_lazy("Reject: it is not awarded")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Needed where you reject."),
        max_length=250,
        required=False,
    )


@require_safe
def stack_list(request: HttpRequest) -> HttpResponse:
    """Proposals of the fieldlabs that the reader manages; what waits comes first."""
    page = Paginator(
        proposals_for(request.user).order_by("decision", "-proposed_at", "-pk"), ROWS_A_PAGE
    ).get_page(request.GET.get("p"))
    return render(request, "credentials/admin/stacks.html", {"page_obj": page})


def stack_detail(request: HttpRequest, uuid: str) -> HttpResponse:
    """Who has which parts, when they were earned, and whether they hold; the form to decide."""
    proposal = get_object_or_404(proposals_for(request.user), uuid=uuid)
    form = StackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        approve = form.cleaned_data["decision"] == "approve"
        try:
            decide_stack(by=request.user, proposal=proposal, approve=approve, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None if approve else "reason", error)
        else:
            messages.success(request, _("The credential is awarded.") if approve else _("It is not awarded."))
            return redirect("credentials_admin:stacks")
    found = Credential.objects.filter(pk__in=proposal.counted).select_related("achievement")
    counted, now = {item.pk: item for item in found}, timezone.now()
    parts = [counted[pk] for pk in proposal.counted if pk in counted]
    context = {
        "proposal": proposal,
        "form": None if proposal.decision else form,
        "parts": [(part, standing_of(part, now)) for part in parts],
        "result": Credential.objects.filter(authored=proposal.authored, user=proposal.user).first(),
    }
    return render(request, "credentials/admin/stack.html", context)


def ects_rights(request: HttpRequest) -> HttpResponse:
    """Which fieldlabs may award ECTS; operators only."""
    if not is_operator(request.user):
        raise Http404
    fieldlabs = Fieldlab.objects.visible_to(request.user).select_related("ects_right__said_by").order_by("name")
    if request.method == "POST":
        fieldlab = get_object_or_404(fieldlabs, slug=request.POST.get("fieldlab", ""))
        set_ects_right(by=request.user, fieldlab=fieldlab, allowed=request.POST.get("allowed") == "yes")
        messages.success(request, _("Saved."))
        return redirect("credentials_admin:ects")
    return render(request, "credentials/admin/ects.html", {"fieldlabs": fieldlabs})
