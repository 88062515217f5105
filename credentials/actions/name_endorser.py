from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.formats.plain_text import is_plain, is_web_address
from credentials.models import Endorser, EndorserRepresentative
from credentials.permissions import require_key_keeper
from lms.accounts.models import User
from lms.organisations.models import Employer


def name_endorser(*, by: User, name: str, kvk_number: str, website: str, representative: User) -> Endorser:
    """Let a person speak for a sector body: the body is made at its first person, and keeps what it is called.

    Raises PermissionDenied (operators only) and ValidationError: a wrong number, one of an employer (whose HR
    officers speak for it), or text that can't be signed.
    """
    require_key_keeper(by)
    name, website = name.strip(), website.strip()
    if not is_plain(name) or (website and not is_web_address(website)):
        raise ValidationError(_("There are characters in the text that can't be signed. Type the text again."))
    if Employer.objects.filter(kvk_number=kvk_number).exists():
        raise ValidationError(_("That is an employer here: its HR officers endorse for it."))
    with transaction.atomic():
        endorser = Endorser(name=name, kvk_number=kvk_number, website=website)
        endorser.clean_fields(exclude=["employer"])
        endorser, made = Endorser.objects.get_or_create(
            kvk_number=kvk_number, defaults={"name": name, "website": website}
        )
        EndorserRepresentative.objects.get_or_create(endorser=endorser, user=representative, until=None)
        log(endorser, "credentials.name_endorser", user=by, data={"person": str(representative.uuid), "new": made})
    return endorser


def endorser_of(employer: Employer) -> Endorser:
    """An employer as endorser, made when it is first asked for; a body that became an employer stays one."""
    with transaction.atomic():
        existing = Endorser.objects.filter(kvk_number=employer.kvk_number).first()
        if existing is None:
            endorser, _made = Endorser.objects.get_or_create(
                employer=employer, defaults={"name": employer.name, "kvk_number": employer.kvk_number}
            )
            return endorser
        if existing.employer_id is None:
            existing.employer = employer
            existing.save(update_fields=["employer"])
    return existing
