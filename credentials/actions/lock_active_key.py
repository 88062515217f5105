from __future__ import annotations

from credentials.models import SigningKey


def lock_active_key(
    *, fieldlab_id: int, algorithm: SigningKey.Algorithm = SigningKey.Algorithm.ED25519
) -> SigningKey:
    """Return the key with which a fieldlab signs now, locked: it is not retired while the caller signs.

    Locks are taken in this order: fieldlab, completions, status lists, keys. Raises SigningKey.DoesNotExist.
    """
    return (
        SigningKey.objects.select_for_update(of=("self",), no_key=True)
        .select_related("fieldlab")
        .get(fieldlab=fieldlab_id, algorithm=algorithm, state=SigningKey.State.ACTIVE)
    )
