"""Forms of django-allauth with our labels: one word for one thing, in every language."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password2": _("New password, once more"),
    "code": _("Code from the app"),
}


class OurLabels:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name in LABELS.keys() & fields.keys():
            fields[name].label = LABELS[name]


def with_our_labels(form: type[forms.Form]) -> type[forms.Form]:
    return type(form.__name__, (OurLabels, form), {})


LoginForm = with_our_labels(account.LoginForm)
SignupForm = with_our_labels(account.SignupForm)
AddEmailForm = with_our_labels(account.AddEmailForm)
ChangeEmailForm = with_our_labels(account.ChangeEmailForm)
RequestLoginCodeForm = with_our_labels(account.RequestLoginCodeForm)
ResetPasswordForm = with_our_labels(account.ResetPasswordForm)
ResetPasswordKeyForm = with_our_labels(account.ResetPasswordKeyForm)
ChangePasswordForm = with_our_labels(account.ChangePasswordForm)
SetPasswordForm = with_our_labels(account.SetPasswordForm)
ActivateAppForm = with_our_labels(ActivateTOTPForm)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey signs in by itself, unless its owner wants it as a second step after the password only."""

    name = forms.CharField(label=_("Name of the passkey"), required=False, max_length=100)
    passwordless = forms.BooleanField(
        label=_("I also want to sign in with it without my password"),
        help_text=_("Take this tick away for an old security key that does not ask for a code or a fingerprint."),
        required=False,
        initial=True,
    )
