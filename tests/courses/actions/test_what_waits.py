"""What waits for somebody's decision, in a network with many fieldlabs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import TaskState

from courses.actions.submit_module import submit_module
from courses.actions.take_back_module import take_back_module
from lms.accounts.models import User
from tests.factories.accounts import SuperuserFactory
from tests.factories.authoring import module_of, trainer_of
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db


def waiting_for(user: User) -> set[int]:
    return set(TaskState.objects.reviewable_by(user).values_list("pk", flat=True))


def queries_of(user: User) -> int:
    with CaptureQueriesContext(connection) as queries:
        waiting_for(User.objects.get(pk=user.pk))
    return len(queries)


def test_what_waits_is_found_in_as_many_queries_for_one_fieldlab_as_for_many(site_pages: Any) -> None:
    fieldlab = FieldlabFactory()
    author, colleague = trainer_of(fieldlab), trainer_of(fieldlab)
    submission = submit_module(page=module_of(fieldlab, author), by=author)
    waiting_for(colleague)  # Types of content are looked up once per process.
    before = queries_of(colleague)
    for number in range(3):
        other = FieldlabFactory()
        writer = trainer_of(other)
        submit_module(page=module_of(other, writer, slug=f"module-{number}"), by=writer)
    assert queries_of(colleague) == before
    assert waiting_for(colleague) == {submission.task_state_id}
    assert waiting_for(author) == set()
    assert len(waiting_for(SuperuserFactory())) == 4


def test_what_waits_is_looked_up_anew_each_time(site_pages: Any) -> None:
    fieldlab = FieldlabFactory()
    author, colleague = trainer_of(fieldlab), trainer_of(fieldlab)
    assert waiting_for(colleague) == set()
    module = module_of(fieldlab, author)
    submission = submit_module(page=module, by=author)
    assert waiting_for(colleague) == {submission.task_state_id}
    take_back_module(page=module, by=author)
    assert waiting_for(colleague) == set()
