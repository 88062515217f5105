"""The steps of a learner, through the actions."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from courses.actions.answer_question import answer_question
from courses.actions.choose_language import choose_language
from courses.actions.enrol import enrol
from courses.actions.finish_lesson import finish_lesson
from courses.actions.launch_module import launch_module
from courses.actions.leave_module import leave_module
from courses.actions.open_lesson import open_lesson
from courses.actions.withdraw import withdraw
from courses.models import Completion, Enrolment, ModuleVersion
from courses.signals import module_completed
from courses.steps import StepRefused
from lms.lrs.models import Statement
from lms.lrs.vocabulary import (
    ANSWERED,
    COMPLETED,
    EXPERIENCED,
    INITIALIZED,
    LAUNCHED,
    PASSED,
    REGISTERED,
    SATISFIED,
    TERMINATED,
    UNREGISTERED,
)
from tests.courses.actions.steps import answer_first, first_question, verbs_of
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all

pytestmark = pytest.mark.django_db


def test_enrol_pins_the_newest_version_and_says_registered() -> None:
    version = ModuleVersionFactory()
    user = UserFactory()
    enrolment = enrol(by=user, module_key=version.module_key)
    assert (enrolment.version, enrolment.language, enrolment.is_open) == (version, "nl", True)
    assert (enrolment.progress.done, enrolment.progress.total) == (0, 4)
    assert verbs_of(enrolment) == [REGISTERED.iri]


def test_enrol_again_gives_the_same_enrolment() -> None:
    enrolment = EnrolmentFactory()
    again = enrol(by=enrolment.user, module_key=enrolment.module_key)
    assert again == enrolment
    assert verbs_of(enrolment) == [REGISTERED.iri]


def test_enrol_takes_the_wanted_language_where_the_module_has_it() -> None:
    version = ModuleVersionFactory()
    assert enrol(by=UserFactory(), module_key=version.module_key, language="en").language == "en"
    assert enrol(by=UserFactory(language="de"), module_key=version.module_key, language="de").language == "nl"


def test_enrol_refuses_what_is_not_offered() -> None:
    version = ModuleVersionFactory(withdrawn_at=timezone.now())
    with pytest.raises(StepRefused):
        enrol(by=UserFactory(), module_key=version.module_key)
    with pytest.raises(ModuleVersion.DoesNotExist):
        enrol(by=UserFactory(), module_key=uuid4())
    assert Enrolment.objects.count() == 0


def test_statement_says_who_what_and_where_without_naming_the_person() -> None:
    enrolment = EnrolmentFactory()
    answer_first(enrolment, right=True)
    statement = Statement.objects.filter(registration=enrolment.pk).order_by("seq").last()
    data = json.loads(statement.raw)
    lesson, question = first_question(enrolment)
    base = f"{settings.SITE_URL}/xapi/activities"
    assert data["actor"]["account"] == {
        "homePage": settings.SITE_URL,
        "name": str(enrolment.user.pseudonym),
    }
    assert enrolment.user.email not in statement.raw
    assert enrolment.user.name not in statement.raw
    assert data["verb"]["id"] == ANSWERED.iri
    assert data["object"]["id"] == f"{base}/{lesson.key}/{question.id}"
    definition = data["object"]["definition"]
    assert definition["interactionType"] == "choice"
    assert definition["correctResponsesPattern"] == ["[,]".join(sorted(question.correct))]
    assert data["result"]["success"] is True
    assert data["result"]["score"]["scaled"] == 1.0
    assert data["context"]["registration"] == str(enrolment.pk)
    assert data["context"]["revision"] == str(enrolment.version.uuid)
    assert data["context"]["contextActivities"]["parent"] == [
        {"id": f"{base}/{lesson.key}", "objectType": "Activity"}
    ]
    assert statement.tenant == enrolment.version.fieldlab
    assert statement.record_store_key is None


def test_steps_in_somebody_elses_enrolment_do_not_exist() -> None:
    enrolment = EnrolmentFactory()
    lesson, question = first_question(enrolment)
    other = UserFactory()
    place = {"by": other, "enrolment_id": enrolment.pk}
    for act in (
        lambda: launch_module(**place, step=uuid4()),
        lambda: open_lesson(**place, lesson_key=lesson.key, step=uuid4()),
        lambda: finish_lesson(**place, lesson_key=lesson.key, step=uuid4()),
        lambda: leave_module(**place, step=uuid4()),
        lambda: withdraw(**place),
        lambda: choose_language(**place, language="en"),
        lambda: answer_question(
            **place, lesson_key=lesson.key, block_id=question.id, chosen=question.correct, step=uuid4()
        ),
    ):
        with pytest.raises(Enrolment.DoesNotExist):
            act()
    assert verbs_of(enrolment) == [REGISTERED.iri]


def test_step_of_a_device_may_say_when_within_bounds() -> None:
    enrolment = EnrolmentFactory()
    Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=timezone.now() - timedelta(days=30))
    lesson, _question = first_question(enrolment)
    now = timezone.now()
    hour_ago = now - timedelta(hours=1)
    for made_at, low, high in [
        (hour_ago, hour_ago, hour_ago),
        (now + timedelta(days=1), now, now + timedelta(minutes=1)),
        (
            now - timedelta(days=20),
            now - timedelta(days=7),
            now - timedelta(days=7) + timedelta(minutes=1),
        ),
    ]:
        step = uuid4()
        open_lesson(
            by=enrolment.user, enrolment_id=enrolment.pk, lesson_key=lesson.key, step=step, made_at=made_at
        )
        assert low <= Statement.objects.get(id=step).timestamp <= high


def test_step_before_the_enrolment_counts_from_the_enrolment() -> None:
    enrolment = EnrolmentFactory()
    lesson, _question = first_question(enrolment)
    step = uuid4()
    open_lesson(
        by=enrolment.user,
        enrolment_id=enrolment.pk,
        lesson_key=lesson.key,
        step=step,
        made_at=timezone.now() - timedelta(days=2),
    )
    assert abs(Statement.objects.get(id=step).timestamp - enrolment.enrolled_at) < timedelta(milliseconds=1)


def test_launch_leads_to_where_the_learner_was() -> None:
    enrolment = EnrolmentFactory()
    keys = [lesson.key for lesson in enrolment.version.lessons.filter(language="nl")]
    assert launch_module(by=enrolment.user, enrolment_id=enrolment.pk, step=uuid4()) == str(keys[0])
    assert verbs_of(enrolment) == [REGISTERED.iri, LAUNCHED.iri, INITIALIZED.iri, EXPERIENCED.iri]
    finish_lesson(by=enrolment.user, enrolment_id=enrolment.pk, lesson_key=keys[0], step=uuid4())
    assert launch_module(by=enrolment.user, enrolment_id=enrolment.pk, step=uuid4()) == str(keys[1])
    open_lesson(by=enrolment.user, enrolment_id=enrolment.pk, lesson_key=keys[2], step=uuid4())
    assert launch_module(by=enrolment.user, enrolment_id=enrolment.pk, step=uuid4()) == str(keys[2])


def test_repeated_launch_leave_and_finish_store_nothing_new() -> None:
    enrolment = EnrolmentFactory()
    lesson, _question = first_question(enrolment)
    step = {name: uuid4() for name in ("launch", "leave", "finish")}
    for _time in (1, 2):
        launch_module(by=enrolment.user, enrolment_id=enrolment.pk, step=step["launch"])
        finish_lesson(by=enrolment.user, enrolment_id=enrolment.pk, lesson_key=lesson.key, step=step["finish"])
        leave_module(by=enrolment.user, enrolment_id=enrolment.pk, step=step["leave"])
    assert verbs_of(enrolment)[-2:] == [COMPLETED.iri, TERMINATED.iri]
    assert len(verbs_of(enrolment)) == 6


def test_completion_comes_with_the_last_condition_and_is_told_once(django_capture_on_commit_callbacks) -> None:
    enrolment = EnrolmentFactory()
    told: list[UUID] = []

    def listen(sender, completion_id, **kwargs):
        told.append(completion_id)

    module_completed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            answer_all(enrolment)
            finish_all(enrolment)
    finally:
        module_completed.disconnect(listen)
    completion = Completion.objects.get()
    assert told == [enrolment.pk]
    assert (completion.enrolment, completion.score, completion.with_practical) == (enrolment, 1, False)
    assert completion.fieldlab == enrolment.version.fieldlab
    assert verbs_of(enrolment)[-2:] == [PASSED.iri, SATISFIED.iri]


def test_last_step_sent_again_after_completion_is_no_refusal() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1))
    finish_all(enrolment)
    step = uuid4()
    assert answer_first(enrolment, right=True, step=step).complete is True
    assert answer_first(enrolment, right=True, step=step).complete is True
    assert Completion.objects.count() == 1


@pytest.mark.parametrize("close", ["complete", "withdraw"])
def test_closed_enrolment_takes_no_steps(close: str) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=2, pass_mark=50))
    if close == "complete":
        answer_first(enrolment, right=True)
        finish_all(enrolment)
    else:
        withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    before = verbs_of(enrolment)
    lesson, question = first_question(enrolment, lesson=1)
    place = {"by": enrolment.user, "enrolment_id": enrolment.pk, "step": uuid4()}
    for act in (
        lambda: launch_module(**place),
        lambda: leave_module(**place),
        lambda: open_lesson(**place, lesson_key=lesson.key),
        lambda: finish_lesson(**place, lesson_key=lesson.key),
        lambda: answer_question(**place, lesson_key=lesson.key, block_id=question.id, chosen=question.correct),
    ):
        with pytest.raises(StepRefused):
            act()
    assert verbs_of(enrolment) == before


def test_withdraw_closes_and_enrolling_again_starts_anew() -> None:
    enrolment = EnrolmentFactory()
    answer_first(enrolment, right=True)
    withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    assert verbs_of(enrolment)[-1] == UNREGISTERED.iri
    assert verbs_of(enrolment).count(UNREGISTERED.iri) == 1
    again = enrol(by=enrolment.user, module_key=enrolment.module_key)
    assert again != enrolment
    assert again.progress.done == 0


def test_withdraw_from_a_completed_module_is_refused() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, questions=0))
    finish_all(enrolment)
    with pytest.raises(StepRefused):
        withdraw(by=enrolment.user, enrolment_id=enrolment.pk)


def test_choose_language_takes_the_languages_of_the_version() -> None:
    enrolment = EnrolmentFactory()
    assert choose_language(by=enrolment.user, enrolment_id=enrolment.pk, language="en").language == "en"
    with pytest.raises(StepRefused):
        choose_language(by=enrolment.user, enrolment_id=enrolment.pk, language="fr")
