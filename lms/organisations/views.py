"""Public pages of the network: invitations, and a fieldlab's colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.organisations.actions.accept_invitation import accept_invitation
from lms.organisations.actions.end_membership import end_membership
from lms.organisations.invitations import (
    InvitationExpired,
    InvitationForSomebodyElse,
    InvitationRefused,
    InvitationUnknown,
    InvitationUsed,
    find_invitation,
)
from lms.organisations.models import Fieldlab, Role
from lms.organisations.queries import has_proven, own_memberships
from themes.colours import fingerprint, stylesheet

if TYPE_CHECKING:
    from lms.accounts.models import User

# Where somebody with a new role starts; all others in the admin.
START = {Role.EMPLOYEE: "my_learning", Role.HR: "hr_desk"}
STATUS_OF_REFUSAL: dict[type[InvitationRefused], int] = {
    InvitationUnknown: 404,
    InvitationUsed: 410,
    InvitationExpired: 410,
    InvitationForSomebodyElse: 403,
}


@never_cache
@require_http_methods(["GET", "POST"])
def accept_invitation_view(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who asks for what; a signed-in person with the invited address accepts by POST."""
    try:
        if request.method == "POST" and request.user.is_authenticated:
            membership = accept_invitation(by=request.user, token=token)
            messages.success(request, _("You have accepted the invitation."))
            return redirect(START.get(Role(membership.role), "wagtailadmin_home"))
        invitation = find_invitation(token)
    except InvitationRefused as refusal:
        context = {"refusal": type(refusal).__name__}
        return render(
            request, "organisations/invitation_refused.html", context, status=STATUS_OF_REFUSAL[type(refusal)]
        )
    shown: dict[str, object] = {
        "invitation": invitation,
        "organisation": invitation.fieldlab or invitation.employer,
        "is_theirs": request.user.is_authenticated and has_proven(request.user, invitation.email),
    }
    response = render(request, "organisations/invitation.html", shown)
    # The address of this page is a secret for others; with `no-referrer` browsers would send its form without an
    # origin, which is refused.
    response["Referrer-Policy"] = "same-origin"
    return response


@login_required
@never_cache
@require_GET
def my_roles(request: HttpRequest) -> HttpResponse:
    """Where this person works and has which role, now and before."""
    return render(
        request, "organisations/my_roles.html", {"memberships": own_memberships(cast("User", request.user))}
    )


@login_required
@require_POST
def leave(request: HttpRequest, membership_id: int) -> HttpResponse:
    user = cast("User", request.user)
    membership = get_object_or_404(own_memberships(user), pk=membership_id)
    try:
        end_membership(by=user, membership=membership)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("You no longer have this role."))
    return redirect("my_roles")


@require_GET
@cache_control(public=True, immutable=True, max_age=365 * 24 * 60 * 60)
def fieldlab_theme(request: HttpRequest, uuid: UUID, content: str) -> HttpResponse:
    """A fieldlab's two colours as CSS; `content` is the palette's fingerprint, so it may be cached for ever."""
    fieldlab = get_object_or_404(Fieldlab, uuid=uuid)
    if not fieldlab.palette or fingerprint(fieldlab.palette) != content:
        raise Http404
    return HttpResponse(stylesheet(fieldlab.palette), content_type="text/css; charset=utf-8")
