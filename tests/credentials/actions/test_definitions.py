from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from courses.models import ModuleVersion
from credentials.actions.create_definition import create_definition
from credentials.actions.decide_definition import decide_definition
from credentials.actions.set_ects_right import set_ects_right
from credentials.actions.set_renewal_rule import set_renewal_rule
from credentials.actions.submit_definition import submit_definition
from credentials.actions.take_back_definition import take_back_definition
from credentials.award_rules import ANSWERS, ASSESSOR
from credentials.definitions.rules import DefinitionNotReady, problems_of
from credentials.models import Achievement, Definition
from credentials.models.content import Content, Level
from lms.organisations.models import Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.definitions import saved, staff_of

pytestmark = pytest.mark.django_db


def draft(version: ModuleVersion) -> tuple[Definition, Content]:
    definition = create_definition(
        by=staff_of(version.fieldlab), fieldlab=version.fieldlab, module_keys=[version.module_key]
    )
    return definition, definition.revisions.get().parsed


def says(problems: list, words: str) -> bool:
    return any(words in str(problem) for problem in problems)


def test_a_definition_starts_filled_in_from_its_module_and_is_ready(version: ModuleVersion) -> None:
    definition, content = draft(version)
    assert content.languages == ("nl", "en")
    assert (content.hours, content.level.eqf, content.expiry.months) == (Decimal(4), 3, 24)
    assert content.rule.evidence == (ANSWERS,)
    assert problems_of(content, definition) == []
    assert Content.from_json(json.loads(json.dumps(content.to_json()))) == content
    again = create_definition(
        by=staff_of(version.fieldlab), fieldlab=version.fieldlab, module_keys=[version.module_key]
    )
    assert again == definition


def test_nobody_approves_what_they_wrote_or_handed_in(version: ModuleVersion) -> None:
    writer, second = staff_of(version.fieldlab), staff_of(version.fieldlab)
    definition = create_definition(by=writer, fieldlab=version.fieldlab, module_keys=[version.module_key])
    submission = submit_definition(by=second, definition=definition)
    elsewhere = staff_of(ModuleVersionFactory().fieldlab, Role.MANAGER)
    for person in (writer, second, elsewhere, UserFactory()):
        with pytest.raises(PermissionDenied):
            decide_definition(by=person, submission=submission, approve=True)
    with pytest.raises(PermissionDenied):
        submit_definition(by=writer, definition=definition)
    with pytest.raises(PermissionDenied):
        saved(definition, writer, lambda content: replace(content, hours=Decimal(9)))
    manager = staff_of(version.fieldlab, Role.MANAGER)
    decide_definition(by=manager, submission=submission, approve=True)
    with pytest.raises(PermissionDenied):
        decide_definition(by=manager, submission=submission, approve=True)
    assert Achievement.objects.filter(authored=definition).count() == 2


def test_the_outside_approver_decides_where_nobody_else_can(version: ModuleVersion) -> None:
    approver = UserFactory()
    version.fieldlab.outside_approver = approver
    version.fieldlab.save()
    definition, _content = draft(version)
    assert not Definition.objects.visible_to(approver).exists()
    submission = submit_definition(by=staff_of(version.fieldlab), definition=definition)
    assert Definition.objects.visible_to(approver).get() == definition
    assert decide_definition(by=approver, submission=submission, approve=True).number == 1


def test_changes_are_asked_for_with_words_and_it_can_be_taken_back(version: ModuleVersion) -> None:
    definition, _content = draft(version)
    trainer, manager = staff_of(version.fieldlab), staff_of(version.fieldlab, Role.MANAGER)
    submission = submit_definition(by=trainer, definition=definition)
    with pytest.raises(ValidationError):
        decide_definition(by=manager, submission=submission, approve=False, comment=" ")
    decide_definition(by=manager, submission=submission, approve=False, comment="De uren kloppen niet.")
    saved(definition, trainer, lambda content: replace(content, hours=Decimal(8)))
    submit_definition(by=trainer, definition=definition)
    take_back_definition(by=trainer, definition=definition)
    take_back_definition(by=trainer, definition=definition)
    assert definition.submissions.filter(decided_at=None).count() == 0
    assert definition.number == 0


def test_what_is_missing_is_named_with_where_and_in_which_language(version: ModuleVersion) -> None:
    definition, content = draft(version)
    english = replace(content.texts["en"], description="", criteria="")
    outcomes = (replace(content.outcomes[0], texts={"nl": "Je start een robot."}), *content.outcomes[1:])
    bare = replace(
        content,
        texts={**content.texts, "en": english},
        outcomes=outcomes,
        hours=None,
        level=Level(),
        assessments=(),
        participation="",
        supervision="",
        identity_checked=None,
        rule=replace(content.rule, evidence=()),
    )
    found = problems_of(bare, definition)
    for words in (
        "Teksten (Engels)",
        "Leerdoelen (Engels)",
        "hoeveel uur",
        "niveau",
        "getoetst",
        "meedoen",
        "toezicht",
        "browser",
    ):
        assert says(found, words), (words, [str(item) for item in found])
    saved(definition, staff_of(version.fieldlab), lambda _: bare)
    with pytest.raises(DefinitionNotReady):
        submit_definition(by=staff_of(version.fieldlab), definition=definition)
    assert says(problems_of(replace(content, texts={}), definition), "naam")


def test_ects_needs_the_operators_word(version: ModuleVersion) -> None:
    definition, content = draft(version)
    with_ects = replace(content, ects=Decimal("1.5"))
    assert says(problems_of(with_ects, definition), "ECTS")
    with pytest.raises(PermissionDenied):
        set_ects_right(by=staff_of(version.fieldlab, Role.MANAGER), fieldlab=version.fieldlab, allowed=True)
    operator = SuperuserFactory()
    for _ in range(2):
        set_ects_right(by=operator, fieldlab=version.fieldlab, allowed=True)
    assert problems_of(with_ects, definition) == []
    set_ects_right(by=operator, fieldlab=version.fieldlab, allowed=False)
    assert says(problems_of(with_ects, definition), "ECTS")


def test_nlqf_needs_a_running_classification(version: ModuleVersion) -> None:
    definition, content = draft(version)
    for level, ready in (
        (Level("nlqf", 4, "4", date(2031, 1, 1)), True),
        (Level("nlqf", 4, "4", date(2020, 1, 1)), False),
        (Level("nlqf", 4, "4", None), False),
        (Level("nlqf", 4, "", date(2031, 1, 1)), False),
        (Level("eqf", 4, "4", None), False),
        (Level("none"), False),
    ):
        assert (problems_of(replace(content, level=level), definition) == []) is ready, level


def test_what_it_says_of_the_assessment_must_be_asked_for() -> None:
    definition, content = draft(ModuleVersionFactory(practical=True))
    content = replace(
        content,
        assessments=("QUIZ",),
        identity_checked=False,
        supervision="UNSUPERVISED",
        rule=replace(content.rule, evidence=(ANSWERS,)),
    )
    assert problems_of(content, definition) == []
    for changed in (
        replace(content, assessments=("PRACTICAL",)),
        replace(content, identity_checked=True),
        replace(content, supervision="SUPERVISED_ONSITE"),
    ):
        assert says(problems_of(changed, definition), "beoordelaar")
        signed = replace(changed, rule=replace(changed.rule, evidence=(ANSWERS, ASSESSOR)))
        assert problems_of(signed, definition) == []


def test_the_refresher_of_the_module_goes_along(version: ModuleVersion) -> None:
    refresher = ModuleVersionFactory(fieldlab=version.fieldlab)
    set_renewal_rule(
        by=staff_of(version.fieldlab, Role.MANAGER),
        fieldlab=version.fieldlab,
        module_key=version.module_key,
        refresher_key=refresher.module_key,
        window_days=45,
    )
    _definition, content = draft(version)
    assert (content.expiry.refresher, content.expiry.window_days) == (str(refresher.module_key), 45)
