"""Make the example network, all or nothing, dated relative to today."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.images.models import Image

from courses.actions.approve_module import approve_module
from courses.actions.create_site import create_site
from courses.actions.submit_module import submit_module
from courses.authoring.import_module import image_finder, import_module
from courses.models import FieldlabPage, LessonPage, ModulePage, ModuleVersion
from courses.models.versions import Change
from credentials.actions.sign_status_list import sign_status_list
from credentials.queries import stale_status_lists
from lms.accounts.models import User
from lms.demo.definitions import holders, publish_definitions, stack
from lms.demo.learning import at
from lms.demo.network import EMPLOYERS, FIELDLABS, HUBS, QUALITY_ASSURANCE
from lms.demo.people import DOMAIN, Cast, make_cast
from lms.demo.sessions import plan_coming_sessions
from lms.demo.stories import tell_stories
from lms.demo.wallets import confirm_names, fill_wallets
from lms.organisations.actions.create_employer import create_employer
from lms.organisations.actions.create_fieldlab import create_fieldlab
from lms.organisations.actions.create_hub import create_hub
from lms.organisations.actions.grant_role import grant_role
from lms.organisations.actions.update_fieldlab import update_fieldlab
from lms.organisations.models import Employer, Fieldlab, Hub, Role

HERE = Path(__file__).parent
# Credentials last up to three years and some have ended: the network is older than that.
NETWORK_AGE = timedelta(days=1300)


def is_filled() -> bool:
    return Hub.objects.exists()


def fill_network(*, say: Callable[[str], None]) -> None:
    """Fill an empty database. `say` is called with a line per part."""
    opening = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) - NETWORK_AGE
    with transaction.atomic():
        with at(opening):
            create_site()
            cast = make_cast()
            fieldlabs = make_fieldlabs(cast)
            employers = make_employers(cast)
            confirm_names(cast, employers)
        say(f"{len(HUBS)} hubs, {len(fieldlabs)} fieldlabs, {len(employers)} employers")
        with at(opening + timedelta(days=30)):
            versions = {slug: publish(data, fieldlabs, cast) for slug, data in modules().items()}
        say(f"{len(versions)} modules, published with four eyes")
        with at(opening + timedelta(days=32)):
            programme = publish_definitions(versions, cast)
        count = tell_stories(versions, cast, employers)
        say(f"{count['workers']} workers, {count['enrolments']} enrolments, {count['credentials']} credentials")
        fill_wallets(versions, cast, employers)
        stack(programme, holders(versions), cast, timezone.now())
        plan_coming_sessions(versions, cast)
        hand_in_a_change(versions["cobotveiligheid"], cast)
        # Signed in the past, they have ended since; the worker's first sweep may be a minute away.
        for status_list in stale_status_lists():
            sign_status_list(status_list_id=status_list.pk)


def make_fieldlabs(cast: Cast) -> dict[str, Fieldlab]:
    grant_role(by=cast.installer, user=cast.operator, role=Role.OPERATOR)
    hubs = {slug: create_hub(by=cast.operator, name=name, slug=slug) for slug, name in HUBS.items()}
    fieldlabs = {}
    for facts in FIELDLABS:
        fields = {key: value for key, value in facts.items() if key not in {"hub", "logo", "introduction"}}
        slug = fields["slug"]
        fieldlabs[slug] = create_fieldlab(
            by=cast.operator,
            hub=hubs[facts["hub"]],
            email=f"info.{slug}@{DOMAIN}",
            quality_assurance=QUALITY_ASSURANCE,
            quality_assurance_url=f"https://{slug}.example/kwaliteit",
            website=f"https://{slug}.example/",
            **fields,
        )
    # The manager of a fieldlab appoints its trainers and assessors; the operator appoints managers.
    for (slug, role), user in sorted(cast.staff.items(), key=lambda item: item[0][1] != Role.MANAGER):
        by = cast.operator if role == Role.MANAGER else cast.staff[slug, Role.MANAGER]
        grant_role(by=by, user=user, role=role.removeprefix("second "), fieldlab=fieldlabs[slug])
    for facts in FIELDLABS:
        slug = facts["slug"]
        dress(fieldlabs[slug], facts["logo"], facts["introduction"], cast.staff[slug, Role.MANAGER])
    return fieldlabs


def dress(fieldlab: Fieldlab, logo: str, introduction: dict[str, str], manager: User) -> None:
    """The manager gives the fieldlab its logo, and its page an introduction in every language."""
    image = image_finder(fieldlab, HERE / "drawings", manager)
    update_fieldlab(by=manager, fieldlab=fieldlab, logo=Image.objects.get(pk=image(logo)))
    for page in FieldlabPage.objects.filter(fieldlab=fieldlab).select_related("locale"):
        page.introduction = introduction[page.locale.language_code]
        page.save_revision(user=manager).publish(user=manager)


def make_employers(cast: Cast) -> list[Employer]:
    """Two employers with an HR officer each; half of the workers work for each."""
    employers = [create_employer(by=cast.operator, **facts) for facts in EMPLOYERS]
    for officer, employer in zip(cast.hr_officers, employers, strict=True):
        grant_role(by=cast.operator, user=officer, role=Role.HR, employer=employer)
    for number, worker in enumerate((cast.worker, *cast.workers)):
        grant_role(
            by=cast.hr_officers[number % 2], user=worker, role=Role.EMPLOYEE, employer=employers[number % 2]
        )
    return employers


def modules() -> dict[str, dict[str, Any]]:
    """The written modules by slug."""
    paths = sorted((HERE / "modules").glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text()) for path in paths}


def publish(data: dict[str, Any], fieldlabs: dict[str, Fieldlab], cast: Cast) -> ModuleVersion:
    """A trainer writes the module and hands it in; the manager approves it."""
    slug = data["fieldlab"]
    trainer = cast.staff[slug, Role.TRAINER]
    page = import_module(fieldlab=fieldlabs[slug], data=data, drawings=HERE / "drawings", by=trainer)
    submission = submit_module(page=page, by=trainer, change=Change.MAJOR)
    return approve_module(submission=submission, by=cast.staff[slug, Role.MANAGER])


def hand_in_a_change(version: ModuleVersion, cast: Cast) -> None:
    """The second trainer has improved a lesson; the change waits for somebody else's approval."""
    trainer = cast.staff["robotlab-noord", f"second {Role.TRAINER}"]
    page = ModulePage.objects.get(
        translation_key=version.module_key, locale__language_code=version.source_language
    )
    lesson = LessonPage.objects.child_of(page).first()
    assert lesson is not None
    moment: datetime = timezone.now() - timedelta(days=1)
    with at(moment):
        lesson.minutes += 2
        lesson.save_revision(user=trainer)
        submit_module(
            page=page,
            by=trainer,
            change=Change.MINOR,
            change_note="De eerste les heeft meer tijd gekregen, omdat deelnemers daarom vroegen.",
        )
