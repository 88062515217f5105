"""Micro-credentials of a fieldlab's own, written and published by the real actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from courses.models import ModuleVersion
from credentials.actions.create_definition import create_definition
from credentials.actions.decide_definition import decide_definition
from credentials.actions.save_definition import save_definition
from credentials.actions.submit_definition import submit_definition
from credentials.models import Definition
from credentials.models.content import Content, Texts
from lms.accounts.models import User
from lms.organisations.models import Fieldlab, Role
from tests.factories.organisations import MembershipFactory


def staff_of(fieldlab: Fieldlab, role: Role = Role.TRAINER) -> User:
    return MembershipFactory(role=role, fieldlab=fieldlab).user


def saved(definition: Definition, by: User, change: Callable[[Content], Content]) -> Content:
    content = change(definition.revisions.first().parsed)
    save_definition(by=by, definition=definition, content=content)
    return content


def published(
    *versions: ModuleVersion,
    change: Callable[[Content], Content] = lambda content: content,
    name: str = "Programma",
) -> Definition:
    """Written by a trainer and approved by a manager; of several modules with a name in Dutch."""
    fieldlab = versions[0].fieldlab
    trainer, manager = staff_of(fieldlab), staff_of(fieldlab, Role.MANAGER)
    definition = create_definition(
        by=trainer, fieldlab=fieldlab, module_keys=[version.module_key for version in versions]
    )
    if len(versions) > 1:
        saved(definition, trainer, lambda content: named(content, name))
    saved(definition, trainer, change)
    submission = submit_definition(by=trainer, definition=definition)
    decide_definition(by=manager, submission=submission, approve=True)
    return Definition.objects.get(pk=definition.pk)


def named(content: Content, name: str) -> Content:
    """A programme's draft with what only a person can say."""
    texts = replace(content.texts.get("nl", Texts()), name=name, description="Alles van de robot.")
    return replace(content, texts={"nl": texts}, level=replace(content.level, eqf=4), participation="BLENDED")
