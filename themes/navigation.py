"""What stands in the header: a few places, by who is reading. Knows people by what they can tell, not by model."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Roles that work in the Wagtail admin.
ADMIN_ROLES = frozenset({"trainer", "manager", "operator"})


@dataclass(frozen=True)
class NavigationItem:
    label: str | Promise
    icon: str
    address: str
    current: bool


def roles_of(request: HttpRequest | None) -> frozenset[str]:
    """Role names of the reader: `user.roles`; empty for visitors."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frozenset()
    return frozenset(getattr(user, "roles", ()))


def navigation_of(request: HttpRequest | None, current: str = "") -> list[NavigationItem]:
    """The places for this reader; `current` names the one that a page with an address elsewhere belongs to."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    places: list[tuple[str, str | Promise, str]] = [("catalogue", _("Catalogue"), "search")]
    if signed_in:
        roles = roles_of(request)
        places += [("my_learning", _("My learning"), "book"), ("wallet", _("Wallet"), "certificate")]
        if "assessor" in roles:
            places.append(("practicals", _("Practicals"), "clipboard"))
        if "hr" in roles:
            places.append(("hr_desk", _("HR desk"), "briefcase"))
        if roles & ADMIN_ROLES or getattr(user, "is_superuser", False):
            places.append(("wagtailadmin_home", _("Manage"), "settings"))
    else:
        places.append(("check", _("Check a credential"), "shield"))
    return [
        NavigationItem(label, icon, address, name == current or is_current(request, address))
        for name, label, icon in places
        if (address := address_of(name))
    ]


def address_of(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def is_current(request: HttpRequest | None, address: str) -> bool:
    return request is not None and request.path.startswith(address)
