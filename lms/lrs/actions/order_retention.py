"""Order the removal of what was stored before a moment; a task carries it out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.core.queue import queue_on_commit
from lms.lrs.models import RetentionRun
from lms.organisations.models import Fieldlab
from lms.organisations.permissions import require_operator

if TYPE_CHECKING:
    from lms.accounts.models import User


def order_retention(*, by: User | None, before: datetime, fieldlab: Fieldlab | None = None) -> RetentionRun:
    """Order it for one fieldlab, or for the network; `by` is None where somebody with a shell on the server asks.

    Raises PermissionDenied (operators only), and ValidationError for a moment that has not been yet.
    """
    if by is not None:
        require_operator(by)
    if before > timezone.now():
        raise ValidationError({"before": _("Choose a day in the past.")})
    with transaction.atomic():
        run = RetentionRun.objects.create(before=before, fieldlab=fieldlab, created_by=by)
        log(
            instance=run,
            action="lrs.retention.order",
            user=by,
            data={"before": before.isoformat(), "fieldlab": fieldlab.slug if fieldlab else ""},
        )
        queue_on_commit("lms.lrs.tasks.retain", run.pk)
    return run
