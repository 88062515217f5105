"""Blocks to read."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

RICH_TEXT = ["h2", "bold", "italic", "ol", "ul", "link"]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(features=RICH_TEXT, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Read and watch")
        description = _("Paragraphs, lists and small headings.")
        template = "courses/blocks/text.html"
        preview_value = _(
            "<h2>The gripper</h2><p>The gripper <b>holds</b> the part. There are two kinds:</p>"
            "<ul><li>with fingers,</li><li>with suction cups.</li></ul>"
        )


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("tip", _("Tip")), ("safety", _("Safety")), ("definition", _("What does it mean?"))],
        default="tip",
    )
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "ul", "link"])

    class Meta:
        icon = "warning"
        label = _("Callout")
        group = _("Read and watch")
        description = _("A tip, a safety warning or the meaning of a word, set apart from the text.")
        template = "courses/blocks/callout.html"
        preview_value = {
            "kind": "safety",
            "title": _("First stop, then reach in"),
            "text": _("<p>Press the stop and wait until nothing moves any more.</p>"),
        }


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Step"), max_length=120)
    text = blocks.TextBlock(label=_("Explanation"), required=False)


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = _("Read and watch")
        description = _("Numbered steps to carry out in order.")
        template = "courses/blocks/steps.html"
        preview_value = {
            "title": _("Switch the robot on"),
            "steps": [
                {"title": _("Look around"), "text": _("Nobody stands in the cell.")},
                {"title": _("Turn the main switch"), "text": ""},
                {"title": _("Wait for the green light"), "text": _("This takes about a minute.")},
            ],
        }
