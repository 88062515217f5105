"""What follows from signing in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from lms.accounts.models import User


@receiver(user_logged_in)
def keep_language_in_session(sender: type[User], request: HttpRequest, user: User, **kwargs: Any) -> None:
    if hasattr(request, "session"):
        request.session["language"] = user.language
