"""The modules that a trainer works on, each with where it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, Count, Exists, Func, OuterRef, QuerySet, Value
from django.db.models.functions import Length, Substr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node
from wagtail.models import WorkflowState, get_default_page_content_type

from courses.models import Enrolment, FieldlabPage, LessonPage, ModulePage, ModuleVersion
from lms.accounts.models import User
from lms.organisations.models import Fieldlab
from lms.organisations.queries import editable_fieldlabs, managed_fieldlabs

# Wagtail's tree gives each level this many characters of the path.
STEP = MP_Node.steplen


@dataclass(frozen=True)
class ModuleRow:
    page: ModulePage
    fieldlab: Fieldlab
    languages: tuple[str, ...]
    version: ModuleVersion | None
    status: str
    comment: str
    changed: bool
    participants: int
    manages: bool

    @property
    def status_text(self) -> str | Promise:
        return STATUS[self.status]

    @property
    def is_offered(self) -> bool:
        return self.version is not None and self.version.withdrawn_at is None


STATUS = {
    "draft": _("Draft"),
    "review": _("Waits for a colleague"),
    "changes": _("Changes were asked for"),
    "published": _("Published"),
    "withdrawn": _("Taken out of the catalogue"),
}


def modules_of(user: User) -> QuerySet[ModulePage]:
    """The pages, in their first language, of all modules of the fieldlabs where `user` writes."""
    fieldlabs = FieldlabPage.objects.filter(fieldlab__in=editable_fieldlabs(user))
    earlier = ModulePage.objects.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
    modules: QuerySet[ModulePage] = (
        ModulePage.objects.annotate(parent_path=parent_path())
        .filter(~Exists(earlier), parent_path__in=fieldlabs.values("path"))
        .select_related("locale")
        .order_by("title")
    )
    return modules


def parent_path() -> Func:
    return Substr("path", Value(1), Length("path") - STEP, output_field=CharField())


def module_rows(user: User, pages: list[ModulePage]) -> list[ModuleRow]:
    """`pages` with where they stand; the number of queries does not depend on how many there are."""
    keys = [page.translation_key for page in pages]
    fieldlabs = {
        page.path: page.fieldlab
        for page in FieldlabPage.objects.filter(path__in={page.path[:-STEP] for page in pages}).select_related(
            "fieldlab"
        )
    }
    managed = set(managed_fieldlabs(user).values_list("pk", flat=True))
    versions = {
        version.module_key: version
        for version in ModuleVersion.objects.filter(module_key__in=keys, superseded_at=None)
    }
    languages, states = languages_of(keys), states_of(pages)
    changed, participants = changed_modules(keys), participants_in(keys)
    return [
        ModuleRow(
            page=page,
            fieldlab=(fieldlab := fieldlabs[page.path[:-STEP]]),
            languages=tuple(languages[page.translation_key]),
            version=(version := versions.get(page.translation_key)),
            status=status_of(version, state := states.get(str(page.pk))),
            comment=state.current_task_state.comment if state and state.current_task_state else "",
            changed=page.translation_key in changed,
            participants=participants[page.translation_key],
            manages=user.is_superuser or fieldlab.pk in managed,
        )
        for page in pages
    ]


def languages_of(keys: list[UUID]) -> dict[UUID, list[str]]:
    languages: dict[UUID, list[str]] = {}
    translations = ModulePage.objects.filter(translation_key__in=keys).order_by("pk")
    for key, language in translations.values_list("translation_key", "locale__language_code"):
        languages.setdefault(key, []).append(language)
    return languages


def states_of(pages: list[ModulePage]) -> dict[str, WorkflowState]:
    """What waits or was sent back, by the page's number as text."""
    numbers = [str(page.pk) for page in pages]
    states = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type(), object_id__in=numbers
    )
    return {state.object_id: state for state in states.select_related("current_task_state")}


def participants_in(keys: list[UUID]) -> Counter[UUID]:
    current = Enrolment.objects.current().filter(module_key__in=keys).order_by()
    return Counter(dict(current.values_list("module_key").annotate(Count("pk"))))


def status_of(version: ModuleVersion | None, state: WorkflowState | None) -> str:
    if state is not None:
        return "review" if state.status == state.STATUS_IN_PROGRESS else "changes"
    if version is None:
        return "draft"
    return "withdrawn" if version.withdrawn_at else "published"


def changed_modules(keys: list[UUID]) -> set[UUID]:
    """The modules of which a page has been saved since it was published, in any language."""
    modules = ModulePage.objects.filter(translation_key__in=keys)
    paths = dict(modules.values_list("path", "translation_key"))
    lessons = (
        LessonPage.objects.annotate(parent_path=parent_path())
        .filter(parent_path__in=modules.values("path"), has_unpublished_changes=True)
        .values_list("parent_path", flat=True)
    )
    own = modules.filter(has_unpublished_changes=True).values_list("translation_key", flat=True)
    return set(own) | {paths[path] for path in lessons}
