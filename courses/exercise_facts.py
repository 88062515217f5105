"""How learners do at robot exercises, for who teaches and assesses them: where they are stuck, whose is the same.

That several handed in the same program is shown, not judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.exercises.words import failure_label
from courses.models import Enrolment, LessonVersion, RobotAttempt
from courses.structure import exercises_in

# Per enrolment and block how many others handed in the same program.
Same = dict[tuple[UUID, str], int]


@dataclass(frozen=True)
class ExerciseFact:
    """One exercise of one learner; `failure` says how the last program failed, `same` how many have it too."""

    title: str
    done: bool
    attempts: int
    failure: str
    same: int

    @property
    def words(self) -> str:
        if self.done:
            return ngettext("Passed at once", "Passed after %(count)d attempts", self.attempts) % {
                "count": self.attempts
            }
        if not self.attempts:
            return _("Not handed in yet")
        words = ngettext("%(count)d attempt, not passed", "%(count)d attempts, not passed", self.attempts)
        return words % {"count": self.attempts}

    @property
    def same_words(self) -> str:
        if not self.same:
            return ""
        return ngettext(
            "The same program as %(count)d other", "The same program as %(count)d others", self.same
        ) % {"count": self.same}


def facts_of(enrolment: Enrolment, lessons: Iterable[LessonVersion], same: Same) -> list[ExerciseFact]:
    """The exercises of an enrolment in order; `lessons` hold their titles, in the reader's language last."""
    titles = {
        (str(lesson.key), exercise.id): exercise.title
        for lesson in lessons
        for exercise in exercises_in(lesson.content.raw_data)
    }
    return [
        ExerciseFact(
            title=titles.get((condition["detail"]["lesson"], condition["id"]), _("Robot exercise")),
            done=condition["done"],
            attempts=condition["detail"]["attempts"],
            failure=failure_label(code) if (code := condition["detail"].get("failure")) else "",
            same=same.get((enrolment.pk, condition["id"]), 0),
        )
        for condition in enrolment.progress.conditions_of("exercise")
    ]


def same_programs(enrolments: Sequence[Enrolment]) -> Same:
    """Of each enrolment and exercise, how many other people of the same fieldlab handed in the same program.

    In two queries, in none where no enrolment has an exercise.
    """
    if not any(enrolment.progress.conditions_of("exercise") for enrolment in enrolments):
        return {}
    handed_in = RobotAttempt.objects.filter(kind=RobotAttempt.Kind.HAND_IN, state=RobotAttempt.State.DONE)
    program = ("exercise__version__fieldlab", "block_id", "program_sha256")
    own = list(
        handed_in.filter(enrolment__in=enrolments)
        .order_by()
        .values_list("enrolment", "enrolment__user", *program)
        .distinct()
    )
    if not own:
        return {}
    makers: dict[tuple[object, ...], set[int]] = defaultdict(set)
    alike = handed_in.filter(
        block_id__in={row[3] for row in own},
        program_sha256__in={row[4] for row in own},
        exercise__version__fieldlab__in={row[2] for row in own},
    )
    for user, *key in alike.order_by().values_list("enrolment__user", *program).distinct():
        makers[tuple(key)].add(user)
    others: dict[tuple[UUID, str], set[int]] = defaultdict(set)
    for enrolment, user, *key in own:
        others[enrolment, str(key[1])] |= makers[tuple(key)] - {user}
    return {place: len(people) for place, people in others.items()}
