"""Forms of the admin screens: they check, actions save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.account.models import EmailAddress
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Collection

from lms.core.credential_texts import ask_for_plain, web_address
from lms.organisations.fieldlab_fields import MANAGER_FIELDS, OPERATOR_FIELDS
from lms.organisations.models import Employer, Fieldlab, Hub, Role
from lms.organisations.own_objects import own_media

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from lms.accounts.models import User

COLOUR = forms.TextInput(attrs={"type": "color"})


class WebAddressField(forms.URLField):
    """An address without scheme is taken for https; it is one that can stand in a credential."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, assume_scheme="https")
        self.validators.append(web_address)


# They stand in every credential.
LINES = ("name", "legal_name", "region")
TEXTS = ("quality_assurance",)
WEB_ADDRESSES = {"website": WebAddressField, "quality_assurance_url": WebAddressField}


def ask_for_own_fieldlab(form: forms.Form, fieldlabs: QuerySet[Fieldlab]) -> None:
    """Who manages several says which one, and no other; who manages one is not asked."""
    if len(fieldlabs) > 1:
        form.fields["fieldlab"] = forms.ModelChoiceField(label=_("fieldlab"), queryset=fieldlabs)


class HubForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Hub
        fields = ["name", "slug"]
        labels = {"slug": _("short name in links")}


class FieldlabForm(forms.ModelForm):  # type: ignore[type-arg]
    """All that the operator fills in. People are named by a proven e-mail address: nobody is listed."""

    approver_email = forms.EmailField(
        label=_("outside approver"),
        required=False,
        help_text=_("E-mail address of somebody with an account. Needed where the fieldlab has one person only."),
    )

    class Meta:
        model = Fieldlab
        fields = [name for name in OPERATOR_FIELDS if name not in ("logo", "outside_approver")]
        widgets = {"colour": COLOUR, "accent_colour": COLOUR}
        field_classes = WEB_ADDRESSES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_plain(self, lines=LINES, texts=TEXTS)
        if self.instance.outside_approver:
            self.initial.setdefault("approver_email", self.instance.outside_approver.email)
        # It stands in links; a disabled field keeps what it was.
        self.fields["slug"].disabled = self.instance.pk is not None

    def clean_approver_email(self) -> str:
        email: str = self.cleaned_data["approver_email"]
        self.cleaned_data["outside_approver"] = None
        if email:
            address = (
                EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
            )
            if address is None:
                raise forms.ValidationError(_("Nobody has an account with this address."))
            self.cleaned_data["outside_approver"] = address.user
        return email

    @property
    def fieldlab_data(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: value for name, value in self.cleaned_data.items() if name in OPERATOR_FIELDS}


class NewFieldlabForm(FieldlabForm):
    logo_file = forms.FileField(
        label=_("logo"), required=False, help_text=_("A picture: SVG, PNG, JPEG or WebP. It can be changed later.")
    )
    manager_email = forms.EmailField(
        label=_("e-mail address of the first manager"),
        required=False,
        help_text=_("We invite this person by e-mail."),
    )

    def clean_logo_file(self) -> UploadedFile[Any] | None:
        """Checked as every picture is that somebody uploads."""
        file: UploadedFile[Any] | None = self.cleaned_data["logo_file"]
        if file:
            given = {"title": "logo", "collection": Collection.get_first_root_node().pk}
            picture = get_image_form(get_image_model())(given, {"file": file})
            if problems := picture.errors.get("file"):
                raise forms.ValidationError(list(problems))
            file.seek(0)
        return file


class OwnFieldlabForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a manager changes of the own fieldlab."""

    class Meta:
        model = Fieldlab
        fields = list(MANAGER_FIELDS)
        widgets = {"colour": COLOUR, "accent_colour": COLOUR, "logo": AdminImageChooser}
        field_classes = WEB_ADDRESSES

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_plain(self, lines=LINES, texts=TEXTS)
        field = cast("forms.ModelChoiceField[Any]", self.fields["logo"])
        # The chooser's list is scoped; what is posted must be, too.
        field.queryset = own_media(for_user, get_image_model())


class EmployerForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Employer
        fields = ["name", "kvk_number"]


class NewEmployerForm(EmployerForm):
    hr_email = forms.EmailField(
        label=_("e-mail address of the first HR officer"), help_text=_("We invite this person by e-mail.")
    )


class InviteStaffForm(forms.Form):
    """A manager invites for the own fieldlab, which comes from who asks."""

    email = forms.EmailField(label=_("e-mail address"))
    role = forms.ChoiceField(
        label=_("role"), choices=[(role.value, role.label) for role in (Role.TRAINER, Role.ASSESSOR)]
    )

    def __init__(self, *args: Any, fieldlabs: QuerySet[Fieldlab], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_own_fieldlab(self, fieldlabs)


class InviteForm(forms.Form):
    """The operator invites for any organisation."""

    email = forms.EmailField(label=_("e-mail address"))
    role = forms.ChoiceField(
        label=_("role"), choices=[(role.value, role.label) for role in Role if role != Role.EMPLOYEE]
    )
    fieldlab = forms.ModelChoiceField(
        label=_("fieldlab"),
        queryset=Fieldlab.objects.order_by("name"),
        required=False,
        help_text=_("For a trainer, assessor or fieldlab manager."),
    )
    employer = forms.ModelChoiceField(
        label=_("employer"),
        queryset=Employer.objects.order_by("name"),
        required=False,
        help_text=_("For an HR officer."),
    )
