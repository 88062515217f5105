from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction

from credentials.models import Definition, DefinitionRevision
from credentials.models.content import Content
from credentials.permissions import require_definition_writer
from lms.accounts.models import User


class ChangedMeanwhile(Exception):
    """Somebody saved `newest` since the draft was opened: what was written then would hide it."""

    def __init__(self, newest: DefinitionRevision) -> None:
        super().__init__(str(newest))
        self.newest = newest


def save_definition(
    *, by: User, definition: Definition, content: Content, base: int | None = None
) -> DefinitionRevision:
    """Keep a draft; it may have gaps. What is published stays as it is until a version of it is approved.

    `base` is the number of the revision that was being changed, where that has to be the newest still. Saved
    again unchanged, the last one is returned. The revisions are the history. Raises PermissionDenied, also while
    it waits for approval, and ChangedMeanwhile.
    """
    require_definition_writer(by, definition.fieldlab)
    with transaction.atomic():
        definition = Definition.objects.select_for_update(no_key=True).get(pk=definition.pk)
        if definition.module_key is not None:
            # Of whose module it is never changes.
            rule = replace(content.rule, modules=(str(definition.module_key),), needed=1)
            content = replace(content, rule=rule, approval=False)
        newest = definition.revisions.first()
        data = content.to_json()
        if newest is not None and newest.content == data:
            return newest
        if definition.submissions.filter(decided_at=None).exists():
            raise PermissionDenied
        if newest is not None and base not in (None, newest.pk):
            raise ChangedMeanwhile(newest)
        return DefinitionRevision.objects.create(definition=definition, content=data, saved_by=by)
