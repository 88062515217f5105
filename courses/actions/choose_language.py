"""Go on with a module in another of its languages."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.models import Enrolment
from courses.steps import StepRefused, lock_own_enrolment
from lms.accounts.models import User


def choose_language(*, by: User, enrolment_id: UUID, language: str) -> Enrolment:
    """Set the language of one's lessons; also of a closed enrolment, to read it.

    Raises Enrolment.DoesNotExist for anybody else's, StepRefused where the version is not in that language.
    """
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        if language not in {text.language for text in enrolment.version.texts.all()}:
            raise StepRefused(_("This module is not available in that language."))
        if enrolment.language != language:
            enrolment.language = language
            enrolment.save(update_fields=["language"])
            log(enrolment, "courses.choose_language", user=by, title=str(enrolment.pk))
        return enrolment
