from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.core.credential_texts import plain_line


class NameField(forms.CharField):
    """The name that will stand on credentials."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Your name"),
            max_length=150,
            help_text=_("As it should stand on your credentials."),
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            validators=[plain_line],
        )


class SignupForm(forms.Form):
    """What we ask besides e-mail address and password."""

    name = NameField()

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = request.LANGUAGE_CODE
        user.save(update_fields=["name", "language"])


class ProfileForm(forms.Form):
    name = NameField()
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class ErasureForm(forms.Form):
    understood = forms.BooleanField(
        label=_("I have read what goes and what stays. Erase my account."),
        error_messages={"required": _("Tick the box to show that you are sure.")},
    )
