"""The filters of the statement browser: those of the API, in words that people use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lms.core.registry import activity_choices, learners_by_name
from lms.lrs.content.relations import activity_key, agent_key, verb_key
from lms.lrs.formats import is_iri, is_uuid
from lms.lrs.models import RecordStoreKey, Statement
from lms.lrs.queries import unvoided, voided
from lms.lrs.reading.browsing import agent_in
from lms.lrs.reading.filters import StatementFilter
from lms.lrs.reading.search import Narrow
from lms.lrs.statements import actor_of
from lms.lrs.vocabulary import VERBS
from lms.organisations.models import Fieldlab

if TYPE_CHECKING:
    from lms.accounts.models import User

SITE = "site"
FOLDED = ("since", "until", "standing", "activity", "registration", "related")
STANDINGS: dict[str, Narrow] = {"": unvoided, "voided": voided, "all": lambda statements: statements}


@dataclass(frozen=True)
class Wanted:
    """What the form asks for. `people`: several have the name that was given, and one must be chosen."""

    filter: StatementFilter
    narrow: Narrow
    people: tuple[tuple[str, str], ...] = ()
    nobody: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is something to look for at all."""
        return not self.people and not self.nobody


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class StatementForm(forms.Form):
    """Given by GET, so that a look can be kept as a bookmark."""

    who = forms.CharField(
        label=gettext_lazy("Who"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("A name, an e-mail address or a code."),
    )
    verb = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    module = forms.ChoiceField(label=gettext_lazy("Module"), required=False)
    since = forms.DateTimeField(label=gettext_lazy("From"), required=False, widget=MomentInput)
    until = forms.DateTimeField(label=gettext_lazy("Until"), required=False, widget=MomentInput)
    client = forms.ChoiceField(label=gettext_lazy("Sent by"), required=False)
    fieldlab = forms.ChoiceField(label=gettext_lazy("Fieldlab"), required=False)
    standing = forms.ChoiceField(label=gettext_lazy("Withdrawn"), required=False)
    activity = forms.CharField(
        label=gettext_lazy("Activity"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("The address of a lesson, question or machine, as it stands in the code."),
    )
    registration = forms.CharField(
        label=gettext_lazy("Enrolment"), required=False, max_length=40, help_text=gettext_lazy("Its code.")
    )
    related = forms.BooleanField(
        label=gettext_lazy("Also where the person or activity is named in passing"), required=False
    )

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        viewer: User,
        fieldlabs: Sequence[Fieldlab],
        keys: Sequence[RecordStoreKey],
        is_shown: bool = True,
    ) -> None:
        """`is_shown`: with everything that there is to choose from; without only to be read."""
        super().__init__(data, auto_id="filter-%s")
        self.viewer = viewer
        language = (get_language() or "en")[:2]
        everything = ("", _("All"))
        verbs = sorted((verb.display.get(language, iri), iri) for iri, verb in VERBS.items())
        asked = data.get("verb", "")
        others = [] if not asked or asked in VERBS or not is_iri(asked) else [(asked, asked)]
        modules = [(data["module"], "")] if is_iri(data.get("module")) else []
        if is_shown:
            modules = [item for answer in activity_choices.run(viewer).values() for item in answer]
        self._choices("verb", [everything, *((iri, words) for words, iri in verbs), *others])
        self._choices("module", [everything, *modules])
        self._choices("client", [everything, (SITE, _("This site")), *((str(key.uuid), str(key)) for key in keys)])
        self._choices("fieldlab", [everything, *((lab.slug, lab.name) for lab in fieldlabs)])
        self._choices(
            "standing", [("", _("Leave out")), ("voided", _("Only withdrawn")), ("all", _("Show as well"))]
        )
        if not modules:
            del self.fields["module"]
        if len(fieldlabs) < 2:
            del self.fields["fieldlab"]
        self.keys = {str(key.uuid): key for key in keys}
        self.fieldlabs = {lab.slug: lab for lab in fieldlabs}

    def _choices(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_registration(self) -> str:
        text: str = self.cleaned_data["registration"].strip()
        if text and not is_uuid(text):
            raise ValidationError(_("This is not the code of an enrolment."))
        return text

    def clean_activity(self) -> str:
        text: str = self.cleaned_data["activity"].strip()
        if text and not is_iri(text):
            raise ValidationError(_("This is not an address: it starts with https:// or the like."))
        return text

    def clean_who(self) -> str:
        text: str = self.cleaned_data["who"].strip()
        if text.startswith("{") and agent_in(text) is None:
            raise ValidationError(_("This is not an agent as the standard writes it."))
        return text

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in self.cleaned_data.items())

    @property
    def uses_details(self) -> bool:
        """Whether one of the fields is in use that are folded away."""
        return any(self.data.get(name) for name in FOLDED)

    def narrowed(self, statements: QuerySet[Statement]) -> QuerySet[Statement]:
        """Those of one client and fieldlab, where asked for."""
        client, slug = self.cleaned_data["client"], self.cleaned_data.get("fieldlab", "")
        if slug:
            statements = statements.filter(tenant=self.fieldlabs[slug])
        if client == SITE:
            return statements.filter(record_store_key=None)
        return statements.filter(record_store_key=self.keys[client]) if client else statements

    def wanted(self) -> Wanted:
        """Read the form; it must be valid."""
        data = self.cleaned_data
        agent, people, nobody = self._people()
        activity = data["activity"] or data.get("module", "")
        found = StatementFilter(
            agent=agent,
            verb=verb_key(data["verb"]) if data["verb"] else None,
            activity=activity_key(activity) if activity else None,
            registration=UUID(data["registration"]) if data["registration"] else None,
            related_agents=data["related"],
            # A module is what its lessons and questions lie in.
            related_activities=data["related"] or not data["activity"],
            since=data["since"],
            until=data["until"],
        )
        return Wanted(found, STANDINGS[data["standing"]], people, nobody)

    def _people(self) -> tuple[bytes | None, tuple[tuple[str, str], ...], bool]:
        """The one who is meant; or those who may be; or whether there is nobody by this name."""
        text = self.cleaned_data["who"]
        if not text:
            return None, (), False
        agent = agent_in(text)
        # An own learner's statements name no address; "mailto:" before it asks for those that do.
        may_be_own = agent is None or (set(agent) == {"mbox"} and not text.startswith(("{", "mailto:")))
        found = learners_by_name.run(self.viewer, text).values() if may_be_own else []
        people = [person for answer in found for person in answer]
        if len(people) == 1:
            return agent_key(actor_of(people[0][0])), (), False
        if agent is not None and not people:
            return agent_key(agent), (), False
        return None, tuple(people), not people
