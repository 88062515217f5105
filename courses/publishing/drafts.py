"""A module as its trainers have it in hand: its pages and lessons in every language, at certain revisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from wagtail.models import Page, Revision

from courses.models import LessonPage, LessonVersion, ModulePage, ModuleVersion, RobotCell, Submission
from courses.structure import exercises_in
from lms.organisations.models import Fieldlab


@dataclass(frozen=True)
class LanguageDraft:
    """The module in one language; `lessons` are in the order of the module's own language."""

    language: str
    module: ModulePage
    lessons: tuple[LessonPage, ...]


@dataclass(frozen=True)
class ModuleDraft:
    """`texts` starts with the module's own language, of which the facts hold."""

    fieldlab: Fieldlab
    texts: tuple[LanguageDraft, ...]
    # The robot cells of its exercises by their id, as they are, or were when the module was handed in.
    cells: Mapping[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def source(self) -> LanguageDraft:
        return self.texts[0]

    @property
    def pages(self) -> list[Page]:
        """All pages, each module page before its lessons."""
        return [page for text in self.texts for page in (text.module, *text.lessons)]


@dataclass(frozen=True)
class RevisionsMissing(Exception):
    """A page that was handed in is gone."""

    pages: frozenset[int]


def latest_draft(module: ModulePage) -> ModuleDraft:
    """The newest saved state of all pages of `module` (any of its languages)."""
    texts = []
    for page in module_pages(module.translation_key):
        lessons = LessonPage.objects.child_of(page).filter(alias_of=None).select_related("locale").order_by("path")
        texts.append((page, list(lessons)))
    pages = [page for module_page, lessons in texts for page in (module_page, *lessons)]
    revisions = {page.pk: page.latest_revision_id for page in pages if page.latest_revision_id}
    draft = draft_of(module.fieldlab, texts, reader_of(revisions))
    return replace(draft, cells=cells_of(draft))


def pinned_draft(submission: Submission) -> ModuleDraft:
    """The state that was handed in. Raises RevisionsMissing where pages have been deleted since."""
    revisions = submission.revisions
    modules = [page for page in module_pages(submission.module_key) if page.pk in revisions]
    lessons = LessonPage.objects.select_related("locale").in_bulk(revisions)
    if missing := revisions.keys() - lessons.keys() - {page.pk for page in modules}:
        raise RevisionsMissing(frozenset(missing))
    in_order = [lessons[pin["page"]] for pin in submission.pinned if pin["page"] in lessons]
    texts = [(page, [lesson for lesson in in_order if lesson.is_child_of(page)]) for page in modules]
    draft = draft_of(submission.fieldlab, texts, reader_of(revisions))
    return replace(draft, cells={int(cell): data for cell, data in submission.cells.items()})


def cells_of(draft: ModuleDraft) -> dict[int, dict[str, Any]]:
    """The cells of the fieldlab's own library that the exercises of `draft` use, as they are now."""
    return own_cells(draft.source.lessons, draft.fieldlab)


def own_cells(lessons: Iterable[LessonPage], fieldlab: Fieldlab) -> dict[int, dict[str, Any]]:
    """The cells of the library of `fieldlab` that the exercises of `lessons` use, as they are now."""
    wanted = {
        cell
        for lesson in lessons
        for exercise in exercises_in(lesson.content.get_prep_value())
        for cell in exercise.cells
    }
    if not wanted:
        return {}
    own = RobotCell.objects.filter(pk__in=wanted, fieldlab=fieldlab)
    return dict(own.values_list("pk", "data"))


def module_pages(key: UUID) -> list[ModulePage]:
    """A module's pages, the first language first."""
    pages = ModulePage.objects.filter(translation_key=key, alias_of=None).select_related("locale")
    return list(pages.order_by("pk"))


def reader_of(revisions: dict[int, int]) -> Callable[[Page], Page]:
    """Return a function that gives a page as it was at its revision in `revisions` (page id to revision id)."""
    contents = dict(Revision.objects.filter(pk__in=revisions.values()).values_list("pk", "content"))
    if missing := {page for page, revision in revisions.items() if revision not in contents}:
        raise RevisionsMissing(frozenset(missing))

    def read(page: Page) -> Page:
        revision = revisions.get(page.pk)
        if revision is None:
            return page
        at_revision: Page = page.with_content_json(contents[revision])
        return at_revision

    return read


def draft_of(
    fieldlab: Fieldlab, texts: list[tuple[ModulePage, list[LessonPage]]], read: Callable[[Page], Page]
) -> ModuleDraft:
    """Put the pages together, the lessons of every language in the order of the first one."""
    order = {lesson.translation_key: place for place, lesson in enumerate(texts[0][1])}
    drafts = []
    for module, lessons in texts:
        ordered = sorted(lessons, key=lambda lesson: order.get(lesson.translation_key, len(order)))
        drafts.append(
            LanguageDraft(module.locale.language_code, read(module), tuple(read(lesson) for lesson in ordered))
        )
    return ModuleDraft(fieldlab, tuple(drafts))


def is_a_translation(page: ModulePage | LessonPage) -> bool:
    """Whether `page` is there in the module's first language too, and this is another one."""
    module = page if isinstance(page, ModulePage) else page.get_parent().specific
    if module.source.pk == module.pk:
        return False
    if isinstance(page, ModulePage):
        return True
    return LessonPage.objects.child_of(module.source).filter(translation_key=page.translation_key).exists()


def left_out(draft: ModuleDraft) -> list[LessonVersion]:
    """The lessons of the newest version that `draft` lacks, in each of its languages; in their order."""
    there = {(text.language, lesson.translation_key) for text in draft.texts for lesson in text.lessons}
    newest = ModuleVersion.objects.filter(
        module_key=draft.source.module.translation_key, superseded_at=None
    ).values("pk")
    lessons = LessonVersion.objects.filter(
        version__in=newest, language__in=[text.language for text in draft.texts]
    ).select_related("version")
    return [lesson for lesson in lessons.order_by("position") if (lesson.language, lesson.key) not in there]
