"""A person corrects name or language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

if TYPE_CHECKING:
    from lms.accounts.models import User


def update_profile(*, by: User, name: str, language: str) -> User:
    """Change one's own name (credentials that were issued keep the name of then) and language.

    Raises ValidationError.
    """
    by.name = name
    by.language = language
    by.full_clean(exclude=["password"])
    with transaction.atomic():
        by.save(update_fields=["name", "language"])
        log(instance=by, action="wagtail.edit", user=by, title=str(by.uuid))
    return by
