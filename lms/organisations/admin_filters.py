"""Tags and people of the own fieldlab only: Wagtail's own filters and lists name everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, JsonResponse
from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet
from wagtail.documents.views.documents import DocumentsFilterSet
from wagtail.documents.views.documents import IndexView as DocumentsIndexView
from wagtail.images.views.images import ImagesFilterSet
from wagtail.images.views.images import IndexView as ImagesIndexView
from wagtail.models import PageLogEntry

from lms.organisations.own_objects import own_pages, own_tags

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lms.accounts.models import User

MOST_TAGS = 10


def autocomplete(request: HttpRequest) -> JsonResponse:
    """The names of own tags that start with ?term=, for the tag field."""
    term = request.GET.get("term", "")
    tags = own_tags(cast("User", request.user)).filter(name__istartswith=term) if term else []
    return JsonResponse([tag.name for tag in tags[:MOST_TAGS]], safe=False)


class OwnTagsFilter:
    """Takes the filter by popular tags out of a listing of media: it counts over all fieldlabs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters.pop("tag", None)  # type: ignore[attr-defined]


class OwnImagesFilterSet(OwnTagsFilter, ImagesFilterSet):  # type: ignore[misc]
    class Meta(ImagesFilterSet.Meta):  # type: ignore[misc]
        pass


class OwnDocumentsFilterSet(OwnTagsFilter, DocumentsFilterSet):  # type: ignore[misc]
    class Meta(DocumentsFilterSet.Meta):  # type: ignore[misc]
        pass


def owners(request: HttpRequest) -> QuerySet[User]:
    """Who made the own fieldlab's pages."""
    from lms.accounts.models import User

    pages = own_pages(cast("User", request.user))
    return User.objects.filter(pk__in=pages.order_by().values("owner"))


def editors(request: HttpRequest) -> QuerySet[User]:
    """Who edited the own fieldlab's pages."""
    from lms.accounts.models import User

    pages = own_pages(cast("User", request.user))
    edits = PageLogEntry.objects.filter(action="wagtail.edit", page__in=pages.order_by().values("pk"))
    return User.objects.filter(pk__in=edits.order_by().values("user"))


def narrow_down() -> None:
    """Put our filters in the place of Wagtail's; at start."""
    ImagesIndexView.filterset_class = OwnImagesFilterSet
    DocumentsIndexView.filterset_class = OwnDocumentsFilterSet
    for filters in (PageFilterSet.base_filters, GenericPageFilterSet.base_filters):
        filters["owner"].queryset = owners
        filters["edited_by"].queryset = editors
