"""What this app adds to the Wagtail admin, and what it takes away to keep it plain."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem, PageLockedMenuItem, SaveDraftMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from courses.actions.renew_identifiers import renew_identifiers
from courses.authoring import (
    deleting,
    exercise_checks,
    module_views,
    participant_answers,
    participants,
    program_editor,
)
from courses.authoring.cells import views as cell_views
from courses.authoring.cells.chooser import RobotCellChooserViewSet, robot_cell_chooser
from courses.authoring.home import WaitingPanel
from courses.authoring.sessions import views as session_views
from courses.document_access import may_open
from courses.models import LessonPage, ModulePage
from courses.public.page_links import PageLinks
from courses.structure import exercises_in
from lms.organisations.admin_guard import allow, roles
from lms.organisations.models import Role

WRITERS = roles(Role.TRAINER, Role.MANAGER)
# Wagtail's menus that a trainer has no use for.
NOT_FOR_TRAINERS = {"explorer", "reports", "help", "snippets", "redirects", "forms"}

allow("participants", "participant_answers", "question_figures", check=WRITERS)
allow("courses_restore_lesson", "courses_check_exercises", check=WRITERS)
allow("courses_robot_cells", "courses_robot_cell_copy", "courses_robot_cell", check=WRITERS)
allow("courses_robot_cell_drawing", "courses_robot_cell_again", "courses_robot_cell_delete", check=WRITERS)
allow("courses_program_editor", "courses_program_text", check=WRITERS)
allow(*(f"robot_cell_chooser:{view}" for view in ("choose", "choose_results", "chosen")), check=WRITERS)
allow("courses_sessions", "courses_session_plan", "courses_session", "courses_session_cancel", check=WRITERS)
allow("courses_modules", "courses_hand_in", "courses_take_back", "courses_withdraw", check=WRITERS)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        *participants.urlpatterns,
        *cell_views.urlpatterns,
        *exercise_checks.urlpatterns,
        *program_editor.urlpatterns,
        *session_views.urlpatterns,
        *participant_answers.urlpatterns,
        path("modules/", module_views.module_list, name="courses_modules"),
        path("modules/<int:page_id>/hand-in/", module_views.hand_in, name="courses_hand_in"),
        path("modules/<int:page_id>/take-back/", module_views.take_back, name="courses_take_back"),
        path("modules/<int:page_id>/withdraw/", module_views.withdraw, name="courses_withdraw"),
        path(
            "modules/<int:page_id>/restore/<uuid:lesson_key>/",
            deleting.restore,
            name="courses_restore_lesson",
        ),
    ]


@hooks.register("register_rich_text_features", order=1000)
def register_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(PageLinks)


@hooks.register("register_admin_menu_item")
def register_modules_menu_item() -> MenuItem:
    return MenuItem(
        _("Modules"), reverse("courses_modules"), name="modules", icon_name="doc-full-inverse", order=50
    )


@hooks.register("register_admin_viewset")
def register_robot_cell_chooser() -> RobotCellChooserViewSet:
    return robot_cell_chooser


class WritersMenuItem(MenuItem):
    """For who writes: operators have no modules of their own."""

    def is_shown(self, request: HttpRequest) -> bool:
        return WRITERS(request, {})


@hooks.register("register_admin_menu_item")
def register_robot_cells_menu_item() -> MenuItem:
    return WritersMenuItem(
        _("Robot cells"), reverse("courses_robot_cells"), name="robot-cells", icon_name="cogs", order=55
    )


@hooks.register("register_admin_menu_item")
def register_sessions_menu_item() -> MenuItem:
    return WritersMenuItem(
        _("Sessions"), reverse("courses_sessions"), name="sessions", icon_name="calendar-alt", order=52
    )


@hooks.register("construct_main_menu", order=1000)
def keep_the_menu_plain(request: HttpRequest, items: list[MenuItem]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in NOT_FOR_TRAINERS]


@hooks.register("construct_homepage_panels", order=1000)
def show_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [WaitingPanel(request.user)]


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    sheets = [(static(f"themes/css/{name}.css"),) for name in ("admin", "robot/plan")]
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


class HandInMenuItem(ActionMenuItem):
    """Leads to the page where the module as a whole is handed in; save first."""

    name = "action-hand-in"
    label = _("Hand in the module…")
    icon_name = "check"
    order = 20

    def get_url(self, parent_context: dict[str, Any]) -> str:
        page = parent_context["page"]
        module = page if isinstance(page, ModulePage) else page.get_parent()
        return reverse("courses_hand_in", args=[module.pk])


class CheckExercisesMenuItem(ActionMenuItem):
    """Runs what publishing runs, on the lesson as it was last saved."""

    name = "action-check-exercises"
    label = _("Check the robot exercises")
    icon_name = "cogs"
    order = 15

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("courses_check_exercises", args=[parent_context["page"].pk])


@hooks.register("construct_page_action_menu", order=1000)
def lead_to_handing_in(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Modules and lessons: save, or hand in the module. Deciding is done on the review page."""
    page = context.get("page")
    if context["view"] == "create":
        items[:] = [item for item in items if isinstance(item, SaveDraftMenuItem)]
    elif isinstance(page, ModulePage | LessonPage):
        items[:] = [item for item in items if isinstance(item, SaveDraftMenuItem | PageLockedMenuItem)]
        items.append(HandInMenuItem())
        if isinstance(page, LessonPage) and exercises_in(page.content.get_prep_value()):
            items.append(CheckExercisesMenuItem())


@hooks.register("before_create_page")
def refuse_handing_in_at_once(request: HttpRequest, parent: Any, page_class: type[Any]) -> None:
    """Wagtail asks the parent only whether a new page may be submitted."""
    if issubclass(page_class, ModulePage | LessonPage) and "action-submit" in request.POST:
        raise PermissionDenied


@hooks.register("before_delete_page")
def ask_about_all_languages(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Deleting a module or a lesson has a page of our own, which says what goes and what stays."""
    return deleting.delete(request, page) if isinstance(page, ModulePage | LessonPage) else None


@hooks.register("before_bulk_action")
def delete_one_at_a_time(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Ticked in a list, lessons would go without their other languages."""
    ours = (ModulePage, LessonPage)
    if action_type != "delete" or not any(getattr(item, "specific_class", None) in ours for item in objects):
        return None
    messages.error(request, _("Delete modules and lessons one at a time: then you see what goes with them."))
    return redirect(action.next_url)


@hooks.register("after_copy_page")
def give_a_copied_lesson_its_own_ids(request: HttpRequest, page: Page, copy: Page) -> None:
    """A module that is copied as a whole keeps them: there they are still unique."""
    if isinstance(copy, LessonPage) and copy.alias_of_id is None:
        renew_identifiers(lesson=copy, by=request.user)


@hooks.register("after_convert_alias_page")
def give_a_former_alias_its_own_ids(request: HttpRequest, page: Page) -> None:
    if isinstance(page, LessonPage):
        renew_identifiers(lesson=LessonPage.objects.get(pk=page.pk), by=request.user)


@hooks.register("before_serve_document")
def keep_documents_to_their_readers(document: Document, request: HttpRequest) -> None:
    """Wagtail gives any document to whoever knows its number and name."""
    if not may_open(request.user, document):
        raise Http404
