"""What the screens of this app share: they open by role, list what is visible, and save through actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.urls import URLPattern, path
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from lms.organisations.models import Role
from lms.organisations.queries import people_with_roles

if TYPE_CHECKING:
    from lms.accounts.models import User


class RolePermissionPolicy(BasePermissionPolicy):  # type: ignore[misc]
    """People with one of the roles may do the named actions; which rows is for visible_to() to say."""

    def __init__(self, model: type[Model], roles: Iterable[Role], actions: Iterable[str]) -> None:
        super().__init__(model)
        self.roles = frozenset(roles)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: User, action: str) -> bool:
        if not (user.is_authenticated and user.is_active) or action not in self.actions:
            return False
        return user.is_superuser or bool(user.roles & self.roles)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        return people_with_roles(self.roles if self.actions & set(actions) else ())


class VisibleIndexView(generic.IndexView):  # type: ignore[misc]
    """Lists what the person may see: Wagtail's own view lists every row."""

    # On a phone the values of a row stand under each other, each with the name of its column.
    table_classname = "listing stacked"

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.model.objects.visible_to(self.request.user)  # type: ignore[no-any-return]

    def title_column(self, name: str, **kwargs: Any) -> TitleColumn:
        """The first column, with the row's buttons; for rows that have no page of their own."""
        return self._get_title_column_class(TitleColumn)(name, get_url=lambda row: None, **kwargs)


class VisibleEditView(generic.EditView):  # type: ignore[misc]
    """Edits what the person may see, else 404: Wagtail's own view opens every row."""

    def get_queryset(self) -> QuerySet[Any]:
        return self.model.objects.visible_to(self.request.user)  # type: ignore[no-any-return]


class Screens(ModelViewSet):  # type: ignore[misc]
    """List, add and edit; nothing is deleted or copied here, and history stands in the network's log."""

    add_to_reference_index = False
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = VisibleIndexView
    edit_view_class = VisibleEditView
    search_backend_name = None
    form_class: type[BaseForm] | None = None
    # Where adding asks for something else than changing.
    new_form_class: type[BaseForm] | None = None

    def get_form_class(self, for_update: bool = False) -> type[BaseForm]:
        chosen = self.form_class if for_update else self.new_form_class or self.form_class
        return chosen or super().get_form_class(for_update)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = super().get_common_view_kwargs(**kwargs)
        return names | {"delete_url_name": None, "history_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
        ]

    def register_permissions(self) -> None:
        """No Django permissions to give out: roles decide (RolePermissionPolicy)."""
