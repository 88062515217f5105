"""What RobotLab Noord wrote about its micro-credentials itself, and its programme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from courses.models import ModuleVersion
from credentials.actions.create_definition import create_definition
from credentials.actions.decide_definition import decide_definition
from credentials.actions.decide_stack import decide_stack
from credentials.actions.propose_stack import propose_stack
from credentials.actions.save_definition import save_definition
from credentials.actions.submit_definition import submit_definition
from credentials.models import Credential, Definition, StackProposal
from credentials.models.content import Content, Texts
from lms.accounts.models import User
from lms.demo.learning import at
from lms.demo.people import Cast
from lms.organisations.models import Fieldlab, Role

SLUG = "robotlab-noord"
PARTS = ("robotprogrammeren-1", "cobotveiligheid")
PROGRAMME = {
    "nl": Texts(
        name="Robotprogrammeur",
        description="Programmeert een robot of cobot zelfstandig, en houdt de cel veilig voor collega's.",
        criteria="Haal de bewijzen van Robotprogrammeren 1 en Veilig werken met een cobot.",
    ),
    "en": Texts(
        name="Robot programmer",
        description="Programs a robot or cobot independently, and keeps the cell safe for colleagues.",
        criteria="Earn the credentials of Robot programming 1 and Working safely with a cobot.",
    ),
}


def publish_definitions(versions: dict[str, ModuleVersion], cast: Cast) -> Definition:
    """The programme first, so that its parts name it; returns it."""
    parts = [versions[slug] for slug in PARTS]
    programme = publish(parts, cast, _programme)
    publish(
        parts[:1], cast, lambda content: _with(content, isced="0714", code="RPN-1", shape="hexagon", icon="robot")
    )
    publish(
        parts[1:], cast, lambda content: _with(content, isced="1022", code="RPN-CV", shape="shield", icon="hand")
    )
    return programme


def publish(versions: list[ModuleVersion], cast: Cast, change: Callable[[Content], Content]) -> Definition:
    """The trainer writes and hands in, the manager approves."""
    trainer, manager = cast.staff[SLUG, Role.TRAINER], cast.staff[SLUG, Role.MANAGER]
    fieldlab: Fieldlab = versions[0].fieldlab
    definition = create_definition(
        by=trainer, fieldlab=fieldlab, module_keys=[version.module_key for version in versions]
    )
    newest = definition.revisions.get()
    save_definition(by=trainer, definition=definition, content=change(newest.parsed))
    decide_definition(by=manager, submission=submit_definition(by=trainer, definition=definition), approve=True)
    return Definition.objects.get(pk=definition.pk)


def _with(content: Content, *, isced: str, code: str, shape: str, icon: str) -> Content:
    badge = {**content.badge, "shape": shape, "icon": icon}
    return replace(content, isced=isced, human_code=code, grade=True, badge=badge)


def _programme(content: Content) -> Content:
    outcomes = tuple(
        replace(outcome, texts={language: outcome.texts[language] for language in PROGRAMME})
        for outcome in content.outcomes
        if all(outcome.texts.get(language) for language in PROGRAMME)
    )
    return replace(
        content,
        texts=PROGRAMME,
        outcomes=outcomes,
        level=replace(content.level, eqf=4),
        participation="BLENDED",
        isced="0714",
        human_code="RPN",
    )


def stack(programme: Definition, people: list[User], cast: Cast, today: datetime) -> None:
    """All who hold both parts are proposed; the manager has approved the first of them."""
    for person in people:
        with at(today - timedelta(days=8)):
            propose_stack(definition_id=programme.pk, user_id=person.pk)
    waiting = StackProposal.objects.filter(authored=programme).order_by("pk").first()
    if waiting is not None:
        with at(today - timedelta(days=5)):
            decide_stack(by=cast.staff[SLUG, Role.MANAGER], proposal=waiting, approve=True)


def holders(versions: dict[str, ModuleVersion]) -> list[User]:
    """Who holds a credential of every part."""
    held = [
        set(
            Credential.objects.filter(
                completion__version=versions[slug], state=Credential.State.VALID
            ).values_list("user", flat=True)
        )
        for slug in PARTS
    ]
    return list(User.objects.filter(pk__in=set.intersection(*held)).order_by("pk"))
