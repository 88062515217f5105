"""Refuses page forms that refer to another fieldlab's images, documents, robot cells or unpublished pages.

Choosers list own objects only, but Wagtail's forms take any id that is posted, and then show what it stands for:
in the page, and in the form itself where it has to be corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, SuspiciousOperation
from django.db.models import Field, Model, Q, QuerySet
from django.http import Http404
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from lms.core.registry import own_objects
from lms.organisations.own_objects import explorable_pages, own_media

if TYPE_CHECKING:
    from lms.accounts.models import User

Reference = tuple[type[Model], str]


def references_of(instance: Model) -> set[Reference]:
    """Images, documents and pages that the fields of `instance` refer to: (model, primary key as text)."""
    found: set[Reference] = set()
    for field in instance._meta.concrete_fields:
        if not field.primary_key and field.editable:
            found.update(_references_in(field, field.value_from_object(instance)))
    return found


def _references_in(field: Field[Any, Any], value: Any) -> Iterator[Reference]:
    named: list[tuple[type[Model], Any]] = []
    if hasattr(field, "extract_references"):
        named = [(model, pk) for model, pk, *_path in field.extract_references(value)]
    elif field.many_to_one and value not in (None, ""):
        named = [(field.related_model, value)]  # type: ignore[list-item]
    for model, pk in named:
        for kind in (get_image_model(), get_document_model(), Page, *map(apps.get_model, own_objects.names())):
            if issubclass(model, kind):
                yield kind, str(pk)


def foreign_references(references: set[Reference], user: User) -> set[Reference]:
    """Those that are of another fieldlab than that of `user`. Published pages may be linked to by all."""
    if user.is_superuser:
        return set()
    foreign = set()
    for kind in {model for model, _pk in references}:
        ids = {pk for model, pk in references if model is kind and pk.isdecimal()}
        own = own_of_kind(user, kind)
        allowed = Q(pk__in=own.values("pk")) | Q(live=True) if kind is Page else Q(pk__in=own.values("pk"))
        others = kind._default_manager.filter(pk__in=ids).exclude(allowed)
        foreign |= {(kind, str(pk)) for pk in others.values_list("pk", flat=True)}
    return foreign


def own_of_kind(user: User, kind: type[Model]) -> QuerySet[Any]:
    if kind is Page:
        return explorable_pages(user)
    registered = dict(own_objects)
    own: QuerySet[Any] = (
        registered[kind._meta.label](user) if kind._meta.label in registered else own_media(user, kind)
    )
    return own


class OwnReferencesPageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """The base form of a fieldlab's pages: `base_form_class = OwnReferencesPageForm`.

    A foreign id gives 404, and a form that the editor can't have sent gives 400. What an earlier draft refers to
    already may stay, such as a picture that an operator put there.
    """

    def full_clean(self) -> None:
        if self.is_bound and self.for_user:
            before = references_of(self.instance) if self.instance.pk else set()
            if foreign_references(self._posted_references() - before, self.for_user):
                raise Http404
        super().full_clean()

    def _posted_references(self) -> set[Reference]:
        """From what was posted, not from what is valid: what is wrong elsewhere in a field is shown again."""
        found: set[Reference] = set()
        for name, field in self.fields.items():
            try:
                column = self._meta.model._meta.get_field(name)
                value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
                found.update(_references_in(column, value))
            except FieldDoesNotExist:
                continue
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                raise SuspiciousOperation(f"Malformed content of {name}") from error
        return found
