"""Keys of the record store: a manager sees and makes those of the own fieldlab, the operator all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from lms.lrs.actions.create_key import create_key
from lms.lrs.actions.revoke_key import revoke_key
from lms.lrs.actions.rotate_key import rotate_key, step_of
from lms.lrs.keys.scopes import ALL, ALL_READ, DEFAULT, DEFINE, PROFILE, READ, READ_MINE, STATE, WRITE
from lms.lrs.models import RecordStoreKey
from lms.organisations.admin.confirm import ConfirmView
from lms.organisations.admin.forms import ask_for_own_fieldlab
from lms.organisations.admin.screens import RolePermissionPolicy, Screens, VisibleIndexView
from lms.organisations.models import Fieldlab, Role
from lms.organisations.permissions import is_operator
from lms.organisations.queries import managed_fieldlabs

register_permission_policy(
    RecordStoreKey,
    RolePermissionPolicy(RecordStoreKey, [Role.OPERATOR, Role.MANAGER], ["view", "add", "change"]),
)

SCOPE_LABELS = [
    (WRITE, gettext_lazy("Send statements")),
    (READ_MINE, gettext_lazy("Read the statements that it sent itself")),
    (READ, gettext_lazy("Read all statements of the fieldlab")),
    (STATE, gettext_lazy("Keep where a learner is (state)")),
    (PROFILE, gettext_lazy("Keep data about activities and people (profiles)")),
    (DEFINE, gettext_lazy("Describe activities: names and explanations")),
    (ALL_READ, gettext_lazy("Read everything of the fieldlab")),
    (ALL, gettext_lazy("Everything")),
]


class KeyForm(forms.Form):
    # Reloading the page that shows the secret sends the form again.
    step = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
    label = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Which machine or program uses this key? For example: welding robot, hall 2."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may it do?"),
        choices=SCOPE_LABELS,
        initial=list(DEFAULT),
        widget=forms.CheckboxSelectMultiple,
    )
    expires_at = forms.DateTimeField(
        label=gettext_lazy("Valid until"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Leave it empty for a key without an end."),
    )
    activity_prefix = forms.CharField(
        label=gettext_lazy("For a machine: the address of its own activities"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "For example: https://cell3.example.nl/. The machine can then only say something about itself."
            " Choose only “Send statements” and “Read the statements that it sent itself” with it."
        ),
    )


class NewSecretForm(forms.Form):
    step = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long does the old secret still work?"),
        coerce=int,
        choices=[
            (0, gettext_lazy("It stops now")),
            (1, gettext_lazy("One day")),
            (7, gettext_lazy("One week")),
            (30, gettext_lazy("Thirty days")),
        ],
        initial=7,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("In this time you put the new secret in the machine or program."),
    )


class ManagerKeyForm(KeyForm):
    def __init__(self, *args: Any, fieldlabs: QuerySet[Fieldlab], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_own_fieldlab(self, fieldlabs)


class OperatorKeyForm(KeyForm):
    fieldlab = forms.ModelChoiceField(label=gettext_lazy("Fieldlab"), queryset=Fieldlab.objects.none())
    field_order = ["step", "fieldlab", "label", "scopes", "expires_at", "activity_prefix"]

    def __init__(self, *args: Any, fieldlabs: QuerySet[Fieldlab], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fieldlab"].queryset = fieldlabs  # type: ignore[attr-defined]


class KeyIndexView(VisibleIndexView):
    """All keys with their state; those that still work get a new secret or are revoked."""

    page_title = gettext_lazy("Record store keys")
    default_ordering = "label"

    def get_base_queryset(self) -> QuerySet[RecordStoreKey]:
        return super().get_base_queryset().select_related("fieldlab")

    @cached_property
    def columns(self) -> list[Column]:
        whose = [Column("fieldlab", label=_("Fieldlab"))] if is_operator(self.request.user) else []
        return [
            self.title_column("label", label=_("Name")),
            Column("state", label=_("State"), accessor=state_of),
            DateColumn("used_at", label=_("Last used")),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            *whose,
            Column("scopes", label=_("It may"), accessor=scopes_of),
            Column("key", label=_("Key")),
        ]

    def get_list_more_buttons(self, instance: RecordStoreKey) -> list[Button]:
        if instance.revoked_at:
            return []
        buttons = []
        if instance.is_valid and instance.kind != RecordStoreKey.Kind.SESSIONS:
            url = reverse("record_store_keys:rotate", args=[instance.pk])
            buttons.append(Button(_("New secret"), url=url, icon_name="rotate"))
        url = reverse("record_store_keys:revoke", args=[instance.pk])
        return [*buttons, Button(_("Revoke"), url=url, icon_name="cross")]


class CreateKeyView(generic.CreateView):  # type: ignore[misc]
    """Makes a key for the own fieldlab, and shows its secret once, on the answer to the POST."""

    page_title = gettext_lazy("New record store key")

    def get_form_class(self) -> type[KeyForm]:
        return OperatorKeyForm if is_operator(self.request.user) else ManagerKeyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        wanted = {name: value for name, value in kwargs.items() if name not in ("instance", "for_user")}
        if is_operator(self.request.user):
            return wanted | {"fieldlabs": Fieldlab.objects.visible_to(self.request.user)}
        return wanted | {"fieldlabs": managed_fieldlabs(self.request.user)}

    def form_valid(self, form: KeyForm) -> HttpResponse:
        data = dict(form.cleaned_data)
        fieldlab = data.pop("fieldlab", None) or managed_fieldlabs(self.request.user).first()
        if fieldlab is None:
            raise PermissionDenied
        try:
            new = create_key(by=self.request.user, fieldlab=fieldlab, **data)
        except ValidationError as refused:
            form.add_error(None, refused)
            self.form = form
            response: HttpResponse = self.render_to_response(self.get_context_data())
            return response
        self.template_name = "lrs/admin/key_made.html"
        context = self.get_context_data(
            form=form, key=new.key, secret=new.secret, back=reverse("record_store_keys:index")
        )
        response = self.render_to_response(context)
        response.headers["Cache-Control"] = "no-store"
        return response


class RotateKeyView(WagtailAdminTemplateMixin, FormView):  # type: ignore[misc,type-arg]
    """Makes a new secret, and shows it once, on the answer to the POST."""

    page_title = gettext_lazy("New secret for this key")
    header_icon = "rotate"
    template_name = "lrs/admin/new_secret.html"
    form_class = NewSecretForm

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("record_store_keys:index"), "label": _("Record store keys")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"row": self.row(), "back": reverse("record_store_keys:index")}

    def get_initial(self) -> dict[str, Any]:
        return {"step": step_of(self.row())}

    def row(self) -> RecordStoreKey:
        keys = RecordStoreKey.objects.visible_to(self.request.user).valid()
        return get_object_or_404(keys.exclude(kind=RecordStoreKey.Kind.SESSIONS), pk=self.kwargs["key_id"])

    def form_valid(self, form: NewSecretForm) -> HttpResponse:
        overlap = timedelta(days=form.cleaned_data["days"])
        new = rotate_key(by=self.request.user, key=self.row(), overlap=overlap, replaces=form.cleaned_data["step"])
        self.template_name = "lrs/admin/key_made.html"
        response: HttpResponse = self.render_to_response(self.get_context_data(key=new.key, secret=new.secret))
        response.headers["Cache-Control"] = "no-store"
        return response


class RevokeKeyView(ConfirmView):
    page_title = gettext_lazy("Revoke this key")
    header_icon = "cross"
    back = "record_store_keys:index"
    back_label = gettext_lazy("Record store keys")
    question = gettext_lazy("What uses this key can then no longer send or read. What it sent stays.")
    button = gettext_lazy("Yes, revoke it")

    def row(self) -> RecordStoreKey:
        return get_object_or_404(
            RecordStoreKey.objects.visible_to(self.request.user), pk=self.kwargs["key_id"], revoked_at=None
        )

    def act(self) -> str:
        revoke_key(by=self.request.user, key=self.row())
        return _("The key no longer works.")


class KeyScreens(Screens):
    model = RecordStoreKey
    name = "record_store_keys"
    menu_label = gettext_lazy("Record store keys")
    menu_order = 160
    form_class = KeyForm
    icon = "key"
    index_view_class = KeyIndexView
    add_view_class = CreateKeyView
    search_fields = ["label", "key"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**kwargs) | {"edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("secret/<int:key_id>/", RotateKeyView.as_view(), name="rotate"),
            path("revoke/<int:key_id>/", RevokeKeyView.as_view(), name="revoke"),
        ]


def scopes_of(key: RecordStoreKey) -> str:
    """What a key may do in words, each with a capital."""
    return "; ".join(str(label) for scope, label in SCOPE_LABELS if scope in key.scopes)


def state_of(key: RecordStoreKey) -> str:
    if key.revoked_at:
        return _("revoked")
    if key.expires_at and key.expires_at <= timezone.now():
        return _("no longer valid")
    if key.previous_until and key.previous_until > timezone.now():
        until = date_format(timezone.localtime(key.previous_until), "SHORT_DATE_FORMAT")
        return _("works; the old secret until %(date)s") % {"date": until}
    return _("works")
