"""Settings for the internet: nothing is guessed, a missing secret stops the start and is named."""

import os

from django.core.exceptions import ImproperlyConfigured

REQUIRED = (
    "SECRET_KEY",
    "CREDENTIALS_KEY_ENCRYPTION_KEY",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
)
if missing := [name for name in REQUIRED if not os.environ.get(name)]:
    raise ImproperlyConfigured(
        f"Set {', '.join(missing)} in the environment: see docs/reference/settings.md for what each is."
    )

if os.environ.get("VC_API"):
    raise ImproperlyConfigured("VC_API signs whatever anybody sends: it is for tests only. Unset it.")

from lms.settings.base import *  # noqa: E402, F403

DEBUG = False
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECOND_FACTOR_REQUIRED = True
FORWARD_OVER_HTTP = False
# As deploy/nginx.conf sets it; without it, all visitors would share one address and its rate limits.
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # Wagtail shows previews in a frame of this site.
    "security.W021",  # Whether a domain joins the browsers' preload list is its owner's choice.
]
