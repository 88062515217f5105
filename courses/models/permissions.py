"""What may be done with each kind of page in the Wagtail admin, on top of the groups' permissions.

Modules are published as a whole, by approval only: nobody has a publish button, superusers neither.
"""

from __future__ import annotations

from typing import Any

from wagtail.models import PagePermissionTester


class ReviewedPagePermissions(PagePermissionTester):
    """Pages that change for readers through an approved version only."""

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_submit_for_moderation(self) -> bool:
        """Handing in has a page of its own, which says what is still missing (courses.authoring.hand_in)."""
        return False


class ModulePagePermissions(ReviewedPagePermissions):
    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """A language that was ever published stays; the module can be taken out of the catalogue."""
        page = self.page.specific
        in_this_language = page.versions.filter(texts__language=page.locale.language_code)
        return self._may_change() and not in_this_language.exists() and not page.is_in_review()

    def can_move(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return self._may_change()

    def _may_change(self) -> bool:
        return bool(self.user.is_active and (self.user.is_superuser or "change" in self.permissions))


class LessonPagePermissions(ReviewedPagePermissions):
    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Also a published one: it is left out of the module's next version."""
        if not self.user.is_active or not (self.user.is_superuser or "change" in self.permissions):
            return False
        return not self.page.get_parent().specific.is_in_review()

    def can_move(self) -> bool:
        return self.can_edit()

    def can_move_to(self, destination: Any) -> bool:
        """Within its module, to change the order; elsewhere it would be another lesson."""
        return self.page.is_child_of(destination) and self.can_edit()


class FieldlabPagePermissions(PagePermissionTester):
    """Its managers edit and publish a fieldlab's own page; the rest of its life goes with the fieldlab."""

    def can_edit(self) -> bool:
        if not self.user.is_active:
            return False
        group = self.page.specific.fieldlab.managers_group_id
        return self.user.is_superuser or self.user.groups.filter(pk=group).exists()

    def can_publish(self) -> bool:
        return self.can_edit()

    def can_publish_subpage(self) -> bool:
        return False

    def can_submit_for_moderation(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return self.can_edit()
