"""Puts the guard before every view of the admin, and tells who has no role that this is why nothing opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lms.organisations.admin_guard import guard, is_admin
from lms.organisations.models import Role

if TYPE_CHECKING:
    from lms.accounts.models import User


def works_in_admin(user: User) -> bool:
    return user.has_perm("wagtailadmin.access_admin")


# Where the pages of staff begin, and who has anything to look for there.
AREAS: dict[str, Callable[[User], bool]] = {
    "/admin/": works_in_admin,
    "/review/": works_in_admin,
    "/practical/": lambda user: Role.ASSESSOR in user.roles,
    "/sessions/": lambda user: bool({Role.TRAINER, Role.MANAGER} & set(user.roles)),
    "/hr/": lambda user: Role.HR in user.roles,
}


class AdminGuardMiddleware:
    """Refuses what admin_guard does not allow, before the view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and (area := area_without_role(request)):
            # Of every address there alike, so that it says nothing of what exists.
            return render(request, "organisations/no_role.html", {"area": area}, status=404)
        return response

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: Any) -> HttpResponse | None:
        match = request.resolver_match
        return guard(request, match) if match and is_admin(match) else None


def area_without_role(request: HttpRequest) -> str:
    """The area of staff that a signed-in person without a role there asked for; empty for all others."""
    area = next((area for area in AREAS if request.path.startswith(area)), "")
    if not area or not request.user.is_authenticated or AREAS[area](request.user):
        return ""
    return area
