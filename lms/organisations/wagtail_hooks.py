"""What this app adds to the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.query import PageQuerySet

from lms.organisations.admin.figures import FiguresScreens
from lms.organisations.admin.home import NetworkPanel
from lms.organisations.admin.network import EmployerScreens, FieldlabScreens, HubScreens
from lms.organisations.admin.own_fieldlab import OwnFieldlabScreens
from lms.organisations.admin.staff import InvitationScreens, StaffScreens
from lms.organisations.admin_guard import allow, check_of, roles
from lms.organisations.models import Role
from lms.organisations.own_objects import explorable_pages
from lms.organisations.permissions import is_operator

if TYPE_CHECKING:
    from lms.accounts.models import User


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("organisations.role.grant", _("Take up a role"), _("Took up a role"))
    actions.register_action("organisations.role.end", _("End a role"), _("Role ended"))
    actions.register_action("organisations.invite", _("Invite"), _("Invited somebody"))
    actions.register_action("organisations.invite.withdraw", _("Withdraw invitation"), _("Invitation withdrawn"))


@hooks.register("register_admin_viewset")
def register_screens() -> list[ViewSet]:
    return [
        FiguresScreens(),
        HubScreens(),
        FieldlabScreens(),
        OwnFieldlabScreens(),
        EmployerScreens(),
        StaffScreens(),
        InvitationScreens(),
    ]


allow("figures:*", "hubs:*", "fieldlabs:*", "employers:*", check=roles(Role.OPERATOR))
allow("own_fieldlab:*", check=roles(Role.MANAGER))
allow("staff:*", "invitations:*", check=roles(Role.OPERATOR, Role.MANAGER))


@hooks.register("construct_homepage_panels", order=1100)
def show_the_network(request: HttpRequest, panels: list[Any]) -> None:
    if is_operator(request.user):
        panels.append(NetworkPanel(request.user))


@hooks.register("construct_page_chooser_queryset")
def choose_own_pages(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """The page chooser lists every page of the site by itself."""
    return pages.filter(pk__in=explorable_pages(cast("User", request.user)).values("pk"))


@hooks.register("construct_main_menu")
@hooks.register("construct_reports_menu")
@hooks.register("construct_settings_menu")
def hide_what_is_closed(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out of the menu what the guard would refuse."""
    if request.user.is_superuser:
        return
    items[:] = [item for item in items if _opens(request, item)]


def _opens(request: HttpRequest, item: MenuItem) -> bool:
    if isinstance(item, SubmenuMenuItem) or not item.url.startswith(reverse("wagtailadmin_home")):
        return True
    match = resolve(item.url.partition("?")[0])
    check = check_of(match.view_name)
    return check is not None and check(request, match.kwargs)
