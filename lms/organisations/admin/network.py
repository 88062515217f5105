"""Hubs, fieldlabs and employers: for the network operator."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from lms.organisations.actions.create_employer import create_employer
from lms.organisations.actions.create_fieldlab import create_fieldlab
from lms.organisations.actions.create_hub import create_hub
from lms.organisations.actions.invite import invite
from lms.organisations.actions.update_employer import update_employer
from lms.organisations.actions.update_fieldlab import update_fieldlab
from lms.organisations.actions.update_hub import update_hub
from lms.organisations.admin.forms import EmployerForm, FieldlabForm, HubForm, NewEmployerForm, NewFieldlabForm
from lms.organisations.admin.screens import RolePermissionPolicy, Screens, VisibleEditView, VisibleIndexView
from lms.organisations.models import Employer, EmployerQuerySet, Fieldlab, Hub, Role
from lms.organisations.queries import employers_of_network
from lms.organisations.sites import site_of

for model in (Hub, Fieldlab, Employer):
    register_permission_policy(model, RolePermissionPolicy(model, [Role.OPERATOR], ["add", "change", "view"]))


class CreateHubView(generic.CreateView):  # type: ignore[misc]
    def save_instance(self) -> Hub:
        return create_hub(by=self.request.user, **self.form.cleaned_data)


class EditHubView(VisibleEditView):
    def save_instance(self) -> Hub:
        return update_hub(by=self.request.user, hub=self.object, **self.form.cleaned_data)


class HubScreens(Screens):
    model = Hub
    name = "hubs"
    menu_label = _("Hubs")
    menu_order = 110
    form_class = HubForm
    icon = "globe"
    list_display = ["name"]
    search_fields = ["name"]
    add_view_class = CreateHubView
    edit_view_class = EditHubView


class CreateFieldlabView(generic.CreateView):  # type: ignore[misc]
    def save_instance(self) -> Fieldlab:
        fieldlab = create_fieldlab(
            by=self.request.user, logo_file=self.form.cleaned_data["logo_file"], **self.form.fieldlab_data
        )
        if email := self.form.cleaned_data["manager_email"]:
            invite(
                by=self.request.user,
                email=email,
                role=Role.MANAGER,
                fieldlab=fieldlab,
                site=site_of(self.request),
            )
        return fieldlab


class EditFieldlabView(VisibleEditView):
    def save_instance(self) -> Fieldlab:
        return update_fieldlab(by=self.request.user, fieldlab=self.object, **self.form.fieldlab_data)


class FieldlabScreens(Screens):
    model = Fieldlab
    name = "fieldlabs"
    menu_label = _("Fieldlabs")
    menu_order = 120
    icon = "cogs"
    list_display = ["name", "hub", "region", "email"]
    list_filter = ["hub"]
    search_fields = ["name", "region"]
    add_view_class = CreateFieldlabView
    edit_view_class = EditFieldlabView
    form_class = FieldlabForm
    new_form_class = NewFieldlabForm


class EmployerIndexView(VisibleIndexView):
    def get_base_queryset(self) -> EmployerQuerySet:
        return employers_of_network(self.request.user)


class CreateEmployerView(generic.CreateView):  # type: ignore[misc]
    def save_instance(self) -> Employer:
        return create_employer(by=self.request.user, site=site_of(self.request), **self.form.cleaned_data)


class EditEmployerView(VisibleEditView):
    def get_queryset(self) -> EmployerQuerySet:
        return employers_of_network(self.request.user)

    def save_instance(self) -> Employer:
        return update_employer(by=self.request.user, employer=self.object, **self.form.cleaned_data)


class EmployerScreens(Screens):
    model = Employer
    name = "employers"
    menu_label = _("Employers")
    menu_order = 130
    icon = "group"
    list_display = ["name", "kvk_number"]
    search_fields = ["name", "kvk_number"]
    index_view_class = EmployerIndexView
    add_view_class = CreateEmployerView
    edit_view_class = EditEmployerView
    form_class = EmployerForm
    new_form_class = NewEmployerForm
