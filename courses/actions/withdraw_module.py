"""Take a module out of the catalogue; who follows it keeps it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from courses.models import ModulePage
from courses.publishing.drafts import module_pages
from lms.accounts.models import User
from lms.organisations.models import Role
from lms.organisations.permissions import has_role


def withdraw_module(*, page: ModulePage, by: User) -> None:
    """Stop offering the module of `page` in every language. Approving a new version offers it again.

    Raises PermissionDenied: only the fieldlab's managers do this, and only with a module that is offered.
    """
    fieldlab = page.fieldlab
    if not (has_role(by, Role.MANAGER, fieldlab=fieldlab) or by.is_superuser):
        raise PermissionDenied
    with transaction.atomic():
        # A version that is published at this very moment goes first, and is the one that is taken out.
        list(page.versions.select_for_update(no_key=True).values_list("pk"))
        if not page.versions.newest().update(withdrawn_at=timezone.now()):
            raise PermissionDenied
        for module in module_pages(page.translation_key):
            if module.live:
                UnpublishPageAction(module, user=by, include_descendants=True).execute(skip_permission_checks=True)
        log(page, "courses.withdraw_module", user=by)
