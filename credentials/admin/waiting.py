"""Who completed a module and has no credential yet: seen by managers and the operator, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from courses.models import Completion, ModulePage, ModuleText
from courses.models.versions import text_in
from courses.queries import texts_of
from credentials.award_rules import HELD
from credentials.awarding.obstacles import Obstacle, obstacles_of
from credentials.queries import completions_without_credential, refused_completions
from lms.accounts.models import User
from lms.core.registry import WaitingItem
from lms.organisations.permissions import is_operator
from lms.organisations.queries import overseen_fieldlabs

ROWS_A_PAGE = 25
# Made in seconds, or by the next sweep: what is older than this waits for somebody.
TAKES = timedelta(minutes=10)


@dataclass(frozen=True)
class Row:
    """A completion without a credential; no `obstacle` where only its turn has not come."""

    completion: Completion
    title: str
    obstacle: Obstacle | None
    fieldlab_address: str
    module_address: str


def waiting_credentials(user: User) -> QuerySet[Completion]:
    """Completions of the fieldlabs that `user` manages (the operator: of all) whose credential is overdue."""
    overdue = completions_without_credential().filter(completed_at__lt=timezone.now() - TAKES)
    return overdue.filter(fieldlab__in=overseen_fieldlabs(user))


def listed_completions(user: User) -> QuerySet[Completion]:
    """Those that wait, the oldest first, and after them those that did not earn the credential, the newest first.

    Who has the credential by another completion is left out.
    """
    refused = refused_completions().exclude(award_refusal__lacking=[HELD])
    refused = refused.filter(fieldlab__in=overseen_fieldlabs(user))
    either = Q(pk__in=waiting_credentials(user).values("pk")) | Q(pk__in=refused.values("pk"))
    judged = F("award_refusal__judged_at").desc(nulls_first=True)
    return Completion.objects.filter(either).order_by(judged, "completed_at", "pk")


def waiting_item(user: User) -> WaitingItem | None:
    """The line on the first page of the admin; nothing where nobody waits, or for who manages nothing.

    Who did not earn the credential waits for nobody: they stand on the list only.
    """
    count = waiting_credentials(user).count()
    if not count:
        return None
    sentence = ngettext(
        "%(count)d worker completed a module and has no credential yet.",
        "%(count)d workers completed a module and have no credential yet.",
        count,
    )
    return WaitingItem(sentence % {"count": count}, reverse("credentials_admin:waiting"))


def waiting_list(request: HttpRequest) -> HttpResponse:
    """The completions, each with why there is no credential and what to do."""
    user: User = request.user
    found = listed_completions(user).select_related("enrolment__user", "version__fieldlab")
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("p"))
    context = {"page_obj": page, "rows": rows_of(list(page), user)}
    return render(request, "credentials/admin/waiting.html", context)


def rows_of(completions: list[Completion], user: User) -> list[Row]:
    obstacles = obstacles_of(completions)
    texts: dict[int, list[ModuleText]] = {}
    for text in texts_of([completion.version_id for completion in completions]):
        texts.setdefault(text.version_id, []).append(text)
    keys = [completion.version.module_key for completion in completions]
    pages = dict(
        ModulePage.objects.filter(translation_key__in=keys).order_by("-pk").values_list("translation_key", "pk")
    )
    edit = "fieldlabs:edit" if is_operator(user) else "own_fieldlab:edit"
    rows = []
    for completion in completions:
        version, obstacle = completion.version, obstacles.get(completion.pk)
        language = completion.enrolment.language
        page = pages.get(version.module_key)
        of_module = obstacle is not None and obstacle.module and page and not is_operator(user)
        rows.append(
            Row(
                completion=completion,
                title=text_in(texts[version.pk], language, version.source_language).title,
                obstacle=obstacle,
                fieldlab_address=reverse(edit, args=[version.fieldlab_id])
                if obstacle and obstacle.fieldlab
                else "",
                module_address=reverse("wagtailadmin_pages:edit", args=[page]) if of_module else "",
            )
        )
    return rows
