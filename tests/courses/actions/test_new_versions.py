"""What a new version does with who is busy in the one before."""

from uuid import uuid4

import pytest
from django.utils import timezone

from courses.actions.enrol import enrol
from courses.actions.finish_lesson import finish_lesson
from courses.actions.move_to_version import move_to_version
from courses.actions.withdraw import withdraw
from courses.models import Completion, Enrolment, ModuleVersion, Progress
from courses.progress_rules import Rule
from courses.tasks import sweep
from tests.courses.actions.steps import answer_first, question_condition
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all

pytestmark = pytest.mark.django_db


def next_version(version: ModuleVersion, **given) -> ModuleVersion:
    ModuleVersion.objects.filter(pk=version.pk).update(superseded_at=timezone.now())
    return ModuleVersionFactory(module_key=version.module_key, fieldlab=version.fieldlab, keys_of=version, **given)


def test_minor_version_moves_learners_along_and_nothing_is_lost() -> None:
    enrolment = EnrolmentFactory()
    answer_first(enrolment, right=True)
    version = next_version(enrolment.version, minor=1, lessons=4)
    assert move_to_version(by=UserFactory(), version=version) == 1
    sweep()
    enrolment.refresh_from_db()
    progress = Progress.objects.get(enrolment=enrolment)
    assert (enrolment.version, progress.version, progress.total) == (version, version, 5)
    assert question_condition(progress)["done"] is True


def test_minor_version_that_asks_less_may_complete() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=2))
    answer_all(enrolment)
    first = enrolment.version.lessons.filter(language="nl").first()
    finish_lesson(by=enrolment.user, enrolment_id=enrolment.pk, lesson_key=first.key, step=uuid4())
    move_to_version(by=UserFactory(), version=next_version(enrolment.version, minor=1, lessons=1))
    sweep()
    assert Completion.objects.get().enrolment == enrolment


def test_major_version_leaves_learners_where_they_are_and_can_be_started() -> None:
    enrolment = EnrolmentFactory()
    version = next_version(enrolment.version, major=2)
    assert move_to_version(by=UserFactory(), version=version) == 0
    newer = enrol(by=enrolment.user, module_key=version.module_key)
    assert (newer.version, newer.major) == (version, 2)
    assert Enrolment.objects.open().filter(user=enrolment.user).count() == 2


def test_move_to_version_leaves_closed_enrolments() -> None:
    done = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, questions=0))
    finish_all(done)
    stopped = EnrolmentFactory(version=done.version)
    withdraw(by=stopped.user, enrolment_id=stopped.pk)
    assert move_to_version(by=UserFactory(), version=next_version(done.version, minor=1)) == 0


def test_rule_of_a_version_is_that_of_its_lessons() -> None:
    version = ModuleVersionFactory(lessons=2, questions=3, practical=True, pass_mark=70, attempts=4)
    rule = Rule.from_json(version.rule)
    assert (len(rule.lessons), len(rule.questions), len(rule.practicals)) == (2, 6, 1)
    assert (rule.pass_mark, rule.attempts) == (70, 4)
