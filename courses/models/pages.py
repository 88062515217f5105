"""The pages that people browse and trainers write: Home → Catalogue → Fieldlab → Module → Lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, Workflow
from wagtail.search import index
from wagtail.url_routing import RouteResult

from courses.blocks import LessonContentBlock, OutcomesBlock
from courses.models.facts import Participation, Topic
from courses.models.page_forms import ModulePageForm
from courses.models.permissions import FieldlabPagePermissions, LessonPagePermissions, ModulePagePermissions
from courses.models.pinnable import PinnablePage
from lms.organisations.models import Fieldlab
from lms.organisations.own_references import OwnReferencesPageForm

if TYPE_CHECKING:
    from courses.models.versions import ModuleVersionQuerySet
    from lms.accounts.models import User

# Wagtail's own panel for titles keeps the slug in step with it, and fails on a form without a slug.
TITLE_PANEL = FieldPanel(
    "title", heading=_("Title"), help_text=_("Short and clear: learners see it in lists and above the page.")
)


class HomePage(Page):
    """The front page of the network in one language."""

    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CataloguePage"]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    content_panels = [TITLE_PANEL, FieldPanel("introduction")]
    template = "courses/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.public.pages import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self, request)}


class CataloguePage(Page):
    """All modules of the network, with search and facets."""

    parent_page_types = ["courses.HomePage"]
    subpage_types = ["courses.FieldlabPage"]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    content_panels = [TITLE_PANEL]
    template = "courses/catalogue_page.html"

    class Meta:
        verbose_name = _("catalogue")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.public.pages import catalogue_context

        return {**super().get_context(request, *args, **kwargs), **catalogue_context(self, request)}


class FieldlabPage(Page):
    """A fieldlab's own page; the root of its page subtree in one language."""

    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="pages", editable=False)
    introduction = models.TextField(_("introduction"), blank=True)

    base_form_class = OwnReferencesPageForm
    parent_page_types = ["courses.CataloguePage"]
    subpage_types = ["courses.ModulePage"]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    content_panels = [TITLE_PANEL, FieldPanel("introduction")]
    template = "courses/fieldlab_page.html"

    class Meta:
        verbose_name = _("fieldlab page")

    def permissions_for_user(self, user: User) -> FieldlabPagePermissions:
        return FieldlabPagePermissions(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.public.pages import fieldlab_context

        return {**super().get_context(request, *args, **kwargs), **fieldlab_context(self, request)}


class ModulePage(PinnablePage):
    """What a trainer writes; what is enrolled in is a ModuleVersion made of it.

    The facts (hours, level, pass mark …) of the page in the module's first language hold for all languages.
    """

    summary = models.TextField(
        _("summary"), max_length=300, help_text=_("One or two sentences for the catalogue.")
    )
    description = models.TextField(
        _("description"),
        help_text=_("What do you learn, for whom is it, how does it go? Leave a blank line between paragraphs."),
    )
    outcomes = StreamField(OutcomesBlock(), verbose_name=_("learning outcomes"), blank=True)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic)
    hours = models.DecimalField(
        _("workload in hours"), max_digits=5, decimal_places=1, validators=[MinValueValidator(0.5)]
    )
    eqf_level = models.PositiveSmallIntegerField(
        _("level (EQF)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text=_("Your own indication. Leave it empty where a level does not apply, and say why."),
    )
    level_not_applicable = models.CharField(_("why no level applies"), max_length=200, blank=True)
    participation = models.CharField(
        _("form of participation"), max_length=20, choices=Participation, default=Participation.ONLINE
    )
    prerequisites = models.TextField(_("what you need to know before"), blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    contact_name = models.CharField(_("contact person"), max_length=100, blank=True)
    contact_email = models.EmailField(_("contact e-mail address"), blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark (%)"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts per question"), default=0, help_text=_("0 means: as often as you like.")
    )
    sessions = models.PositiveSmallIntegerField(
        _("sessions to attend"),
        default=0,
        validators=[MaxValueValidator(20)],
        help_text=_("At how many sessions must somebody be present? 0 means: none."),
    )
    validity_months = models.PositiveSmallIntegerField(
        _("months that the credential is valid"), null=True, blank=True, help_text=_("Empty: without end.")
    )

    base_form_class = ModulePageForm
    parent_page_types = ["courses.FieldlabPage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/module_page.html"
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.AutocompleteField("summary"),
        index.SearchField("description"),
        index.SearchField("outcomes"),
        index.FilterField("topic"),
        index.FilterField("participation"),
        index.FilterField("eqf_level"),
        index.FilterField("hours"),
    ]
    content_panels = [
        HelpPanel(template="courses/authoring/module_overview.html"),
        TITLE_PANEL,
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("outcomes"),
        MultiFieldPanel(
            [
                FieldPanel("topic"),
                FieldPanel("hours"),
                FieldPanel("eqf_level"),
                FieldPanel("level_not_applicable"),
                FieldPanel("participation"),
                FieldPanel("prerequisites"),
                FieldPanel("image"),
            ],
            _("Facts for the learner"),
        ),
        MultiFieldPanel([FieldPanel("contact_name"), FieldPanel("contact_email")], _("Contact")),
        MultiFieldPanel(
            [
                FieldPanel("pass_mark"),
                FieldPanel("attempts"),
                FieldPanel("sessions"),
                FieldPanel("validity_months"),
            ],
            _("When is the module complete?"),
        ),
    ]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def permissions_for_user(self, user: User) -> ModulePagePermissions:
        return ModulePagePermissions(user, self)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Also a module that was taken out of the catalogue answers, to say so."""
        if not path_components and not self.live and self.versions.exists():
            return RouteResult(self)
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from courses.public.modules import show_module

        return show_module(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from courses.public.modules import preview_module

        return preview_module(request, self)

    @property
    def module_key(self) -> UUID:
        return self.translation_key

    @property
    def fieldlab(self) -> Fieldlab:
        return FieldlabPage.objects.select_related("fieldlab").ancestor_of(self).get().fieldlab

    @property
    def source(self) -> ModulePage:
        """The page in the module's first language; its facts hold for all."""
        return ModulePage.objects.filter(translation_key=self.translation_key).order_by("pk")[0]

    @property
    def versions(self) -> ModuleVersionQuerySet:
        from courses.models.versions import ModuleVersion

        return ModuleVersion.objects.filter(module_key=self.translation_key)

    def is_in_review(self) -> bool:
        return bool(self.source.workflow_in_progress)


class LessonPage(PinnablePage):
    """A page of a module. It has no publish button of its own: the module is published as a whole."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    content = StreamField(LessonContentBlock(), verbose_name=_("content"), blank=True)

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    content_panels = [TITLE_PANEL, FieldPanel("minutes"), FieldPanel("content")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def permissions_for_user(self, user: User) -> LessonPagePermissions:
        return LessonPagePermissions(user, self)

    @property
    def module_key(self) -> UUID:
        return self.get_parent().translation_key

    def get_workflow(self) -> Workflow | None:
        """None of its own: the module is handed in as a whole."""
        return None

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lessons are read in the player, by who follows the module."""
        return redirect(self.get_parent().get_url(request))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the lesson as a learner sees it before answering."""
        from courses.publishing.lesson_preview import preview_lesson

        return preview_lesson(request, self)
