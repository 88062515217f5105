"""Learning outcomes of a module; a block's id is the outcome's id in every language."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lms.core.credential_texts import plain_line
from lms.skills.widgets import SkillPicker


class SkillBlock(blocks.RegexBlock):
    """ESCO's address of a skill, looked up by its name. In the rows and migrations it is the text that it was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field.widget = SkillPicker()
        self.field.help_text = _("Type a few letters and choose the skill. Leave it empty where none fits.")

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.RegexBlock", args, kwargs


class OutcomeBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("You can …"), max_length=300)
    esco_uri = SkillBlock(
        label=_("ESCO skill"),
        required=False,
        regex=r"^http://data\.europa\.eu/esco/skill/[0-9a-f-]{36}$",
        help_text=_("The address of the skill in ESCO, where there is one."),
        error_messages={"invalid": _("An ESCO skill looks like http://data.europa.eu/esco/skill/….")},
    )
    esco_label = blocks.CharBlock(label=_("Name of the skill in ESCO"), required=False, max_length=200)

    def clean(self, value: Any) -> Any:
        """An outcome stands in the credential: its text must be one that can be signed."""
        cleaned = super().clean(value)
        try:
            plain_line(cleaned["text"])
        except ValidationError as error:
            raise blocks.StructBlockValidationError(block_errors={"text": error}) from error
        return cleaned

    class Meta:
        icon = "check"
        label = _("Learning outcome")
        label_format = "{text}"


class OutcomesBlock(blocks.StreamBlock):
    outcome = OutcomeBlock()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_num=1, max_num=10, **kwargs)
