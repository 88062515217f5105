"""Django's words about passwords in our own: our Dutch says "je" where Django's says "u"."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext_lazy

RULES = (
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)


class PasswordLengthValidator(MinimumLengthValidator):
    """Django's own, with a message that is translated into all our languages."""

    def get_error_message(self) -> str:
        return _("This password is too short. Use at least %(count)d characters.") % {"count": self.min_length}
