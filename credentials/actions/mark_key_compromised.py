from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.actions.rotate_key import end_of_use, promote_next
from credentials.actions.sign_status_list import sign_status_list
from credentials.models import CredentialToken, SigningKey
from credentials.permissions import require_key_keeper
from lms.accounts.models import User
from lms.core.queue import queue_on_commit
from lms.organisations.models import Fieldlab

State = SigningKey.State


def mark_key_compromised(*, by: User | None, key: SigningKey, reason: str) -> SigningKey:
    """Say that a private key is in the wrong hands: from now on nothing that it ever signed verifies.

    The next key takes over, the status lists are signed again at once, and what the key signed is signed again
    with the new key (`sign_again`, by task and sweep). Tokens are made again when they are next asked for. A
    second call changes nothing. Raises PermissionDenied (operators only) and ValidationError (no reason).
    """
    require_key_keeper(by)
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why: it stays in the log."))
    with transaction.atomic():
        fieldlab = Fieldlab.objects.select_for_update(no_key=True).get(pk=key.fieldlab_id)
        lists = list(
            fieldlab.status_lists.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
        )
        key = SigningKey.objects.select_for_update(no_key=True).get(pk=key.pk)
        if key.state == State.COMPROMISED:
            return key
        before = key.state
        key.state, key.retired_at = State.COMPROMISED, end_of_use(timezone.now())
        key.save(update_fields=["state", "retired_at"])
        algorithm = SigningKey.Algorithm(key.algorithm)
        if before == State.ACTIVE:
            promote_next(by=by, fieldlab=fieldlab, algorithm=algorithm)
        if algorithm == SigningKey.Algorithm.ED25519:
            for status_list_id in lists:
                sign_status_list(status_list_id=status_list_id)
        CredentialToken.objects.filter(signing_key=key).delete()
        log(key, "credentials.mark_key_compromised", user=by, data={"reason": reason, "was": before})
        queue_on_commit("credentials.tasks.sweep")
    return key
