"""Who has which role, and who is invited: the operator sees the network, a manager the own fieldlab."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from lms.organisations.actions.end_membership import end_membership
from lms.organisations.actions.invite import invite
from lms.organisations.actions.withdraw_invitation import withdraw_invitation
from lms.organisations.admin.confirm import ConfirmView
from lms.organisations.admin.forms import InviteForm, InviteStaffForm
from lms.organisations.admin.screens import RolePermissionPolicy, Screens, VisibleIndexView
from lms.organisations.models import Invitation, Membership, Role
from lms.organisations.permissions import is_operator
from lms.organisations.queries import managed_fieldlabs, open_invitations, staff_memberships
from lms.organisations.sites import site_of

register_permission_policy(
    Membership, RolePermissionPolicy(Membership, [Role.OPERATOR, Role.MANAGER], ["view", "change"])
)
register_permission_policy(
    Invitation, RolePermissionPolicy(Invitation, [Role.OPERATOR, Role.MANAGER], ["view", "add", "change"])
)


class StaffIndexView(VisibleIndexView):
    """Running roles, by name; each can be ended."""

    page_title = gettext_lazy("People and roles")
    default_ordering = "user__name"

    def get_base_queryset(self) -> QuerySet[Membership]:
        return staff_memberships(self.request.user).select_related("user", "fieldlab", "employer")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self.title_column("name", label=_("Name"), accessor="user.name"),
            Column("email", label=_("E-mail address"), accessor="user.email"),
            Column("role", label=_("Role"), accessor="get_role_display"),
            Column(
                "organisation", label=_("Organisation"), accessor=lambda row: row.fieldlab or row.employer or ""
            ),
            DateColumn("since", label=_("Since"), accessor="since"),
        ]

    def get_list_more_buttons(self, instance: Membership) -> list[Button]:
        return [Button(_("End this role"), url=reverse("staff:end", args=[instance.pk]), icon_name="cross")]


class EndRoleView(ConfirmView):
    page_title = gettext_lazy("End this role")
    header_icon = "cross"
    back = "staff:index"
    back_label = gettext_lazy("People and roles")
    question = gettext_lazy("This person can then no longer see or do what belongs to this role.")
    button = gettext_lazy("Yes, end it")

    def row(self) -> Membership:
        return get_object_or_404(staff_memberships(self.request.user), pk=self.kwargs["membership_id"])

    def act(self) -> str:
        end_membership(by=self.request.user, membership=self.row())
        return _("The role has ended.")


class StaffScreens(Screens):
    model = Membership
    name = "staff"
    menu_label = gettext_lazy("People and roles")
    menu_order = 140
    icon = "user"
    index_view_class = StaffIndexView
    search_fields = ["user__name", "user__email"]
    list_filter = ["role"]
    form_fields: list[str] = []

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = super().get_common_view_kwargs(**kwargs)
        return names | {"add_url_name": "invitations:add", "edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("end/<int:membership_id>/", EndRoleView.as_view(), name="end"),
        ]


class InvitationIndexView(VisibleIndexView):
    """Invitations that wait for an answer; each can be withdrawn."""

    page_title = gettext_lazy("Invitations")

    def get_base_queryset(self) -> QuerySet[Invitation]:
        return open_invitations(self.request.user).select_related("fieldlab", "employer")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self.title_column("email", label=_("E-mail address")),
            Column("role", label=_("Role"), accessor="get_role_display"),
            Column(
                "organisation", label=_("Organisation"), accessor=lambda row: row.fieldlab or row.employer or ""
            ),
            DateColumn("sent_at", label=_("Sent")),
            DateColumn("expires_at", label=_("Works until")),
        ]

    def get_list_more_buttons(self, instance: Invitation) -> list[Button]:
        return [Button(_("Withdraw"), url=reverse("invitations:withdraw", args=[instance.pk]), icon_name="cross")]


class InviteView(generic.CreateView):  # type: ignore[misc]
    """A manager invites for the own fieldlab; the operator (or a manager of several) says for which."""

    page_title = gettext_lazy("Invite somebody")

    def get_form_class(self) -> type[InviteForm] | type[InviteStaffForm]:
        return InviteForm if is_operator(self.request.user) else InviteStaffForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        wanted = {name: value for name, value in kwargs.items() if name not in ("instance", "for_user")}
        if is_operator(self.request.user):
            return wanted
        return wanted | {"fieldlabs": managed_fieldlabs(self.request.user)}

    def form_valid(self, form: InviteForm | InviteStaffForm) -> HttpResponse:
        data: dict[str, Any] = dict(form.cleaned_data)
        if isinstance(form, InviteStaffForm):
            data.setdefault("fieldlab", managed_fieldlabs(self.request.user).first())
        try:
            invite(by=self.request.user, site=site_of(self.request), **data)
        except ValidationError as refused:
            form.add_error(None, refused)
            # Wagtail sets it only where the form itself found the fault.
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        messages.success(self.request, _("The invitation goes to %(email)s.") % {"email": data["email"]})
        return redirect("invitations:index")


class WithdrawInvitationView(ConfirmView):
    page_title = gettext_lazy("Withdraw this invitation")
    header_icon = "cross"
    back = "invitations:index"
    back_label = gettext_lazy("Invitations")
    question = gettext_lazy("The link in the e-mail then no longer works.")
    button = gettext_lazy("Yes, withdraw it")

    def row(self) -> Invitation:
        return get_object_or_404(open_invitations(self.request.user), pk=self.kwargs["invitation_id"])

    def act(self) -> str:
        withdraw_invitation(by=self.request.user, invitation=self.row())
        return _("The invitation is withdrawn.")


class InvitationScreens(Screens):
    model = Invitation
    name = "invitations"
    menu_label = gettext_lazy("Invitations")
    menu_order = 150
    form_class = InviteForm
    icon = "mail"
    index_view_class = InvitationIndexView
    add_view_class = InviteView
    search_fields = ["email"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**kwargs) | {"edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("withdraw/<int:invitation_id>/", WithdrawInvitationView.as_view(), name="withdraw"),
        ]
