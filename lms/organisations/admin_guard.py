"""Which screens of the admin open for whom: a list of what is allowed, everything else is closed (404).

Wagtail's own views check permissions in many ways, and some not at all (tags, reports, the page chooser). So every
request of somebody who is no superuser passes here first: the view must be on the list, and its check must say yes
to the objects that the address names. A view that a new Wagtail brings is closed until somebody decides on it.
Apps above this one add their own views with `allow()`, in their wagtail_hooks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse

from lms.organisations.models import Role

# (request, arguments of the address) → whether this person may see this view with these objects.
Check = Callable[[HttpRequest, Mapping[str, Any]], bool]

_checks: dict[str, Check] = {}
# View → (when, the view that people who are no operators are led to then).
_detours: dict[str, tuple[Check, str]] = {}
# Open before signing in: they say nothing of anybody.
PUBLIC_VIEWS = frozenset({"wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "admin_sign_in"})


def allow(*view_names: str, check: Check) -> None:
    """Open the admin views with these names (as in reverse()) for who `check` says yes to.

    A name that ends in ":*" stands for all views of that namespace.
    """
    for name in view_names:
        _checks[name] = check


def detour(*view_names: str, to: str, when: Check) -> None:
    """Lead people who are no operators to the view `to` instead, or where that is closed to the first page."""
    for name in view_names:
        _detours[name] = when, to


def staff(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """Everybody with access to the admin: for views that show nothing of any organisation."""
    return True


def roles(*allowed: Role) -> Check:
    """People with one of these roles; the view itself narrows down to what they may see."""

    def check(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
        return bool(request.user.roles & set(allowed))  # type: ignore[union-attr]

    return check


def check_of(view_name: str) -> Check | None:
    namespace = view_name.rpartition(":")[0]
    return _checks.get(view_name) or _checks.get(f"{namespace}:*")


def is_admin(match: ResolverMatch) -> bool:
    return match.route.startswith(reverse("wagtailadmin_home").lstrip("/"))


def guard(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """Nothing where the view may run; a sign-in for visitors; a detour; else Http404, which says nothing."""
    if match.view_name in PUBLIC_VIEWS:
        return None
    user = request.user
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if user.is_superuser:
        return None
    check = check_of(match.view_name) if user.has_perm("wagtailadmin.access_admin") else None
    if check is None or not check(request, match.kwargs):
        raise Http404
    when, to = _detours.get(match.view_name, (None, ""))
    if when is None or Role.OPERATOR in user.roles or not when(request, match.kwargs):
        return None
    leads_on = check_of(to)
    return redirect(to if leads_on and leads_on(request, {}) else "wagtailadmin_home")
