"""The page on reliability names the tasks and sweeps that there are."""

from __future__ import annotations

from celery import current_app
from django.conf import settings

from tests.docs.pages import CODE, DOCS, table

PAGE = DOCS / "explanation" / "reliability.md"
CHAIN = [(CODE.findall(row[2]), CODE.findall(row[3])[0]) for row in table(PAGE, "## The flow is a chain of rows")]


def test_named_sweeps_are_those_of_the_schedule() -> None:
    scheduled = {entry["task"].rpartition(".")[0] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {sweep for _tasks, sweep in CHAIN} == scheduled


def test_named_tasks_are_all_tasks_of_the_flow() -> None:
    current_app.loader.import_default_modules()
    own = {
        name.rpartition(".")[2]
        for name in current_app.tasks
        if name.split(".")[0] in ("lms", "courses", "credentials") and not name.endswith((".sweep", ".echo"))
    }
    assert {task for tasks, _sweep in CHAIN for task in tasks} <= own <= set(CODE.findall(PAGE.read_text()))
