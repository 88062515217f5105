"""Where a colleague looks at a module that was handed in, as a learner will see it, and decides.

Outside the Wagtail admin: an outside approver has no business there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import TaskState

from courses.actions.approve_module import approve_module
from courses.actions.request_changes import request_changes
from courses.models import ModulePage, ModuleVersion, Submission
from courses.publishing.contents import rule_of
from courses.publishing.drafts import ModuleDraft, pinned_draft
from courses.publishing.exercises import exercise_problems
from courses.publishing.lesson_preview import OutlineEntry, in_full, show_lesson
from courses.publishing.rules import ModuleNotReady
from courses.rule_words import rule_in_words

if TYPE_CHECKING:
    from lms.accounts.models import User


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[
            ("approve", gettext_lazy("Approve: the module is published at once")),
            ("changes", gettext_lazy("Ask for changes: it goes back to the trainer")),
        ],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=gettext_lazy("What do you want to say to the trainer?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict[str, str]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "changes" and not cleaned.get("comment"):
            self.add_error("comment", _("Say what has to change."))
        return cleaned


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, submission_uuid: UUID) -> HttpResponse:
    """The module with its lessons in every language, what has changed, and the decision.

    Who wrote it reads the same, and can take it back.
    """
    if decided_before(request, submission_uuid):
        messages.info(
            request, _("A colleague, or you yourself, has decided on this module already, or it was taken back.")
        )
        return redirect("courses_reviews")
    submission, draft = waiting_for(request, submission_uuid)
    decides = may_decide(request, submission)
    if request.method == "POST" and not decides:
        raise Http404
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(submission, cast("User", request.user), **form.cleaned_data)
        except ModuleNotReady as refused:
            for problem in refused.problems:
                form.add_error(None, str(problem))
        except PermissionDenied:  # Decided since the page was opened, or sent twice: the next page says so.
            return redirect(request.path)
        else:
            messages.success(request, _("Your decision has been saved. The trainer gets a message."))
            return redirect("courses_reviews")
    source = draft.source
    context = {
        "submission": submission,
        "draft": draft,
        "module": source.module,
        "fieldlab": submission.fieldlab,
        "form": form if decides else None,
        "rule": rule_in_words(rule_of(source, source.module)),
        "previous": ModuleVersion.objects.filter(module_key=submission.module_key).first(),
        "languages": [
            (text, [(item, url_of(submission, item.pk)) for item in text.lessons]) for text in draft.texts
        ],
    }
    return render(request, "courses/authoring/review.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_lesson(request: HttpRequest, submission_uuid: UUID, page_id: int) -> HttpResponse:
    """One lesson exactly as it was handed in; sent, its robot exercises are run again first."""
    submission, draft = waiting_for(request, submission_uuid)
    if request.method == "POST":
        exercise_problems(draft)
        return redirect(request.path)
    sources = {item.translation_key: item for item in draft.source.lessons}
    for text in draft.texts:
        for lesson in text.lessons:
            if lesson.pk == page_id:
                outline = [
                    OutlineEntry(item.title, item.minutes, item.pk == page_id, url_of(submission, item.pk))
                    for item in text.lessons
                ]
                back = reverse("courses_review", args=[submission.uuid])
                exercises = in_full(lesson, sources.get(lesson.translation_key, lesson), draft.cells)
                return show_lesson(request, text.module, lesson, outline, exercises, back=back, may_check=True)
    raise Http404


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """All modules that wait for this person's decision."""
    return render(request, "courses/authoring/reviews.html", {"waiting": waiting(cast("User", request.user))})


def waiting(user: User) -> list[tuple[Submission, str]]:
    """Submissions that `user` may decide on, with the module's title, the oldest first."""
    states = TaskState.objects.reviewable_by(user)
    submissions = Submission.objects.filter(task_state__in=states).select_related(
        "fieldlab", "submitted_by", "task_state__revision"
    )
    return [
        (item, item.task_state.revision.object_str)
        for item in submissions.order_by("submitted_at")
        if item.task_state is not None
    ]


def decided_before(request: HttpRequest, submission_uuid: UUID) -> bool:
    """Whether this person could have seen it, but it was decided on already, or taken back."""
    submission = submission_with(submission_uuid)
    if submission.task_state is None or submission.task_state.status == TaskState.STATUS_IN_PROGRESS:
        return False
    return may_decide(request, submission) or may_write(request, submission)


def waiting_for(request: HttpRequest, submission_uuid: UUID) -> tuple[Submission, ModuleDraft]:
    """The submission, for who may decide on it or write it, as long as it waits; else Http404."""
    submission = submission_with(submission_uuid)
    waits = submission.task_state is not None and submission.task_state.status == TaskState.STATUS_IN_PROGRESS
    if not waits or not (may_decide(request, submission) or may_write(request, submission)):
        raise Http404
    return submission, pinned_draft(submission)


def submission_with(submission_uuid: UUID) -> Submission:
    submissions = Submission.objects.select_related("fieldlab", "submitted_by", "task_state__task")
    return get_object_or_404(submissions, uuid=submission_uuid)


def may_decide(request: HttpRequest, submission: Submission) -> bool:
    state = submission.task_state
    return state is not None and bool(state.task.specific.can_be_decided_by(request.user, submission))


def may_write(request: HttpRequest, submission: Submission) -> bool:
    page = ModulePage.objects.filter(translation_key=submission.module_key).order_by("pk").first()
    return page is not None and bool(page.permissions_for_user(request.user).can_edit())


def url_of(submission: Submission, page: int) -> str:
    return reverse("courses_review_lesson", args=[submission.uuid, page])


def _decide(submission: Submission, by: User, decision: str, comment: str) -> None:
    if decision == "approve":
        approve_module(submission=submission, by=by, comment=comment)
    else:
        request_changes(submission=submission, by=by, comment=comment)
