"""An HR officer confirms that an employee's name is the one that the employer keeps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from credentials.actions.confirm_name import confirm_name
from credentials.actions.withdraw_name_confirmation import withdraw_name_confirmation
from credentials.hr.forms import NameForm
from credentials.hr.views import desk_of, employee
from credentials.models import NameConfirmation
from lms.accounts.private_pages import personal, reader


@require_http_methods(["GET", "POST"])
@login_required
@personal
def confirm_employee(request: HttpRequest, person: UUID) -> HttpResponse:
    """Ask the HR officer to compare the name, and say so; or take it back."""
    desk = desk_of(request)
    membership = employee(desk, str(person), timezone.now())
    confirmation = NameConfirmation.objects.filter(
        user=membership.user, employer=desk.employer, withdrawn_at=None
    ).first()
    back = reverse("hr_people") + desk.query
    if request.method == "POST" and "withdraw" in request.POST:
        if confirmation is not None:
            withdraw_name_confirmation(by=reader(request), confirmation=confirmation)
        messages.success(request, _("The name is not confirmed any more. Earlier credentials stay as they are."))
        return redirect(back)
    form = NameForm(request.POST or None, initial={"name": membership.user.name})
    if request.method == "POST" and form.is_valid():
        try:
            confirm_name(
                by=reader(request),
                employee=membership.user,
                employer=desk.employer,
                name=form.cleaned_data["name"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        except PermissionDenied:
            form.add_error(None, _("You can't confirm your own name. Ask a colleague."))
        else:
            text = _("You confirmed the name %(name)s. It stands so on new credentials.")
            messages.success(request, text % {"name": membership.user.name})
            return redirect(back)
    context = {"desk": desk, "membership": membership, "confirmation": confirmation, "form": form}
    return render(request, "credentials/hr/name.html", context, status=400 if form.errors else 200)
