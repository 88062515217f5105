"""Hand a module in: pin the newest revision of each of its pages and ask somebody else to look at them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from courses.models import Change, LessonPage, ModulePage, Submission, SubmissionMedia
from courses.publishing.contents import unchanged_version
from courses.publishing.drafts import latest_draft
from courses.publishing.media import media_of
from courses.publishing.problems import Problem
from courses.publishing.rules import ModuleNotReady, problems_of
from lms.accounts.models import User
from lms.core.queue import queue_on_commit


def submit_module(*, page: ModulePage, by: User, change: str = Change.MINOR, change_note: str = "") -> Submission:
    """Start the approval of the module of `page` (any of its languages), for all languages and lessons.

    Wagtail's workflow writes the audit line. Raises PermissionDenied, also where it has been handed in already,
    and ModuleNotReady with all that is missing, or where nothing has changed since the version that is offered.
    """
    _refuse_who_may_not(page.source, by)
    # Robot programs are run, and what comes of them is remembered, before others have to wait for us.
    if problems := problems_of(latest_draft(page)):
        raise ModuleNotReady(problems)
    with transaction.atomic():
        # Two who hand it in at once wait for each other here.
        module = ModulePage.objects.select_for_update(of=("self",)).get(pk=page.source.pk)
        _refuse_who_may_not(module, by)
        draft = latest_draft(module)
        if problems := problems_of(draft, run=False):
            raise ModuleNotReady(problems)
        if same := unchanged_version(draft):
            message = _("Nothing has changed since version %(number)s.") % {"number": same.number}
            raise ModuleNotReady([Problem(None, message)])
        pinned = [{"page": page.pk, "revision": _revision_of(page, by)} for page in draft.pages]
        state = _start_workflow(module, by)
        submission = Submission.objects.create(
            module_key=module.translation_key,
            fieldlab=draft.fieldlab,
            task_state=state.current_task_state,
            pinned=pinned,
            cells={str(cell): data for cell, data in draft.cells.items()},
            change=change,
            change_note=change_note,
            submitted_by=by,
        )
        # One by one, as with a version: by the reference index the admin knows that they are in use.
        for file in media_of(draft):
            SubmissionMedia.objects.create(submission=submission, **file)
        queue_on_commit("courses.tasks.tell_reviewers", submission.pk)
    return submission


def _refuse_who_may_not(module: ModulePage, by: User) -> None:
    if not module.permissions_for_user(by).can_edit() or module.workflow_in_progress:
        raise PermissionDenied


def _revision_of(page: ModulePage | LessonPage, by: User) -> int:
    """The page's newest revision; one is made for a page that was never saved as a draft."""
    return page.latest_revision_id or page.save_revision(user=by).pk


def _start_workflow(module: ModulePage, by: User) -> WorkflowState:
    """Start the workflow, or take it up again after changes were asked for."""
    state = module.current_workflow_state
    if state is None:
        return module.get_workflow().start(module, by)
    state.resume(user=by)
    return state
