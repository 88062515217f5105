"""Enrol somebody in a module: pins the version that is offered now."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.actions.record_progress import record_progress
from courses.models import Enrolment, ModuleVersion
from courses.queries import enrolments_to_repeat
from courses.steps import StepRefused, module_activity, store_steps
from lms.accounts.models import User
from lms.lrs import statements
from lms.lrs.vocabulary import REGISTERED


def enrol(*, by: User, module_key: UUID, language: str = "") -> Enrolment:
    """Enrol `by` in the newest version of the module; enrolling again gives the same enrolment.

    A completed one is followed by a new one where a credential that the module gave or renews ends. `language` is
    that of the lessons, where the version has it. Raises ModuleVersion.DoesNotExist for an unknown
    module and StepRefused for one that is no longer offered.
    """
    with transaction.atomic():
        # A version that is published at this very moment waits, and takes this enrolment along.
        list(ModuleVersion.objects.select_for_update(no_key=True).filter(module_key=module_key).values_list("pk"))
        version = offered_version(module_key)
        languages = {text.language for text in version.texts.all()}
        chosen = next((item for item in (language, by.language) if item in languages), version.source_language)
        earlier = Enrolment.objects.current().filter(user=by, module_key=module_key, major=version.major)
        again = enrolments_to_repeat(earlier.filter(completion__isnull=False).values_list("pk", flat=True))
        earlier.filter(pk__in=again).update(taken_again_at=timezone.now())
        enrolment, is_new = Enrolment.objects.get_or_create(
            user=by,
            module_key=module_key,
            major=version.major,
            withdrawn_at=None,
            taken_again_at=None,
            defaults={"version": version, "language": chosen},
        )
        if is_new:
            store_steps(
                enrolment,
                statements.step(
                    verb=REGISTERED,
                    timestamp=enrolment.enrolled_at,
                    **module_activity(enrolment),
                ),
            )
            record_progress(enrolment_id=enrolment.pk)
            log(enrolment, "courses.enrol", user=by, title=str(enrolment.pk))
    return enrolment


def offered_version(module_key: UUID) -> ModuleVersion:
    """The version that one can enrol in; raises ModuleVersion.DoesNotExist or StepRefused."""
    versions = ModuleVersion.objects.filter(module_key=module_key)
    version = versions.newest().select_related("fieldlab").prefetch_related("texts").first()
    if version:
        return version
    if versions.exists():
        raise StepRefused(_("This module is no longer offered. Look in the catalogue for another one."))
    raise ModuleVersion.DoesNotExist
