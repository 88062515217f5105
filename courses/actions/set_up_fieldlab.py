"""Give a new fieldlab its pages, its trainers' permissions on them and its four-eyes workflow."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission, Workflow, WorkflowPage, WorkflowTask

from courses.models import CataloguePage, FieldlabPage, FourEyesTask
from lms.accounts.models import User
from lms.organisations.models import Fieldlab


def set_up_fieldlab(*, fieldlab: Fieldlab, by: User) -> None:
    """Make what `fieldlab` needs to write and publish modules; again changes nothing.

    Runs in create_fieldlab, which writes the audit line and has made the groups.
    """
    with transaction.atomic():
        pages = _pages(fieldlab, by)
        groups = [group for group in (fieldlab.authors_group, fieldlab.managers_group) if group]
        _grant_pages(pages, groups)
        _assign_workflow(fieldlab, pages, groups)


def _pages(fieldlab: Fieldlab, by: User) -> list[FieldlabPage]:
    """The fieldlab's page in every language, published and linked as translations."""
    pages: list[FieldlabPage] = []
    for catalogue in CataloguePage.objects.select_related("locale").order_by("pk"):
        page = FieldlabPage.objects.filter(fieldlab=fieldlab, locale=catalogue.locale).first()
        if page is None:
            page = FieldlabPage(
                title=fieldlab.name, slug=fieldlab.slug, fieldlab=fieldlab, locale=catalogue.locale, owner=by
            )
            if pages:
                page.translation_key = pages[0].translation_key
            catalogue.add_child(instance=page)
            page.save_revision(user=by, changed=False)
        pages.append(page)
    return pages


def _grant_pages(pages: list[FieldlabPage], groups: list[Group]) -> None:
    """Trainers add and change; nobody gets Wagtail's own right to publish."""
    on_pages = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=["add_page", "change_page"]
    )
    translate = Permission.objects.get(content_type__app_label="simple_translation", codename="submit_translation")
    for group in groups:
        group.permissions.add(translate)
        for page in pages:
            for permission in on_pages:
                GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def workflow_name(fieldlab: Fieldlab) -> str:
    return f"Vier ogen – {fieldlab.name}"


def _assign_workflow(fieldlab: Fieldlab, pages: list[FieldlabPage], groups: list[Group]) -> None:
    if WorkflowPage.objects.filter(page__in=pages).exists():
        return
    name = workflow_name(fieldlab)
    task = FourEyesTask.objects.create(name=name)
    task.groups.set(groups)
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    for page in pages:
        WorkflowPage.objects.create(workflow=workflow, page=page)
