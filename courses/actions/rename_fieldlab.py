"""A fieldlab got another name: so do its pages, its workflow and the task in it."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Task, Workflow

from courses.actions.set_up_fieldlab import workflow_name
from courses.models import FieldlabPage
from lms.accounts.models import User
from lms.organisations.models import Fieldlab


def rename_fieldlab(*, fieldlab: Fieldlab, by: User) -> None:
    """Give the pages in every language and the workflow its name; addresses stay. Again changes nothing.

    Runs in update_fieldlab, which writes the audit line. A draft of a page stays a draft, with the new name.
    """
    with transaction.atomic():
        pages = list(FieldlabPage.objects.filter(fieldlab=fieldlab))
        for page in pages:
            _rename(page, fieldlab.name, by)
        name = workflow_name(fieldlab)
        for workflow in Workflow.objects.filter(workflow_pages__page__in=pages).exclude(name=name).distinct():
            workflow.name = name
            workflow.save(update_fields=["name"])
            Task.objects.filter(workflow_tasks__workflow=workflow).update(name=name)


def _rename(page: FieldlabPage, name: str, by: User) -> None:
    draft = page.get_latest_revision_as_object()
    if (page.title, draft.title) == (name, name):
        return
    page.title = page.draft_title = name
    page.save(update_fields=["title", "draft_title"])
    draft.title = name
    draft.save_revision(user=by, changed=False, clean=False)
