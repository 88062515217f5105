"""What is recorded about a person: gathered from all apps, and this app's own part of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from lms.core.registry import personal_data_export
from lms.core.words import Word

if TYPE_CHECKING:
    from lms.accounts.models import User


SECOND_FACTORS = {
    Authenticator.Type.WEBAUTHN: _("Passkey"),
    Authenticator.Type.TOTP: _("Code from an app"),
    Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
}


@dataclass(frozen=True)
class Part:
    """What one app holds; `data` is JSON-able."""

    name: str
    data: Any


def gather(user: User, only: str | None = None) -> list[Part]:
    """What every app holds, or the one called `only`; empty for an unknown one."""
    return [Part(name, step(user)) for name, step in personal_data_export if only in (None, name)]


def export(user: User) -> dict[str, Any]:
    return {
        "account": {
            "name": user.name,
            "language": user.language,
            "joined": user.date_joined,
            "last_sign_in": user.last_login,
            "pseudonym": user.pseudonym,
        },
        "email_addresses": list(
            EmailAddress.objects.filter(user=user).order_by("email").values("email", "verified", "primary")
        ),
        "second_factors": [
            {
                "type": Word(factor.type, SECOND_FACTORS.get(factor.type, factor.type)),
                "created_at": factor.created_at,
                "last_used_at": factor.last_used_at,
            }
            for factor in Authenticator.objects.filter(user=user).order_by("created_at")
        ],
        "sessions": list(
            UserSession.objects.filter(user=user)
            .order_by("created_at")
            .values("ip", "user_agent", "created_at", "last_seen_at")
        ),
    }


def erase(user: User) -> int:
    """Addresses, second factors, sessions on every device, the admin's profile, the name in audit lines."""
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    erased = 0
    for rows in (
        sessions,
        EmailAddress.objects.filter(user=user),
        Authenticator.objects.filter(user=user),
        UserProfile.objects.filter(user=user),
    ):
        erased += rows.delete()[0]
    about = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(user), object_id=str(user.pk)
    )
    about.update(label=str(user.uuid))
    return erased
