from __future__ import annotations

import json
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.actions.endorse import active_key
from credentials.actions.rotate_key import end_of_use
from credentials.identifiers import endorser_key_url
from credentials.keys.signing import sign_as_endorser
from credentials.models import Endorsement, Endorser, EndorserKey, SigningKey
from credentials.permissions import require_key_keeper
from lms.accounts.models import User

State = SigningKey.State


def replace_endorser_key(
    *, by: User | None, endorser: Endorser, compromised: bool, reason: str, step: UUID | None = None
) -> EndorserKey:
    """Let an endorser sign with a new key from now on.

    `step` is the form's own id: the same one again returns the key that the first made.
    What the old key signed still verifies; where it is `compromised` nothing of it does, and the endorsements that
    stand are signed again. Raises PermissionDenied (operators only) and ValidationError (no reason).
    """
    require_key_keeper(by)
    if not reason.strip():
        raise ValidationError(_("Say why: it stays in the log."))
    with transaction.atomic():
        endorser = Endorser.objects.select_for_update(no_key=True).get(pk=endorser.pk)
        if step is not None and (first := endorser.keys.filter(uuid=step).first()):
            return first
        now = timezone.now()
        state = State.COMPROMISED if compromised else State.RETIRED
        endorser.keys.filter(state=State.ACTIVE).update(state=state, retired_at=end_of_use(now))
        if compromised:
            endorser.keys.exclude(state=State.COMPROMISED).update(state=state, retired_at=end_of_use(now))
        key = active_key(endorser, step)
        if compromised:
            # After the moment at which the old key ended.
            created = end_of_use(now)
            for endorsement in Endorsement.objects.standing().filter(endorser=endorser):
                document = json.loads(bytes(endorsement.document))
                del document["proof"]
                endorsement.document = sign_as_endorser(
                    key, document, verification_method=endorser_key_url(key), created=created
                )
                endorsement.key = key
                endorsement.save(update_fields=["document", "key"])
        log(key, "credentials.replace_endorser_key", user=by, data={"compromised": compromised, "reason": reason})
    return key
