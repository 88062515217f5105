"""Modules as visitors find them: written, approved and published by the real actions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lms.demo
from courses.actions.approve_module import approve_module
from courses.actions.submit_module import submit_module
from courses.authoring.import_module import import_module
from courses.models import ModulePage, ModuleVersion
from lms.accounts.models import User
from lms.organisations.models import Fieldlab, Membership, Role
from tests.factories.authoring import module_data, trainer_of

DRAWINGS = Path(lms.demo.__file__).parent / "drawings"


def staff_of(fieldlab: Fieldlab) -> tuple[User, User]:
    """Two trainers of `fieldlab`: one who writes, one who approves."""
    trainers = [row.user for row in Membership.objects.filter(fieldlab=fieldlab, role=Role.TRAINER).order_by("pk")]
    while len(trainers) < 2:
        trainers.append(trainer_of(fieldlab))
    return trainers[0], trainers[1]


def draft_module(fieldlab: Fieldlab, slug: str, **changes: Any) -> ModulePage:
    """A module in Dutch and English that nobody has approved yet; by its short name where nothing is changed."""
    data = module_data(slug=slug, **{"title": {"nl": f"Module {slug}", "en": f"Module {slug} (en)"}, **changes})
    return import_module(fieldlab=fieldlab, data=data, drawings=DRAWINGS, by=staff_of(fieldlab)[0])


def published_module(fieldlab: Fieldlab, slug: str, **changes: Any) -> ModuleVersion:
    """A module on offer."""
    return publish(draft_module(fieldlab, slug, **changes))


def publish(page: ModulePage) -> ModuleVersion:
    """Hand in the module of `page` and approve it."""
    writer, approver = staff_of(page.fieldlab)
    return approve_module(submission=submit_module(page=page, by=writer), by=approver)


def in_dutch_only(slug: str) -> dict[str, Any]:
    """Changes for a module in one language."""
    return {"title": {"nl": f"Module {slug}"}}
