"""What the record store's screens learn from this app: whose statement it is, about which page, and if it counts.

Names and links are those that the participants page gives: of enrolments in modules of the fieldlabs where the
viewer is trainer or manager.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.models import Enrolment, LessonPage, LessonVersion, ModulePage, ModuleText, ModuleVersion
from courses.own_statements import ACTIVITIES
from lms.accounts.models import User
from lms.core.registry import SeenStatement, StatementFacts
from lms.lrs.statements import activity_id_of
from lms.organisations.models import Fieldlab
from lms.organisations.queries import written_fieldlabs

if TYPE_CHECKING:
    from wagtail.models import Page

MOST_PEOPLE = 20


def facts_of(viewer: User, statements: Sequence[SeenStatement]) -> dict[UUID, StatementFacts]:
    """What `viewer` may know of each statement, in the same number of queries for any number of them."""
    own = written_fieldlabs(viewer)
    registrations = {item.registration for item in statements if item.registration}
    actors = {pseudonym for item in statements if (pseudonym := _uuid(item.actor))}
    enrolments = list(
        Enrolment.objects.filter(
            Q(pk__in=registrations) | Q(user__pseudonym__in=actors), version__fieldlab__in=own
        ).select_related("user")
    )
    by_id = {enrolment.pk: enrolment for enrolment in enrolments}
    names = {str(enrolment.user.pseudonym): enrolment.user.name for enrolment in enrolments}
    known = set(Enrolment.objects.filter(pk__in=registrations).values_list("pk", flat=True))
    pages = pages_of(own, {key for item in statements if (key := _key_in(item.activity))})
    return {
        item.id: StatementFacts(
            person=names.get(item.actor, ""),
            links=tuple(_links(item, by_id, pages)),
            note=note_on(item, known),
        )
        for item in statements
    }


def note_on(statement: SeenStatement, known: set[UUID]) -> str:
    """Why a statement does not count for anybody's progress; empty where it does."""
    if statement.own and statement.registration is None:
        # Of a credential that no module gives: it is nobody's progress to begin with.
        return ""
    if statement.registration not in known:
        return _("It belongs to no enrolment, so it does not count for progress.")
    if not statement.own:
        return _("A program or machine sent it. For progress only what this site saw itself counts.")
    return ""


def learners_named(viewer: User, words: str) -> list[tuple[str, str]]:
    """Learners of the viewer's fieldlabs whose name holds `words`, or who proved this to be their e-mail address.

    (pseudonym, name) of at most 20. An address is found as a whole only, and of others than the own learners not.
    """
    followed = Enrolment.objects.filter(version__fieldlab__in=written_fieldlabs(viewer))
    proven = EmailAddress.objects.filter(email__iexact=words, verified=True)
    asked = Q(name__icontains=words) | Q(pk__in=proven.values("user"))
    people = User.objects.filter(asked, pk__in=followed.values("user")).order_by("name", "pk")
    return [(str(pseudonym), name) for pseudonym, name in people.values_list("pseudonym", "name")[:MOST_PEOPLE]]


def modules_to_choose(viewer: User) -> list[tuple[str, str]]:
    """The modules of the viewer's fieldlabs: (activity, title in the reader's language)."""
    texts = (
        ModuleText.objects.filter(version__superseded_at=None, version__fieldlab__in=written_fieldlabs(viewer))
        .annotate(rank=_rank("language"))
        .order_by("rank")
        .values_list("version__module_key", "title")
    )
    titles: dict[UUID, str] = {}
    for key, title in texts:
        titles.setdefault(key, title)
    return sorted(((activity_id_of(key), title) for key, title in titles.items()), key=lambda item: item[1])


def pages_of(own: QuerySet[Fieldlab], keys: Iterable[UUID]) -> dict[UUID, tuple[str, Page]]:
    """(what it is, the page in the reader's language) by key, of published modules and lessons of `own`."""
    wanted = set(keys)
    modules = ModuleVersion.objects.filter(module_key__in=wanted, fieldlab__in=own).values("module_key")
    lessons = LessonVersion.objects.filter(key__in=wanted, version__fieldlab__in=own).values("key")
    found: dict[UUID, tuple[str, Page]] = {}
    for kind, pages in (
        (_("Module"), ModulePage.objects.filter(translation_key__in=modules)),
        (_("Lesson"), LessonPage.objects.filter(translation_key__in=lessons)),
    ):
        for page in pages.annotate(rank=_rank("locale__language_code")).order_by("rank", "pk"):
            found.setdefault(page.translation_key, (kind, page))
    return found


def _links(
    item: SeenStatement, enrolments: dict[UUID, Enrolment], pages: dict[UUID, tuple[str, Page]]
) -> Iterable[tuple[str, str]]:
    enrolment = enrolments.get(item.registration) if item.registration else None
    if enrolment is not None:
        address = reverse("participant_answers", args=[enrolment.module_key, enrolment.pk])
        yield _("Participant: %(name)s") % {"name": enrolment.user.name}, address
    key = _key_in(item.activity)
    if key in pages:
        kind, page = pages[key]
        yield f"{kind}: {page.title}", reverse("wagtailadmin_pages:edit", args=[page.pk])


def _rank(field: str) -> Case:
    return Case(
        When(**{field: (get_language() or "")[:2]}, then=Value(0)), default=Value(1), output_field=IntegerField()
    )


def _key_in(activity: str) -> UUID | None:
    """The key of the lesson or module that an activity of this site is, or lies in."""
    return _uuid(activity.partition(ACTIVITIES)[2].partition("/")[0])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
