"""What this app adds to the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry

from lms.lrs.admin.forwarding import ForwardingScreens
from lms.lrs.admin.home import TrafficPanel
from lms.lrs.admin.keys import KeyScreens
from lms.lrs.admin.retention import RetentionScreens
from lms.lrs.admin.statements import ROLES, StatementScreens
from lms.lrs.reading.browsing import sees_network
from lms.organisations.admin_guard import allow, roles
from lms.organisations.models import Role


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("lrs.key.revoke", _("Revoke key"), _("Key revoked"))
    actions.register_action("lrs.key.rotate", _("New secret"), _("Key got a new secret"))
    actions.register_action("lrs.statements.import", _("Import statements"), _("Statements imported"))
    actions.register_action("lrs.statements.look", _("Look at what came in"), _("Looked at what came in"))
    actions.register_action("lrs.retention.order", _("Remove what is old"), _("Removed what is old"))
    actions.register_action("lrs.actor.erase", _("Take out a person"), _("Took a person out"))
    actions.register_action("lrs.destination.pause", _("Pause forwarding"), _("Forwarding paused"))
    actions.register_action("lrs.destination.resume", _("Resume forwarding"), _("Forwarding resumed"))
    actions.register_action("lrs.destination.resend", _("Offer again"), _("Refused statements offered again"))


@hooks.register("register_admin_viewset")
def register_screens() -> list[ViewSet]:
    return [KeyScreens(), ForwardingScreens(), StatementScreens(), RetentionScreens()]


@hooks.register("construct_homepage_panels", order=1100)
def show_refusals(request: HttpRequest, panels: list[Any]) -> None:
    if sees_network(request.user):
        panels.append(TrafficPanel(request.user))


allow("record_store_keys:*", check=roles(Role.OPERATOR, Role.MANAGER))
allow("forwarding:*", check=roles(Role.OPERATOR))
allow("statements:*", check=roles(*ROLES))
allow("retention:*", check=roles(Role.OPERATOR))
