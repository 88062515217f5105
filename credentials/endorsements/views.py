"""Endorsing an achievement, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from credentials.actions.endorse import endorse
from credentials.actions.name_endorser import endorser_of
from credentials.actions.withdraw_endorsement import withdraw_endorsement
from credentials.endorsements.shown import speaks_for
from credentials.models import Achievement, Endorsement, Endorser
from lms.accounts.models import User
from lms.accounts.private_pages import personal, reader
from lms.organisations.models import Employer


class EndorsementForm(forms.Form):
    """For whom one speaks, and what one says."""

    endorser = forms.ChoiceField(label=gettext_lazy("In whose name?"))
    comment = forms.CharField(
        label=gettext_lazy("What is it worth to you?"),
        help_text=gettext_lazy(
            "Everybody reads this, with your organisation's name. For example: we ask it of every operator."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._speaks_for = {str(item.uuid): item for item in speaks_for(user)}
        self.fields["endorser"].choices = [  # type: ignore[attr-defined]
            (uuid, item.name) for uuid, item in self._speaks_for.items()
        ]

    def chosen(self) -> Endorser:
        """Whoever was chosen, made an endorser where this is its first."""
        chosen = self._speaks_for[self.cleaned_data["endorser"]]
        return endorser_of(chosen) if isinstance(chosen, Employer) else chosen


@require_http_methods(["GET", "POST"])
@login_required
@personal
def endorse_achievement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Endorse, for who may speak for an employer or sector body; 404 for everybody else."""
    achievement = get_object_or_404(Achievement.objects.select_related("version__fieldlab"), uuid=uuid)
    if not speaks_for(reader(request)):
        raise Http404
    form = EndorsementForm(request.POST or None, user=reader(request))
    if request.method == "POST" and form.is_valid():
        try:
            endorse(
                by=reader(request),
                endorser=form.chosen(),
                achievement=achievement,
                comment=form.cleaned_data["comment"],
            )
        except ValidationError as error:
            form.add_error("comment", error)
        else:
            messages.success(request, _("Your endorsement is signed, and stands with the achievement."))
            return redirect("achievement", uuid)
    status = 400 if request.method == "POST" else 200
    return render(request, "credentials/endorse.html", {"achievement": achievement, "form": form}, status=status)


@require_GET
@login_required
@personal
def endorsements(request: HttpRequest) -> HttpResponse:
    """What one may withdraw; 404 for who speaks for nobody."""
    if not speaks_for(reader(request)):
        raise Http404
    found = Endorsement.objects.visible_to(reader(request)).select_related("endorser", "achievement")
    return render(request, "credentials/endorsements.html", {"endorsements": found})


@require_POST
@login_required
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Endorsement.objects.visible_to(reader(request)), uuid=uuid)
    try:
        withdraw_endorsement(by=reader(request), endorsement=found)
    except PermissionDenied as error:
        raise Http404 from error
    messages.success(request, _("The endorsement is withdrawn, for everybody who checks it."))
    return redirect("endorsements")
