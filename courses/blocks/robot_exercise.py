"""The robot exercise: a program for a robot cell, made in the browser and judged on the server."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.widgets import AdminAutoHeightTextInput, BaseChooser

from courses.blocks.loading import FoundChooserBlock
from courses.blocks.programs import ProgramBlock

OPERATIONS = [
    ("moveJ", _("moveJ: move the joints, the fastest way")),
    ("moveL", _("moveL: move in a straight line")),
    ("grip", _("grip")),
    ("release", _("release")),
    ("wait", _("wait, or wait until")),
    ("set", _("set an output")),
    ("repeat", _("repeat")),
    ("while", _("while")),
    ("if", _("if, else")),
    ("call", _("procedures")),
]
VIEWS = [("blocks", _("Blocks")), ("steps", _("List of steps")), ("text", _("Text"))]
# What the engine says went wrong (courses/robotics/failures.py).
FAILURES = [
    ("not_reached", _("Runs to the end, but misses a goal")),
    ("collision", _("Bumps into something")),
    ("out_of_reach", _("A place is out of reach")),
    ("joint_limit", _("A joint can't turn that far")),
    ("singularity", _("Moves through a singularity")),
    ("zone_speed", _("Too fast in the zone with people")),
    ("nothing_to_grip", _("Grips, and nothing is there")),
    ("gripper_full", _("Grips while it holds something")),
    ("dropped", _("Drops a part")),
    ("wrong_place", _("Lets a part go in the wrong place")),
    ("pallet_full", _("Puts more on a pallet than fits")),
    ("wait_timeout", _("Waits for something that does not happen")),
    ("endless", _("Goes on forever")),
    ("too_long", _("Takes too long")),
    ("unknown_point", _("Uses a point that is not there")),
    ("unknown_name", _("Names something that is not there")),
    ("program_refused", _("Is no proper program")),
]


class RobotCellChooser(BaseChooser):  # type: ignore[misc]
    """Chooses a cell of the own fieldlab's library (courses/authoring/cells/chooser.py)."""

    model = "courses.RobotCell"
    chooser_modal_url_name = "robot_cell_chooser:choose"
    icon = "cogs"
    choose_one_text = _("Choose a robot cell")
    choose_another_text = _("Choose another robot cell")
    link_to_chosen_text = _("Change this robot cell")


class CellChooserBlock(FoundChooserBlock):
    target_model = "courses.RobotCell"

    @cached_property
    def widget(self) -> RobotCellChooser:
        return RobotCellChooser()


class NameBlock(blocks.CharBlock):
    """The name or id of a thing in the cell."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, search_index=False, **kwargs)


class PlacedBlock(blocks.StructBlock):
    colour = NameBlock(label=_("Colour"), required=False, help_text=_("Parts of this colour; empty is any part."))
    part = NameBlock(label=_("Or this part"), required=False, help_text=_("Its id in the cell."))
    into = NameBlock(label=_("In this bin or pallet"), help_text=_("Its id in the cell."))
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=100, default=1)

    class Meta:
        icon = "placeholder"
        label = _("Parts are in the right place")


class CycleTimeBlock(blocks.StructBlock):
    at_most = blocks.DecimalBlock(
        label=_("Seconds at most"), min_value=1, max_value=600, max_digits=5, decimal_places=1
    )

    class Meta:
        icon = "time"
        label = _("Fast enough")


class NothingToSayBlock(blocks.StructBlock):
    """A goal that needs no more than being there."""


class OutputBlock(blocks.StructBlock):
    output = NameBlock(label=_("Output"))
    on = blocks.BooleanBlock(label=_("It is on at the end"), required=False, default=True)

    class Meta:
        icon = "radio-full"
        label = _("An output is on or off at the end")


class GoalsBlock(blocks.StreamBlock):
    placed = PlacedBlock()
    cycle_time = CycleTimeBlock()
    zone_speed = NothingToSayBlock(icon="warning", label=_("Slow enough in the zone with people"))
    at_home = NothingToSayBlock(icon="home", label=_("The robot ends in its home position"))
    output = OutputBlock()


class FeederChangeBlock(blocks.StructBlock):
    feeder = NameBlock(label=_("Feeder"), help_text=_("Its id in the cell."))
    colours = blocks.CharBlock(
        label=_("Colours in order"),
        max_length=400,
        search_index=False,
        help_text=_("With commas between them, such as: red, blue, red"),
    )

    class Meta:
        icon = "list-ol"
        label = _("Different parts in a feeder")


class PartChangeBlock(blocks.StructBlock):
    part = NameBlock(label=_("Part"), help_text=_("Its id in the cell."))
    gone = blocks.BooleanBlock(label=_("It is not there"), required=False)
    colour = NameBlock(label=_("Other colour"), required=False)
    dx = blocks.FloatBlock(label=_("Moved in x (mm)"), required=False, min_value=-2000, max_value=2000)
    dy = blocks.FloatBlock(label=_("Moved in y (mm)"), required=False, min_value=-2000, max_value=2000)
    dz = blocks.FloatBlock(label=_("Moved in z (mm)"), required=False, min_value=-2000, max_value=2000)
    drz = blocks.FloatBlock(label=_("Turned (degrees)"), required=False, min_value=-360, max_value=360)

    class Meta:
        icon = "arrow-right-full"
        label = _("A part is missing, moved or different")


class InputChangeBlock(blocks.StructBlock):
    input = NameBlock(label=_("Input"))
    on = blocks.BooleanBlock(label=_("It is on"), required=False)

    class Meta:
        icon = "radio-full"
        label = _("An input is on or off")


class ChangesBlock(blocks.StreamBlock):
    feeder = FeederChangeBlock()
    part = PartChangeBlock()
    input = InputChangeBlock()


class ScenarioBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120, search_index=False)
    hidden = blocks.BooleanBlock(
        label=_("Hidden"),
        required=False,
        help_text=_("Learners do not see it. A program that is handed in has to cope with it."),
    )
    cell = CellChooserBlock(
        label=_("In another cell"),
        required=False,
        help_text=_(
            "Where much is otherwise: a copy of the cell, changed. Leave it empty for the exercise's own."
        ),
    )
    changes = ChangesBlock(label=_("What is otherwise than in the cell"), required=False)


class WrongProgramBlock(blocks.StructBlock):
    program = ProgramBlock(label=_("Program"), rows=6)
    failure = blocks.ChoiceBlock(label=_("It must fail like this"), choices=FAILURES, search_index=False)

    class Meta:
        label_format = "{failure}: {program}"


class HintBlock(blocks.TextBlock):
    """One hint of a list, in which Wagtail gives a field no label of its own."""

    @cached_property
    def field(self) -> forms.CharField:
        attributes = {"rows": self.rows, "aria-label": self.label}
        return forms.CharField(widget=AdminAutoHeightTextInput(attrs=attributes), **self.field_options)

    def deconstruct(self) -> Any:
        # It is stored as any text: migrations need not know how it is typed.
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.TextBlock", args, kwargs


class RobotExerciseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    task = blocks.TextBlock(label=_("The task"), rows=4, help_text=_("What the robot has to do, in plain words."))
    cell = CellChooserBlock(label=_("Robot cell"))
    goals = GoalsBlock(label=_("Goals"), min_num=1, max_num=10, help_text=_("All of them have to be reached."))
    scenarios = blocks.ListBlock(
        ScenarioBlock(),
        label=_("Scenarios"),
        min_num=1,
        max_num=12,
        help_text=_("Situations that the program has to cope with. At least one must be visible."),
    )
    operations = blocks.MultipleChoiceBlock(
        label=_("Blocks that may be used"),
        choices=OPERATIONS,
        default=["moveJ", "moveL", "grip", "release", "wait"],
        search_index=False,
    )
    views = blocks.MultipleChoiceBlock(
        label=_("Ways to make a program"), choices=VIEWS, default=["blocks", "steps", "text"], search_index=False
    )
    hints = blocks.ListBlock(
        HintBlock(label=_("Hint"), rows=2), label=_("Hints, shown one by one"), min_num=0, default=[]
    )
    attempts = blocks.IntegerBlock(
        label=_("How often may it be handed in?"),
        min_value=0,
        max_value=100,
        default=0,
        help_text=_("0 is as often as one likes. Trying is free."),
    )
    start = ProgramBlock(label=_("Program to start from"), rows=6, required=False)
    solution = ProgramBlock(
        label=_("Your own solution"),
        rows=10,
        help_text=_("Learners never see it. It has to pass every scenario before the module can be published."),
    )
    wrong = blocks.ListBlock(
        WrongProgramBlock(),
        label=_("Programs that must fail"),
        min_num=0,
        max_num=10,
        default=[],
        help_text=_("Faults that learners make: with these you see that the exercise finds them."),
    )

    class Meta:
        icon = "cogs"
        label = _("Robot exercise")
        group = _("Practise")
        description = _("Learners program a robot in the browser; the server checks what they hand in.")
        template = "courses/blocks/robot_exercise.html"
        preview_template = "courses/authoring/robot_exercise_preview.html"
