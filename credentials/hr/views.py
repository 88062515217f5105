"""The HR desk: who works here, what they share, and how it stood on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from credentials.actions.check_shared import check_shared
from credentials.actions.record_looks import record_looks
from credentials.checking.presentation import present
from credentials.hr.export import employees_csv
from credentials.hr.forms import InviteForm, ListForm, PeopleForm
from credentials.hr.rows import EmployeeSearch, Screen, visible_consents
from credentials.models import Consent, Look
from credentials.queries import employees_on, employees_with_names
from credentials.verify.evidence import evidence_of
from lms.accounts.private_pages import personal, reader
from lms.organisations.actions.end_membership import end_membership
from lms.organisations.actions.invite import invite
from lms.organisations.actions.withdraw_invitation import withdraw_invitation
from lms.organisations.models import Employer, Invitation, Membership, Role

# A longer page number is more than a database can count.
MAX_DIGITS = 9


@dataclass(frozen=True)
class Desk:
    """The employer whose desk this is, and the others of the same HR officer."""

    employer: Employer
    employers: list[Employer]

    @property
    def query(self) -> str:
        """What links within the desk add to their address."""
        return f"?employer={self.employer.uuid}" if len(self.employers) > 1 else ""


def desk_of(request: HttpRequest) -> Desk:
    """The desk that was asked for, else the first; 404 for whoever has none, or not this one."""
    employers = list(Employer.objects.visible_to(reader(request)))
    wanted = request.GET.get("employer") or request.POST.get("employer")
    chosen = [item for item in employers if not wanted or str(item.uuid) == wanted]
    if not chosen:
        raise Http404
    return Desk(chosen[0], employers)


def asked_for(request: HttpRequest, desk: Desk) -> tuple[ListForm, datetime, EmployeeSearch | None]:
    """The form, its moment, and the search; no search where the form is not right."""
    now = timezone.now()
    asked = request.GET.copy()
    asked.setdefault("on", timezone.localdate(now).isoformat())
    form = ListForm(asked)
    if not form.is_valid():
        return form, now, None
    on = form.moment(now)
    search = EmployeeSearch(
        desk.employer,
        on=on,
        now=now,
        words=form.cleaned_data["q"],
        standing=form.cleaned_data["standing"],
    )
    return form, on, search


@require_GET
@login_required
@personal
def desk(request: HttpRequest) -> HttpResponse:
    """The list of employees, a page at a time; standing on the page that is shown is a look, once a day."""
    current = desk_of(request)
    form, on, search = asked_for(request, current)
    wanted = request.GET.get("page", "")[:MAX_DIGITS]
    number = max(int(wanted), 1) if wanted.isdecimal() else 1
    screen = search.screen(number) if search else Screen([], 1, 0)
    rows = search.rows(screen.people) if search else []
    asked = request.GET.copy()
    asked.pop("page", None)
    record_looks(by=reader(request), consents=visible_consents(rows), kind=Look.Kind.LISTED)
    context = {
        "desk": current,
        "form": form,
        "on": on,
        "is_today": timezone.localdate(on) == timezone.localdate(),
        "screen": screen,
        "rows": rows,
        "address": asked.urlencode(),
    }
    return render(request, "credentials/hr/desk.html", context, status=200 if form.is_valid() else 400)


@require_GET
@login_required
@personal
def desk_csv(request: HttpRequest) -> HttpResponse:
    """The same list as a file, with all its pages; each time is a look."""
    current = desk_of(request)
    _form, on, search = asked_for(request, current)
    rows = search.rows(search.people()) if search else []
    record_looks(by=reader(request), consents=visible_consents(rows), kind=Look.Kind.DOWNLOADED)
    day = timezone.localdate(on).isoformat()
    return HttpResponse(
        employees_csv(rows, on=on),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="credentials-{day}.csv"'},
    )


@require_GET
@login_required
@personal
def shared_credential(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One shared credential with all its checks; a look and a receipt."""
    employers = Employer.objects.visible_to(reader(request))
    consent = get_object_or_404(
        Consent.objects.select_related(
            "employer", "credential__user", "credential__fieldlab", "credential__achievement__version"
        ),
        uuid=uuid,
        employer__in=employers,
    )
    try:
        checked = check_shared(by=reader(request), consent=consent)
    except PermissionDenied:
        receipts = consent.receipts.select_related("checked_by")
        since = min(end for end in (consent.stopped_at, consent.expires_at) if end is not None)
        context = {"consent": consent, "since": since, "receipts": receipts}
        return render(request, "credentials/hr/no_longer_shared.html", context, status=410)
    context = {
        "shown": present(checked.report),
        "evidence": evidence_of(consent.credential, consent.evidence),
        "consent": consent,
        "fieldlab": consent.credential.fieldlab,
        "document": bytes(checked.issue.document).decode(),
        "receipts": consent.receipts.select_related("checked_by"),
    }
    return render(request, "credentials/hr/shared_credential.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@personal
def people(request: HttpRequest) -> HttpResponse:
    """Invite employees, withdraw invitations, look somebody up, and say that somebody left (asked once more)."""
    current = desk_of(request)
    form = InviteForm()
    if request.method == "GET" and "left" in request.GET:
        return ask_whether_left(request, current)
    if request.method == "POST":
        if "withdraw" in request.POST:
            return withdrawn(request, current)
        if "left" in request.POST:
            return left(request, current)
        form = InviteForm(request.POST)
        if form.is_valid() and invited(request, current, form):
            return redirect(reverse("hr_people") + current.query)
    now = timezone.now()
    employees = employees_with_names(current.employer, now)
    search = PeopleForm(request.GET)
    words = search.cleaned_data["q"].strip() if search.is_valid() else ""
    context = {
        "desk": current,
        "form": form,
        "invitations": Invitation.objects.open(now).filter(employer=current.employer, role=Role.EMPLOYEE),
        "search": search,
        "words": words,
        "employees": employees.filter(user__name__icontains=words) if words else employees,
    }
    return render(request, "credentials/hr/people.html", context, status=400 if form.errors else 200)


def invited(request: HttpRequest, desk: Desk, form: InviteForm) -> bool:
    email = form.cleaned_data["email"]
    try:
        invite(
            by=reader(request),
            email=email,
            role=Role.EMPLOYEE,
            employer=desk.employer,
            site=request.build_absolute_uri("/"),
        )
    except ValidationError as error:
        form.add_error("email", error)
        return False
    messages.success(request, _("We sent an invitation to %(email)s.") % {"email": email})
    return True


def withdrawn(request: HttpRequest, desk: Desk) -> HttpResponse:
    open_ones = Invitation.objects.open().filter(employer=desk.employer, role=Role.EMPLOYEE)
    invitation = get_object_or_404(open_ones, uuid=uuid_in(request.POST["withdraw"]))
    withdraw_invitation(by=reader(request), invitation=invitation)
    messages.success(request, _("The invitation does not work any more."))
    return redirect(reverse("hr_people") + desk.query)


def ask_whether_left(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Names who it is and how much is shared, not what: that would be a look. Nothing has changed yet."""
    now = timezone.now()
    membership = employee(desk, request.GET["left"], now)
    shared = Consent.objects.running(now).filter(employer=desk.employer, credential__user=membership.user)
    context = {"desk": desk, "membership": membership, "shared": shared.count()}
    return render(request, "credentials/hr/left.html", context)


def left(request: HttpRequest, desk: Desk) -> HttpResponse:
    membership = employee(desk, request.POST["left"], timezone.now())
    end_membership(by=reader(request), membership=membership)
    text = _("%(name)s does not work here any more. What was shared has ended.")
    messages.success(request, text % {"name": membership.user.name})
    return redirect(reverse("hr_people") + desk.query)


def employee(desk: Desk, uuid: str, now: datetime) -> Membership:
    return get_object_or_404(employees_on(desk.employer, now), user__uuid=uuid_in(uuid))


def uuid_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
