from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from credentials.models import EndorserRepresentative
from credentials.permissions import require_key_keeper
from lms.accounts.models import User


def end_representation(*, by: User, representative: EndorserRepresentative) -> None:
    """Let a person speak for a sector body no longer, from now on; again is the same.

    What they endorsed in its name stands: that is the body's. Raises PermissionDenied (operators only).
    """
    require_key_keeper(by)
    with transaction.atomic():
        running = EndorserRepresentative.objects.filter(pk=representative.pk, until=None)
        if running.update(until=timezone.now()):
            data = {"person": str(representative.user.uuid)}
            log(representative.endorser, "credentials.end_representation", user=by, data=data)
