"""A manager keeps the own fieldlab's look and contact up to date."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from lms.organisations.actions.update_fieldlab import update_fieldlab
from lms.organisations.admin.forms import OwnFieldlabForm
from lms.organisations.models import Fieldlab
from lms.organisations.own_objects import own_image
from lms.organisations.queries import managed_fieldlabs


class OwnFieldlabView(generic.EditView):  # type: ignore[misc]
    """Edits a fieldlab that the person manages; else 404."""

    model = Fieldlab
    form_class = OwnFieldlabForm
    permission_policy = None
    permission_required = None
    page_title = _("My fieldlab")
    header_icon = "cog"
    success_message = _("Saved.")

    def get_queryset(self) -> QuerySet[Fieldlab]:
        return managed_fieldlabs(self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # The form would show the picture that it refuses.
        logo = request.POST.get("logo")
        if logo and not own_image(request, {"image_id": logo}):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"for_user": self.request.user}

    def get_edit_url(self) -> str:
        return reverse("own_fieldlab:edit", args=[self.object.pk])

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def save_instance(self) -> Fieldlab:
        return update_fieldlab(by=self.request.user, fieldlab=self.object, **self.form.cleaned_data)


class OwnFieldlabsView(generic.IndexView):  # type: ignore[misc]
    """For who manages several."""

    model = Fieldlab
    page_title = _("My fieldlabs")
    header_icon = "cog"
    index_url_name = "own_fieldlab:index"
    edit_url_name = "own_fieldlab:edit"
    permission_policy = None

    def get_base_queryset(self) -> QuerySet[Fieldlab]:
        return managed_fieldlabs(self.request.user)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), get_url=lambda row: reverse("own_fieldlab:edit", args=[row.pk])),
            Column("region", label=_("Province")),
        ]


def own_fieldlab(request: HttpRequest) -> HttpResponseBase:
    """The one fieldlab that the person manages, or the list of them."""
    managed = managed_fieldlabs(request.user)  # type: ignore[arg-type]
    if len(managed) == 1:
        return OwnFieldlabView.as_view()(request, pk=managed[0].pk)
    return OwnFieldlabsView.as_view()(request)


class OwnFieldlabScreens(ViewSet):  # type: ignore[misc]
    name = "own_fieldlab"
    url_prefix = "own-fieldlab"
    menu_label = _("My fieldlab")
    menu_order = 120
    icon = "cog"
    add_to_admin_menu = True

    @property
    def menu_url(self) -> str:
        return reverse("own_fieldlab:index")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", own_fieldlab, name="index"),
            path("<int:pk>/", self.construct_view(OwnFieldlabView), name="edit"),
        ]
