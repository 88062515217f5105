"""What was approved and published: immutable copies that learners are enrolled in.

A version holds the facts once, and its texts and lessons per language. Lessons and blocks have the same
keys in every language, so that a learner may change language half-way.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Revision

from courses.blocks import LessonContentBlock, OutcomesBlock
from courses.models.facts import Participation, Topic
from lms.organisations.models import Fieldlab


class Change(models.TextChoices):
    MINOR = "minor", _("Small change: everybody moves along, nothing is lost")
    MAJOR = "major", _("Large change: learners finish theirs, the new one is offered")


class Submission(models.Model):
    """A module handed in for approval: the revisions of its pages in every language, pinned.

    `pinned` is a list of {page, revision}: the module's pages and its lessons, each lesson in the order of the
    module's own language.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    module_key = models.UUIDField(db_index=True)
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="submissions")
    task_state = models.OneToOneField(
        "wagtailcore.TaskState", models.SET_NULL, null=True, related_name="submission"
    )
    pinned = models.JSONField(default=list)
    # The robot cells of its exercises as they were when it was handed in, by their id.
    cells = models.JSONField(default=dict)
    change = models.CharField(
        _("what kind of change is this?"), max_length=10, choices=Change, default=Change.MINOR
    )
    change_note = models.CharField(
        _("what has changed?"), max_length=250, blank=True, help_text=_("Learners read this.")
    )
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    # When who may decide was told by e-mail, and since when somebody is busy doing so.
    reviewers_told_at = models.DateTimeField(null=True, editable=False)
    telling_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-submitted_at"]

    def __str__(self) -> str:
        return f"{self.module_key} @ {self.submitted_at:%Y-%m-%d %H:%M}"

    @property
    def revisions(self) -> dict[int, int]:
        """The pinned revision's id by page id."""
        return {pin["page"]: pin["revision"] for pin in self.pinned}

    def writers(self) -> set[int]:
        """The ids of all who had a hand in it: who submitted, and who saved what is new since the last version."""
        revisions = self.revisions
        published = (
            Submission.objects.filter(module_key=self.module_key, version__isnull=False)
            .exclude(pk=self.pk)
            .aggregate(at=models.Max("submitted_at"))["at"]
        )
        saved = Revision.page_revisions.filter(object_id__in=[str(page) for page in revisions])
        if published:
            saved = saved.filter(created_at__gt=published)
        rows = saved.values_list("object_id", "id", "user_id")
        by_hand = {user for page, revision, user in rows if user and revision <= revisions[int(page)]}
        return by_hand | {self.submitted_by_id}


class SubmissionMedia(models.Model):
    """That a module that waits for a decision uses an image or document: what is looked at is what is published.

    As a protecting foreign key, like VersionMedia; it is let go of once the module is decided on or taken back.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="media")
    image = models.ForeignKey("wagtailimages.Image", models.PROTECT, null=True, related_name="submissions")
    document = models.ForeignKey("wagtaildocs.Document", models.PROTECT, null=True, related_name="submissions")

    class Meta:
        verbose_name = _("module that was handed in")
        verbose_name_plural = _("modules that were handed in")
        constraints = [
            models.UniqueConstraint("submission", "image", name="submission_image_once"),
            models.UniqueConstraint("submission", "document", name="submission_document_once"),
            models.CheckConstraint(
                name="submission_media_is_one_file",
                condition=models.Q(image__isnull=True) ^ models.Q(document__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        state = self.submission.task_state
        return state.revision.object_str if state else str(self.submission)


class ModuleVersionQuerySet(models.QuerySet["ModuleVersion"]):
    def newest(self) -> ModuleVersionQuerySet:
        """The version of each module that is offered now."""
        return self.filter(superseded_at=None, withdrawn_at=None)


class ModuleVersion(models.Model):
    """One published version of a module; `rule` is what progress is computed from (progress_rules.Rule)."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    module_key = models.UUIDField(db_index=True)  # the ModulePage's translation_key
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="module_versions")
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    source_language = models.CharField(max_length=5)
    topic = models.CharField(max_length=20, choices=Topic)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    eqf_level = models.PositiveSmallIntegerField(null=True)
    level_not_applicable = models.CharField(max_length=200, blank=True)
    participation = models.CharField(max_length=20, choices=Participation)
    image = models.ForeignKey("wagtailimages.Image", models.PROTECT, null=True, related_name="+")
    contact_name = models.CharField(max_length=100, blank=True)
    contact_email = models.EmailField(blank=True)
    validity_months = models.PositiveSmallIntegerField(null=True)
    rule = models.JSONField()
    change = models.CharField(max_length=10, choices=Change)
    change_note = models.CharField(max_length=250, blank=True)
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="version")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ModuleVersionQuerySet.as_manager()

    class Meta:
        ordering = ["module_key", "-major", "-minor"]
        verbose_name = _("module version")
        constraints = [
            models.UniqueConstraint("module_key", "major", "minor", name="module_version_number"),
            models.UniqueConstraint(
                "module_key", name="module_one_newest_version", condition=models.Q(superseded_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module_key} {self.number}"

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def is_offered(self) -> bool:
        return self.superseded_at is None and self.withdrawn_at is None


class ModuleText(models.Model):
    """The texts of a module version in one language."""

    version = models.ForeignKey(ModuleVersion, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    page = models.ForeignKey("courses.ModulePage", models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=255)
    summary = models.TextField()
    description = models.TextField()
    prerequisites = models.TextField(blank=True)
    outcomes = StreamField(OutcomesBlock())

    class Meta:
        constraints = [models.UniqueConstraint("version", "language", name="module_text_language")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class LessonVersion(models.Model):
    """A lesson of a module version in one language; `key` is the LessonPage's translation_key."""

    version = models.ForeignKey(ModuleVersion, models.CASCADE, related_name="lessons")
    language = models.CharField(max_length=5)
    key = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=255)
    minutes = models.PositiveSmallIntegerField()
    content = StreamField(LessonContentBlock())

    class Meta:
        ordering = ["version", "language", "position"]
        constraints = [
            models.UniqueConstraint("version", "language", "key", name="lesson_version_language"),
            models.UniqueConstraint("version", "language", "position", name="lesson_version_position"),
        ]

    def __str__(self) -> str:
        return self.title


class VersionMedia(models.Model):
    """That a version uses an image or document: as a protecting foreign key, so that nothing can delete it."""

    version = models.ForeignKey(ModuleVersion, models.CASCADE, related_name="media")
    image = models.ForeignKey("wagtailimages.Image", models.PROTECT, null=True, related_name="versions")
    document = models.ForeignKey("wagtaildocs.Document", models.PROTECT, null=True, related_name="versions")

    class Meta:
        verbose_name = _("published module")
        verbose_name_plural = _("published modules")
        constraints = [
            models.UniqueConstraint("version", "image", name="version_image_once"),
            models.UniqueConstraint("version", "document", name="version_document_once"),
            models.CheckConstraint(
                name="version_media_is_one_file",
                condition=models.Q(image__isnull=True) ^ models.Q(document__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        text = self.version.texts.get(language=self.version.source_language)
        return f"{text.title} {self.version.number}"


def text_in(texts: list[ModuleText], language: str, source_language: str) -> ModuleText:
    """Pick the text in `language`, or else in the module's own language. `texts` is not empty."""
    by_language: dict[str, Any] = {text.language: text for text in texts}
    return by_language.get(language) or by_language[source_language]
