"""How often one address may have something checked: every check costs a process."""

from __future__ import annotations

from time import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW_SECONDS = 600


def may_check(request: HttpRequest) -> bool:
    """Count one check by this request's address; False when there were too many in ten minutes."""
    allowed: int = settings.CREDENTIAL_CHECKS_PER_TEN_MINUTES
    if not allowed:
        return True
    window = int(time()) // WINDOW_SECONDS
    # As sign-in finds it, behind a proxy too.
    key = f"credential-checks:{window}:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) <= allowed
    except ValueError:
        # The window ended between the two lines.
        return True
