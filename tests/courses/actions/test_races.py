"""Two requests of which each alone is fine: a lock lets the second one see what the first one did."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.utils import timezone

from courses.actions.answer_question import answer_question
from courses.actions.approve_module import approve_module
from courses.actions.complete import complete
from courses.actions.enrol import enrol
from courses.actions.move_to_version import move_to_version
from courses.actions.request_changes import request_changes
from courses.actions.submit_module import submit_module
from courses.actions.withdraw_module import withdraw_module
from courses.models import Completion, Enrolment, ModulePage, ModuleVersion, Progress, Submission
from courses.steps import StepRefused
from courses.structure import questions_in
from lms.accounts.models import User
from lms.lrs.models import Statement
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.authoring import module_of, trainer_of
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of `works` returned, or the exception that it raised."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait(20)
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_tabs_share_the_last_attempt() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, attempts=1))
    lesson = enrolment.version.lessons.get(language="nl")
    (question,) = questions_in(lesson.content.raw_data)

    def answer() -> Progress:
        return answer_question(
            by=enrolment.user,
            enrolment_id=enrolment.pk,
            lesson_key=lesson.key,
            block_id=question.id,
            chosen=[min(question.choice_ids - question.correct)],
            step=uuid4(),
        )

    before = Statement.objects.count()
    results = at_once(*[answer] * 4)
    assert sum(isinstance(result, Progress) for result in results) == 1, results
    assert sum(isinstance(result, StepRefused) for result in results) == 3, results
    assert Statement.objects.count() == before + 1


def test_enrolling_twice_at_once_gives_one_enrolment() -> None:
    version, user = ModuleVersionFactory(), UserFactory()
    results = at_once(*[lambda: enrol(by=user, module_key=version.module_key)] * 4)
    assert {result.pk for result in results} == {Enrolment.objects.get().pk}
    assert Statement.objects.count() == 1


def test_completing_twice_at_once_gives_one_completion() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1))
    Progress.objects.update(complete=True)
    results = at_once(*[lambda: complete(enrolment_id=enrolment.pk)] * 4)
    assert results == [Completion.objects.get()] * 4


def await_another_that_waits() -> None:
    """Come back once another connection waits for a lock; SQLite's other one has not even begun."""
    deadline = monotonic() + 20
    while connection.vendor == "postgresql" and monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[0]:
                return


def test_who_completes_at_this_moment_is_not_moved_along() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1))
    Progress.objects.update(complete=True)
    old, by = enrolment.version, UserFactory()
    ModuleVersion.objects.filter(pk=old.pk).update(superseded_at=timezone.now())
    new = ModuleVersionFactory(module_key=old.module_key, fieldlab=old.fieldlab, keys_of=old, minor=1, lessons=1)
    completed = Event()

    def finish() -> None:
        with transaction.atomic():
            complete(enrolment_id=enrolment.pk)
            completed.set()
            await_another_that_waits()

    def move() -> int:
        assert completed.wait(20)
        return move_to_version(by=by, version=new)

    assert at_once(finish, move) == [None, 0]
    enrolment.refresh_from_db()
    assert enrolment.version == enrolment.completion.version == old


@pytest.fixture
def submission(site_pages: Any) -> tuple[Submission, User, User]:
    fieldlab = FieldlabFactory()
    author, *colleagues = [trainer_of(fieldlab) for _number in range(3)]
    submission = submit_module(page=module_of(fieldlab, author), by=author)
    return submission, colleagues[0], colleagues[1]


def test_of_two_decisions_at_once_the_first_one_counts(submission: tuple[Submission, User, User]) -> None:
    handed_in, one, other = submission
    mine, yours = (Submission.objects.select_related("task_state").get(pk=handed_in.pk) for _copy in range(2))
    results = at_once(
        lambda: approve_module(submission=mine, by=one),
        lambda: request_changes(submission=yours, by=other, comment="Les 2 mist een tekening."),
    )
    assert sum(isinstance(result, PermissionDenied) for result in results) == 1, results
    approved = isinstance(results[0], ModuleVersion)
    handed_in.refresh_from_db()
    assert handed_in.task_state.status == ("approved" if approved else "rejected")
    assert ModuleVersion.objects.count() == approved


def test_handing_in_twice_at_once_gives_one_submission(site_pages: Any) -> None:
    fieldlab = FieldlabFactory()
    author = trainer_of(fieldlab)
    module = module_of(fieldlab, author)
    results = at_once(*[lambda: submit_module(page=module, by=author)] * 2)
    assert sum(isinstance(result, PermissionDenied) for result in results) == 1, results
    assert Submission.objects.count() == 1


def test_version_that_is_published_at_this_moment_is_taken_out_as_well(
    submission: tuple[Submission, User, User],
) -> None:
    handed_in, colleague, _other = submission
    author = handed_in.submitted_by
    approve_module(submission=handed_in, by=colleague)
    module = ModulePage.objects.filter(translation_key=handed_in.module_key).order_by("pk")[0]
    module.summary = "Anders gezegd"
    module.save_revision(user=author)
    again = submit_module(page=module, by=author)
    manager = trainer_of(handed_in.fieldlab, Role.MANAGER)
    published = Event()

    def publish() -> None:
        with transaction.atomic():
            approve_module(submission=again, by=colleague)
            published.set()
            await_another_that_waits()

    def withdraw() -> None:
        assert published.wait(20)
        withdraw_module(page=module, by=manager)

    assert at_once(publish, withdraw) == [None, None]
    assert ModuleVersion.objects.newest().count() == 0
    assert ModulePage.objects.live().count() == 0
