"""Warnings 90, 30 and 7 days before a credential ends: in the wallet, and by e-mail to who wants it.

One that holds until recertified ends, in this, when its refresher is due; of its suspension on that day (day 0) is
told too.

At most once: the warning is written down first, in a transaction of its own, and then sent outside of any. A mail
server that refuses gets it later; a process that dies in the very moment of sending leaves it unsent, never sent
twice. The wallet shows the end all the same, and the next warning follows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from courses.models import ModuleText, ModuleVersion
from courses.models.versions import text_in
from credentials.awarding.renewals import refresher_rules
from credentials.models import Credential, ExpiryAlert, WalletPreference
from credentials.models.credentials import CredentialQuerySet
from lms.accounts.mail import send_to_each

# From the nearest to the farthest.
DAYS = (7, 30, 90)


def alerts_due(now: datetime | None = None) -> CredentialQuerySet:
    """Valid credentials of whose end in 90, 30 or 7 days (`band`) the holder was not warned; 0 for overdue ones.

    Only the nearest of the three that has come: who was away longer is not warned thrice. Nothing for what was
    valid for fewer days than that from the start, or whose holder had their data erased.
    """
    now = now or timezone.now()
    bands = [
        When(
            state=Credential.State.VALID,
            ends_at__lte=now + timedelta(days=days),
            valid_from__lt=F("ends_at") - timedelta(days=days),
            then=Value(days),
        )
        for days in DAYS
    ]
    overdue = Q(state=Credential.State.SUSPENDED, overdue_since__isnull=False)
    ending = Q(state=Credential.State.VALID, ends_at__gt=now, ends_at__lte=now + timedelta(days=DAYS[-1]))
    warned = ExpiryAlert.objects.filter(
        credential=OuterRef("pk"), valid_until=OuterRef("ends_at"), days__lte=OuterRef("band")
    )
    return (
        Credential.objects.annotate(ends_at=Coalesce("valid_until", "recertify_by"))
        .filter(overdue | ending, user__erased_at=None, succeeded_at=None)
        .annotate(band=Case(When(overdue, then=Value(0)), *bands, default=None))
        .filter(~Exists(warned), band__isnull=False)
    )


@shared_task
def alert_expiry(credential_id: int) -> bool:
    """Warn the holder of a credential's end; returns whether that was now."""
    alert = _note(credential_id)
    if alert is None:
        return False
    credential = alert.credential
    wants_mail = not WalletPreference.objects.filter(user=credential.user, expiry_mail=False).exists()
    if not wants_mail:
        return True
    key = refresher_of(credential)
    again = None if key else own_module(credential)
    context = {
        "credential": credential,
        "end": alert.valid_until,
        "recertify": credential.valid_until is None,
        "overdue": alert.days == 0,
        "days": (timezone.localdate(alert.valid_until) - timezone.localdate()).days,
        "refresher": title_in(key, credential.user.language) if key else "",
        "enrol": _absolute(reverse("enrol", args=[key])) if key else "",
        "again": _absolute(reverse("enrol", args=[again])) if again else "",
        "link": _absolute(reverse("credential", args=[credential.uuid])),
        "settings": _absolute(reverse("wallet_settings")),
    }
    try:
        send_to_each([credential.user], "credentials/email/expiry", context)
    except (SMTPException, OSError):
        alert.delete()
        raise
    ExpiryAlert.objects.filter(pk=alert.pk).update(mailed_at=timezone.now())
    return True


def _note(credential_id: int) -> ExpiryAlert | None:
    """Write the warning down, if it is due and nobody else did."""
    with transaction.atomic():
        # Two at once wait for each other here; the second then finds it written down.
        Credential.objects.select_for_update(no_key=True).filter(pk=credential_id).first()
        due = alerts_due().select_related("achievement__version", "fieldlab", "user").filter(pk=credential_id)
        credential = due.first()
        if credential is None:
            return None
        return ExpiryAlert.objects.create(
            credential=credential,
            valid_until=credential.ends_at,  # type: ignore[attr-defined]  # annotated
            days=credential.band,  # type: ignore[attr-defined]  # annotated
        )


def refresher_of(credential: Credential) -> UUID | None:
    """The module on offer that renews a credential, if there is one."""
    rules = refresher_rules(credential).filter(
        refresher_key__in=ModuleVersion.objects.newest().values("module_key")
    )
    return rules.order_by("pk").values_list("refresher_key", flat=True).first()


def own_module(credential: Credential) -> UUID | None:
    """The module on offer that it was earned by, to take once more."""
    completions = Credential.objects.filter(pk=credential.pk, completion__isnull=False)
    offered = ModuleVersion.objects.newest().filter(
        module_key__in=completions.values("completion__version__module_key")
    )
    return offered.values_list("module_key", flat=True).first()


def title_in(module_key: UUID, language: str) -> str:
    """What a module on offer is called in a language, or else in its own."""
    texts = list(
        ModuleText.objects.filter(version__in=ModuleVersion.objects.newest().filter(module_key=module_key))
        .select_related("version")
        .order_by("pk")
    )
    return text_in(texts, language, texts[0].version.source_language).title if texts else ""


def _absolute(path: str) -> str:
    base: str = settings.WAGTAILADMIN_BASE_URL
    return base.rstrip("/") + path
