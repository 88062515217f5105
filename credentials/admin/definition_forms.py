"""The forms in which a fieldlab writes a micro-credential: they read and give a Content, actions save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid5

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from courses.models import ModuleVersion
from credentials.admin.definition_text_forms import OutcomeFormSet, TextsForm
from credentials.admin.definition_words import ICON_NAMES, SHAPE_NAMES
from credentials.award_rules import Rule
from credentials.definitions.drafts import version_title
from credentials.definitions.rules import EVIDENCE_NAMES
from credentials.formats.badge import ICONS, SHAPES
from credentials.formats.fields_of_study import field_name, fields_of_study
from credentials.formats.vocabulary import (
    LANGUAGES,
    NLQF_CODES,
    SUPERVISION_NAMES,
    AssessmentType,
    ParticipationForm,
    Supervision,
)
from credentials.models import Definition
from credentials.models.content import (
    AFTER_MONTHS,
    EQF,
    NEVER,
    NLQF,
    NO_LEVEL,
    UNTIL_RECERTIFIED,
    Content,
    Expiry,
    Level,
    Outcome,
    Texts,
)

MOST_MODULES = 8
TEXT_FIELDS = ("name", "description", "criteria", "prerequisites", "no_level_reason")
NOTHING = ("", "–")


class FactsForm(forms.Form):
    """Everything that is the same in every language; `base` is the revision that is being changed."""

    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    hours = forms.DecimalField(
        label=gettext_lazy("Workload in hours"), max_digits=5, decimal_places=1, min_value=0.5, required=False
    )
    ects = forms.DecimalField(
        label=gettext_lazy("ECTS credits"),
        help_text=gettext_lazy("Only where the operator said that the fieldlab may award them."),
        max_digits=4,
        decimal_places=1,
        min_value=0.1,
        required=False,
    )
    level_kind = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=[
            (EQF, gettext_lazy("EQF, our own indication")),
            (NLQF, gettext_lazy("Classified by NCP NLQF")),
            (NO_LEVEL, gettext_lazy("No level applies")),
        ],
    )
    eqf = forms.TypedChoiceField(
        label=gettext_lazy("EQF level"),
        choices=[NOTHING, *((str(level), str(level)) for level in range(1, 9))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    nlqf = forms.ChoiceField(
        label=gettext_lazy("NLQF level"), choices=[NOTHING, *((code, code) for code in NLQF_CODES)], required=False
    )
    until = forms.DateField(
        label=gettext_lazy("Classification holds until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    isced = forms.ChoiceField(label=gettext_lazy("Field of study (ISCED-F)"), required=False)
    tags = forms.CharField(
        label=gettext_lazy("Topics"),
        help_text=gettext_lazy("With a comma between them."),
        max_length=200,
        required=False,
    )
    human_code = forms.CharField(label=gettext_lazy("Code of your own"), max_length=50, required=False)
    assessments = forms.MultipleChoiceField(
        label=gettext_lazy("How it is assessed"), widget=forms.CheckboxSelectMultiple, required=False
    )
    participation = forms.ChoiceField(label=gettext_lazy("How people take part"), required=False)
    supervision = forms.ChoiceField(label=gettext_lazy("Who watches during the assessment"), required=False)
    identity_checked = forms.TypedChoiceField(
        label=gettext_lazy("Does somebody check who the person is?"),
        choices=[NOTHING, ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    evidence = forms.MultipleChoiceField(
        label=gettext_lazy("What proves it?"),
        choices=EVIDENCE_NAMES.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    minimum_score = forms.IntegerField(
        label=gettext_lazy("Lowest score (%)"),
        help_text=gettext_lazy("0: who passes the module passes."),
        min_value=0,
        max_value=100,
        required=False,
    )
    grade = forms.BooleanField(label=gettext_lazy("Show the score in the credential"), required=False)
    needed = forms.IntegerField(
        label=gettext_lazy("How many of them are needed?"), min_value=1, max_value=MOST_MODULES, required=False
    )
    approval = forms.BooleanField(
        label=gettext_lazy("It is a programme: a manager approves each award"),
        help_text=gettext_lazy("Otherwise it is awarded as soon as the last part is there."),
        required=False,
    )
    expiry = forms.ChoiceField(
        label=gettext_lazy("How long is it valid?"),
        choices=[
            (NEVER, gettext_lazy("Without end")),
            (AFTER_MONTHS, gettext_lazy("It ends after some months")),
            (UNTIL_RECERTIFIED, gettext_lazy("Until recertified: suspended when a refresher is overdue")),
        ],
    )
    months = forms.IntegerField(
        label=gettext_lazy("After how many months?"), min_value=1, max_value=240, required=False
    )
    refresher = forms.ChoiceField(label=gettext_lazy("Which module renews it?"), required=False)
    window_days = forms.IntegerField(
        label=gettext_lazy("From how many days before?"), min_value=1, max_value=3660, required=False
    )
    shape = forms.ChoiceField(label=gettext_lazy("Shape"), choices=[(key, SHAPE_NAMES[key]) for key in SHAPES])
    icon = forms.ChoiceField(label=gettext_lazy("Icon"), choices=[(key, ICON_NAMES[key]) for key in ICONS])
    picture = forms.FileField(
        label=gettext_lazy("Or a picture of your own"),
        help_text=gettext_lazy("A square PNG or SVG, at most 512 kB."),
        required=False,
    )
    drop_picture = forms.BooleanField(
        label=gettext_lazy("Use the drawn badge instead of the uploaded picture"), required=False
    )

    def __init__(self, *args: Any, versions: Mapping[str, ModuleVersion], several: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "en")[:2]
        titles = [(key, version_title(version, language)) for key, version in versions.items()]
        self.choices("isced", [(code, f"{code} {field_name(code, language)}") for code in fields_of_study()])
        self.choices(
            "assessments", [(item.name, item.value.name(language)) for item in AssessmentType], empty=False
        )
        self.choices("participation", [(item.name, item.value.name(language)) for item in ParticipationForm])
        self.choices("supervision", [(item.name, SUPERVISION_NAMES[item][language]) for item in Supervision])
        self.choices("refresher", titles)
        self.module_names = [f"module_{number}" for number in range(1, MOST_MODULES + 1)] if several else []
        for number, name in enumerate(self.module_names, start=1):
            self.fields[name] = forms.ChoiceField(
                label=_("Module %(number)d") % {"number": number}, choices=[NOTHING, *titles], required=False
            )
        if not several:
            del self.fields["needed"], self.fields["approval"]
        else:
            del self.fields["evidence"]

    def choices(self, name: str, choices: list[tuple[str, str]], *, empty: bool = True) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [NOTHING, *choices] if empty else choices


class DefinitionForm:
    """All parts together: bound where `data` is given, else filled from `content`."""

    def __init__(
        self,
        definition: Definition,
        content: Content,
        versions: Mapping[str, ModuleVersion],
        data: Any = None,
        files: Any = None,
        *,
        base: int | None = None,
    ) -> None:
        self.definition, self.content, self.several = definition, content, definition.module_key is None
        initial = facts_of_content(content) | {"base": base}
        self.facts = FactsForm(data, files, initial=initial, versions=versions, several=self.several)
        self.texts = {
            language: TextsForm(
                data, prefix=language, initial=vars(content.texts[language]) if language in content.texts else {}
            )
            for language in LANGUAGES
        }
        for language, part in self.texts.items():
            for field in part.fields.values():
                field.widget.attrs["lang"] = language
        rows = [{"id": item.id, "skill": item.skill, **item.texts} for item in content.outcomes]
        self.outcomes = OutcomeFormSet(data, prefix="outcome", initial=rows)

    def is_valid(self) -> bool:
        parts: list[Any] = [self.facts, *self.texts.values(), self.outcomes]
        # All of them, so that each says what is wrong.
        answers = [part.is_valid() for part in parts]
        return all(answers)

    @property
    def base(self) -> int:
        """The revision that was being changed, once the form is valid."""
        return self.facts.cleaned_data["base"] or 0

    def cleaned(self) -> Content:
        """What was filled in; the picture is for the caller."""
        data = self.facts.cleaned_data
        modules = [data[name] for name in self.facts.module_names if data[name]] or list(self.content.rule.modules)
        badge = {**self.content.badge, "shape": data["shape"], "icon": data["icon"]}
        if data["drop_picture"]:
            badge.pop("upload", None)
        texts = {
            language: Texts(**{name: part.cleaned_data[name].replace("\r\n", "\n") for name in TEXT_FIELDS})
            for language, part in self.texts.items()
            if any(part.cleaned_data[name] for name in TEXT_FIELDS)
        }
        return Content(
            texts=texts,
            rule=Rule(
                tuple(dict.fromkeys(modules)),
                data.get("needed") or len(set(modules)),
                data["minimum_score"] or 0,
                tuple(data.get("evidence", ())),
            ),
            outcomes=tuple(self._outcomes()),
            hours=data["hours"],
            ects=data["ects"],
            level=Level(data["level_kind"], data["eqf"], data["nlqf"], data["until"]),
            assessments=tuple(data["assessments"]),
            participation=data["participation"],
            supervision=data["supervision"],
            identity_checked=data["identity_checked"],
            isced=data["isced"],
            tags=tuple(tag.strip() for tag in data["tags"].split(",") if tag.strip()),
            human_code=data["human_code"],
            grade=data["grade"],
            badge=badge,
            expiry=Expiry(data["expiry"], data["months"], data["refresher"], data["window_days"] or 90),
            approval=bool(data.get("approval")),
        )

    def _outcomes(self) -> list[Outcome]:
        found = []
        for position, form in enumerate(self.outcomes):
            row = form.cleaned_data
            texts = {language: row[language] for language in LANGUAGES if row.get(language)}
            if texts or row.get("skill"):
                # Of a new one the same each time that the same form is sent.
                new = uuid5(self.definition.uuid, f"{position} {texts}")
                found.append(Outcome(row.get("id") or str(new), texts, row.get("skill") or ""))
        return found


def facts_of_content(content: Content) -> dict[str, Any]:
    """What the form of facts starts with."""
    checked = {True: "yes", False: "no", None: ""}[content.identity_checked]
    modules = {f"module_{number}": key for number, key in enumerate(content.rule.modules, start=1)}
    return modules | {
        "hours": content.hours,
        "ects": content.ects,
        "level_kind": content.level.kind,
        "eqf": content.level.eqf,
        "nlqf": content.level.nlqf,
        "until": content.level.until,
        "isced": content.isced,
        "tags": ", ".join(content.tags),
        "human_code": content.human_code,
        "assessments": content.assessments,
        "participation": content.participation,
        "supervision": content.supervision,
        "identity_checked": checked,
        "evidence": content.rule.evidence,
        "minimum_score": content.rule.minimum_score,
        "grade": content.grade,
        "needed": content.rule.needed,
        "approval": content.approval,
        "expiry": content.expiry.kind,
        "months": content.expiry.months,
        "refresher": content.expiry.refresher,
        "window_days": content.expiry.window_days,
        "shape": content.badge.get("shape"),
        "icon": content.badge.get("icon"),
    }
