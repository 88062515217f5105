"""Changes to a module, with the gaps that an editor's form would refuse, and what is said of them."""

from copy import deepcopy

from django.utils import translation

from courses.models import LessonPage, ModulePage
from courses.publishing.drafts import latest_draft
from courses.publishing.rules import problems_of


def in_language(module: ModulePage, language: str) -> ModulePage:
    return ModulePage.objects.get(translation_key=module.translation_key, locale__language_code=language)


def lesson_of(module: ModulePage, number: int = 1) -> LessonPage:
    return LessonPage.objects.child_of(module).order_by("path")[number - 1]


def change_content(lesson: LessonPage, author, change) -> None:
    content = deepcopy(lesson.get_latest_revision_as_object().content.get_prep_value())
    change(content)
    save_with_gaps(lesson, author, content=content)


def save_with_gaps(page, author, **values) -> None:
    """As the editor saves a draft: what is required may be missing."""
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=author, clean=False)


def messages_of(module: ModulePage) -> list[str]:
    # A request before this may have left its own language behind.
    with translation.override("en"):
        return [str(problem) for problem in problems_of(latest_draft(module))]


OTHER_SHAPE = "Lesson l1: This lesson has other questions, answers, exercises, criteria or videos than “Les l1”."
