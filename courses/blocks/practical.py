"""The practical: what an assessor observes on the shop floor."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class CriterionBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("Criterion"), max_length=300, help_text=_("What you can see the worker do, for example …")
    )
    outcome = blocks.IntegerBlock(
        label=_("Learning outcome"), min_value=1, max_value=10, help_text=_("Its number on the module page.")
    )


class PracticalBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    task = blocks.TextBlock(label=_("The task"), help_text=_("What the worker does, with what, and how long."))
    criteria = blocks.ListBlock(CriterionBlock(), label=_("Criteria"), min_num=3, max_num=10)

    class Meta:
        icon = "clipboard-list"
        label = _("Practical")
        group = _("Practise")
        description = _("Three to ten criteria that an assessor observes and signs on the shop floor.")
        template = "courses/blocks/practical.html"
        preview_value = {
            "title": _("From A to B"),
            "task": _("You have an hour in the robot cell. Make a program that picks a block and places it."),
            "criteria": [
                {"text": _("Stops the cell safely before going in."), "outcome": 1},
                {"text": _("Teaches two points and names them."), "outcome": 2},
                {"text": _("Lets the program run five times without a fault."), "outcome": 2},
            ],
        }
