from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from credentials.actions.give_consent import give_consent
from credentials.models import Consent, Credential, EvidenceKind
from lms.accounts.models import User
from lms.organisations.models import Employer


def share_with_employer(
    *,
    by: User,
    credentials: Sequence[Credential],
    employer: Employer,
    purpose: Consent.Purpose,
    expires_at: datetime,
    evidence: Sequence[EvidenceKind] = (),
) -> list[Consent]:
    """Give an employer consent for several credentials at once: all, or none where one is refused.

    Each is a consent of its own, that is stopped by itself. What is shared already on the same terms stays as it
    is. Raises what `give_consent` raises, and ValidationError where nothing was chosen.
    """
    if not credentials:
        raise ValidationError(_("Choose at least one credential."))
    with transaction.atomic():
        # In one order, so that two forms at once wait for each other instead of for ever.
        return [
            give_consent(
                by=by,
                credential=credential,
                employer=employer,
                purpose=purpose,
                expires_at=expires_at,
                evidence=evidence,
            )
            for credential in sorted(credentials, key=lambda item: item.pk)
        ]
