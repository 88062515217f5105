"""System checks of this app."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def the_test_api_is_off_on_the_internet(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """VC_API signs whatever anybody sends: only for tests, never where the site serves the internet."""
    if settings.VC_API and settings.SECURE_SSL_REDIRECT:
        return [Error("VC_API is for tests only: unset it.", id="credentials.E001")]
    return []
