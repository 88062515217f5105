"""Questions. Their answer keys stay on the server until the learner has answered."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=300)
    correct = blocks.BooleanBlock(label=_("This answer is right"), required=False)
    feedback = blocks.CharBlock(
        label=_("Feedback"), max_length=400, help_text=_("What the learner reads after choosing this answer.")
    )


class QuestionValue(blocks.StructValue):
    @property
    def answers(self) -> list[tuple[str, Any]]:
        """The choices as (id, value) in the order in which they were written."""
        return [(choice.id, choice.value) for choice in self["choices"].bound_blocks]

    @property
    def correct(self) -> frozenset[str]:
        return frozenset(id for id, choice in self.answers if choice["correct"])


class QuestionBlock(blocks.StructBlock):
    """What both kinds of question share; `multiple` says whether several answers can be right."""

    multiple = False

    question = blocks.TextBlock(label=_("Question"), rows=2)
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Answers"), min_num=2, max_num=8)
    explanation = blocks.TextBlock(
        label=_("Explanation"), rows=3, help_text=_("Shown after answering: why is it so?")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        right = sum(1 for choice in cleaned["choices"] if choice["correct"])
        if right == 0:
            message = _("Mark at least one answer as right.")
        elif right > 1 and not self.multiple:
            message = _("Only one answer can be right here. Use a question with several right answers instead.")
        else:
            return cleaned
        raise StructBlockValidationError(block_errors={"choices": ValidationError(message)})


class SingleChoiceBlock(QuestionBlock):
    class Meta:
        preview_value = {
            "question": _("Which part of the robot holds the product?"),
            "choices": [
                {"text": _("The gripper"), "correct": True, "feedback": _("Right.")},
                {"text": _("The controller"), "correct": False, "feedback": _("That is the computer.")},
            ],
            "explanation": _("The gripper is the hand of the robot."),
        }
        icon = "radio-full"
        label = _("Question, one answer")
        group = _("Practise")
        description = _("The learner chooses one answer and reads at once why it is right or wrong.")
        template = "courses/blocks/question.html"
        value_class = QuestionValue


class MultipleChoiceBlock(QuestionBlock):
    multiple = True

    class Meta:
        preview_value = {
            "question": _("When does the robot stop? Choose all right answers."),
            "choices": [
                {"text": _("When you press the emergency stop"), "correct": True, "feedback": _("Right.")},
                {"text": _("When you let go of the enabling switch"), "correct": True, "feedback": _("Right.")},
                {"text": _("When you close the door"), "correct": False, "feedback": _("Then it may start.")},
            ],
            "explanation": _("Both stop the movement at once."),
        }
        icon = "tasks"
        label = _("Question, several answers")
        group = _("Practise")
        description = _("The learner ticks all answers that are right.")
        template = "courses/blocks/question.html"
        value_class = QuestionValue
