from __future__ import annotations

import json

from django.db import transaction
from django.utils import timezone

from credentials.actions.lock_active_key import lock_active_key
from credentials.actions.make_signing_key import make_signing_key
from credentials.keys.signing import TOKEN_ALGORITHMS, signing
from credentials.models import CredentialIssue, CredentialToken

ALGORITHM_OF = {name: algorithm for algorithm, name in TOKEN_ALGORITHMS.items()}


def make_token(*, issue: CredentialIssue, algorithm: str) -> CredentialToken:
    """Return a signed document as VC-JWT, by `RS256` or `ES256`; made at the first call, the same one after that.

    Made from the signed bytes: the same claims, without their proof. Raises KeyError for another algorithm.
    """
    kind = ALGORITHM_OF[algorithm]
    make_signing_key(by=None, fieldlab=issue.credential.fieldlab, algorithm=kind)
    with transaction.atomic():
        # Two callers at once wait for each other here.
        issue = (
            CredentialIssue.objects.select_for_update(of=("self",), no_key=True)
            .select_related("credential__fieldlab")
            .get(pk=issue.pk)
        )
        existing = issue.tokens.filter(algorithm=algorithm).first()
        if existing is not None:
            return existing
        key = lock_active_key(fieldlab_id=issue.credential.fieldlab_id, algorithm=kind)
        now = timezone.now()
        with signing(key) as signer:
            token = signer.token(json.loads(bytes(issue.document)), created=now)
        return CredentialToken.objects.create(
            issue=issue, signing_key=key, algorithm=algorithm, token=token, made_at=now
        )
