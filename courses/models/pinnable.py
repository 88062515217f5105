"""What modules and lessons have in common: what was handed in stays as it was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from wagtail.models import Page, Revision

from lms.organisations.own_references import OwnReferencesPageForm


class PinnablePage(Page):
    """A page of which the revisions are pinned when the module is handed in."""

    base_form_class = OwnReferencesPageForm

    class Meta:
        abstract = True

    @property
    def module_key(self) -> UUID:
        raise NotImplementedError

    def save_revision(self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any) -> Revision:
        """Saving by itself overwrites the editor's last revision; one that was handed in stays as it is."""
        from courses.models.versions import Submission

        if overwrite_revision:
            handed_in = Submission.objects.filter(module_key=self.module_key)
            if any(overwrite_revision.pk in submission.revisions.values() for submission in handed_in):
                overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)
