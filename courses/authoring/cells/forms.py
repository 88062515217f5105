"""The form of a robot cell: a form for robot, tool and zone, and a set of small forms per kind of thing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.authoring.cells.conversion import KINDS, Cell, cell_from, facts_of, rows_of
from courses.authoring.cells.words import problem_words
from courses.models import RobotCell
from courses.robotics import CellError, parse_cell

MODELS = [
    ("arm6", gettext_lazy("Arm with six joints, reach 850 mm")),
    ("scara", gettext_lazy("SCARA, four joints")),
]
SHAPES = [("box", gettext_lazy("Box")), ("cylinder", gettext_lazy("Cylinder"))]
SOLIDS = [
    ("table", gettext_lazy("Table")),
    ("fence", gettext_lazy("Fence")),
    ("post", gettext_lazy("Post")),
    ("machine", gettext_lazy("Machine")),
    ("box", gettext_lazy("Box")),
]
SENSORS = [
    ("presence", gettext_lazy("Sees whether a part is there")),
    ("colour", gettext_lazy("Sees the colour")),
]
CHANGE = re.compile(r"\s*(\d+(?:\.\d+)?)\s+(on|off)\s*")


def length(label: Any, *, required: bool = True, initial: float | None = None) -> forms.FloatField:
    return forms.FloatField(
        label=label, min_value=-3000, max_value=3000, required=required, initial=initial, localize=False
    )


def angle(label: Any, *, required: bool = False) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=-720, max_value=720, required=required, localize=False)


class NamesField(forms.CharField):
    """Names with commas between them, as a list."""

    def to_python(self, value: Any) -> Any:
        return [name.strip() for name in (super().to_python(value) or "").split(",") if name.strip()]


class JointsField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        texts = [text for text in re.split(r"[,;\s]+", super().to_python(value) or "") if text]
        try:
            return [float(text) for text in texts]
        except ValueError:
            raise forms.ValidationError(
                _("Write angles with commas between them, such as: 0, -90, 90, 0")
            ) from None


class ChangesField(forms.CharField):
    """When an input changes: “3 on, 5.5 off” as [[3.0, true], [5.5, false]]."""

    def to_python(self, value: Any) -> Any:
        found = []
        for text in filter(str.strip, (super().to_python(value) or "").split(",")):
            match = CHANGE.fullmatch(text)
            if match is None:
                raise forms.ValidationError(_("Write it like this: 3 on, 5.5 off"))
            found.append([float(match[1]), match[2] == "on"])
        return found


class ThingForm(forms.Form):
    """What every thing has: its id, by which programs call it, and what people call it."""

    id = forms.RegexField(
        label=gettext_lazy("Name in programs"),
        regex=r"^[^\W\d][\w-]{0,39}$",
        error_messages={"invalid": gettext_lazy("Letters, digits and _, and no digit first.")},
    )
    label_nl = forms.CharField(label=gettext_lazy("In Dutch"), max_length=60, required=False)
    label_en = forms.CharField(label=gettext_lazy("In English"), max_length=60, required=False)
    label_de = forms.CharField(label=gettext_lazy("In German"), max_length=60, required=False)


class PlacedForm(ThingForm):
    x = length("x")
    y = length("y")
    z = length("z", initial=0)
    rz = angle(gettext_lazy("turned"))


class SizedForm(PlacedForm):
    width = length(gettext_lazy("width (x), diameter"), initial=40)
    depth = length(gettext_lazy("depth (y)"), required=False, initial=40)
    height = length(gettext_lazy("height (z)"), initial=40)


class PointForm(ThingForm):
    x = length("x", required=False)
    y = length("y", required=False)
    z = length("z", required=False)
    rx = angle("rx")
    ry = angle("ry")
    rz = angle("rz")
    joints = JointsField(label=gettext_lazy("or the angle of each joint"), required=False)


class SolidForm(SizedForm):
    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=SOLIDS)
    shape = forms.ChoiceField(label=gettext_lazy("Shape"), choices=SHAPES)


class PartForm(SizedForm):
    colour = forms.SlugField(label=gettext_lazy("Colour"), max_length=40, initial="red")
    shape = forms.ChoiceField(label=gettext_lazy("Shape"), choices=SHAPES)


class FeederForm(SizedForm):
    parts = NamesField(label=gettext_lazy("Colours in order"), max_length=2000)
    interval = forms.FloatField(label=gettext_lazy("Seconds between parts"), min_value=0, max_value=60, initial=2)
    shape = forms.ChoiceField(label=gettext_lazy("Shape"), choices=SHAPES)


class BinForm(SizedForm):
    accepts = NamesField(label=gettext_lazy("Colours that belong in it"), max_length=400, required=False)


class PalletForm(PlacedForm):
    rows = forms.IntegerField(label=gettext_lazy("Rows (x)"), min_value=1, max_value=20, initial=2)
    columns = forms.IntegerField(label=gettext_lazy("Columns (y)"), min_value=1, max_value=20, initial=2)
    layers = forms.IntegerField(label=gettext_lazy("Layers"), min_value=1, max_value=20, initial=1)
    pitch_x = length(gettext_lazy("Distance in x"), initial=60)
    pitch_y = length(gettext_lazy("Distance in y"), initial=60)
    pitch_z = length(gettext_lazy("Distance in z"), initial=40)
    accepts = NamesField(label=gettext_lazy("Colours that belong on it"), max_length=400, required=False)


class SensorForm(SizedForm):
    kind = forms.ChoiceField(label=gettext_lazy("What does it see?"), choices=SENSORS)


class InputForm(ThingForm):
    value = forms.BooleanField(label=gettext_lazy("On at the start"), required=False)
    changes = ChangesField(label=gettext_lazy("Changes, such as: 3 on, 5.5 off"), max_length=2000, required=False)


class OutputForm(ThingForm):
    pass


TITLES: dict[str, tuple[type[ThingForm], Any, Any]] = {
    "points": (PointForm, gettext_lazy("Points"), gettext_lazy("Add a point")),
    "solids": (SolidForm, gettext_lazy("Tables, fences and machines"), gettext_lazy("Add a thing")),
    "parts": (PartForm, gettext_lazy("Parts"), gettext_lazy("Add a part")),
    "feeders": (FeederForm, gettext_lazy("Feeders"), gettext_lazy("Add a feeder")),
    "bins": (BinForm, gettext_lazy("Bins"), gettext_lazy("Add a bin")),
    "pallets": (PalletForm, gettext_lazy("Pallets"), gettext_lazy("Add a pallet")),
    "sensors": (SensorForm, gettext_lazy("Sensors"), gettext_lazy("Add a sensor")),
    "inputs": (InputForm, gettext_lazy("Inputs"), gettext_lazy("Add an input")),
    "outputs": (OutputForm, gettext_lazy("Outputs"), gettext_lazy("Add an output")),
}


class FactsForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    model = forms.ChoiceField(label=gettext_lazy("Robot"), choices=MODELS)
    base_x = length(gettext_lazy("Foot: x"), initial=0)
    base_y = length(gettext_lazy("Foot: y"), initial=0)
    base_z = length(gettext_lazy("Foot: z"), initial=0)
    base_rz = angle(gettext_lazy("Foot: turned"))
    tool_length = length(gettext_lazy("Gripper: length"), initial=150)
    tool_opening = length(gettext_lazy("Gripper: opening"), initial=60)
    home = forms.CharField(label=gettext_lazy("Home position: name of a point"), max_length=40)
    with_zone = forms.BooleanField(label=gettext_lazy("There is a zone with people"), required=False)
    zone_x = length(gettext_lazy("Zone: x"), required=False)
    zone_y = length(gettext_lazy("Zone: y"), required=False)
    zone_z = length(gettext_lazy("Zone: z"), required=False)
    zone_rz = angle(gettext_lazy("Zone: turned"))
    zone_width = length(gettext_lazy("Zone: width"), required=False)
    zone_depth = length(gettext_lazy("Zone: depth"), required=False)
    zone_height = length(gettext_lazy("Zone: height"), required=False)
    zone_limit = length(gettext_lazy("Zone: speed at most (mm/s)"), required=False)

    @property
    def robot(self) -> list[forms.BoundField]:
        return [field for field in self if "zone" not in field.name]

    @property
    def zone(self) -> list[forms.BoundField]:
        return [field for field in self if "zone" in field.name]


class CellForm:
    """All forms of a cell together; `cell` is the engine's cell once `is_valid` said yes."""

    def __init__(self, instance: RobotCell, data: Mapping[str, Any] | None = None) -> None:
        self.instance = instance
        self.before: Cell = instance.data
        self.cell: Cell = instance.data
        self.problems: list[str] = []
        facts = {"title": instance.title, **facts_of(self.before)}
        self.facts = FactsForm(data, initial=facts, prefix="cell")
        self.sets = {
            kind: forms.formset_factory(
                form, extra=0, can_delete=True, max_num=60, validate_max=True, absolute_max=80
            )(data, initial=rows_of(self.before, kind), prefix=kind)
            for kind, (form, _title, _add) in TITLES.items()
        }

    @property
    def sections(self) -> list[dict[str, Any]]:
        """What the page shows, kind by kind."""
        return [
            {"kind": kind, "title": TITLES[kind][1], "add": TITLES[kind][2], "forms": self.sets[kind]}
            for kind in KINDS
        ]

    def is_valid(self) -> bool:
        """Whether every field is right, and the engine takes the cell as a whole."""
        valid = [self.facts.is_valid(), *(formset.is_valid() for formset in self.sets.values())]
        if not all(valid):
            return False
        rows = {
            kind: [form.cleaned_data for form in formset if not form.cleaned_data.get("DELETE")]
            for kind, formset in self.sets.items()
        }
        self.cell = cell_from(self.before, self.facts.cleaned_data, rows)
        try:
            parse_cell(self.cell)
        except CellError as error:
            self.problems = [problem_words(problem, self.cell) for problem in error.problems]
        return not self.problems
