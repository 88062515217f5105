"""Identity has one base: SITE_URL is kept at first start, and a different one is refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from lms.core.models import SiteIdentity


def keep_site_url() -> None:
    """Remember SITE_URL at the first start; refuse to start with another one later.

    Raises ImproperlyConfigured where the database was made with another SITE_URL.
    """
    kept, _ = SiteIdentity.objects.get_or_create(pk=1, defaults={"site_url": settings.SITE_URL})
    if kept.site_url != settings.SITE_URL:
        raise ImproperlyConfigured(
            f"SITE_URL is {settings.SITE_URL}, but this database was made with {kept.site_url}. Credentials and "
            "statements carry that address for good: set SITE_URL back, or start with an empty database."
        )


def refuse_other_site_url() -> None:
    """Stop a web or worker process whose SITE_URL is not the database's; a new database has none yet."""
    if SiteIdentity._meta.db_table in connection.introspection.table_names():
        kept = SiteIdentity.objects.first()
        if kept and kept.site_url != settings.SITE_URL:
            keep_site_url()


def keep_site_url_after_migrate(**kwargs: Any) -> None:
    keep_site_url()
