"""Statements from outside, the sweep, and rebuilding: progress is what the statements say."""

from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.actions.complete import complete
from courses.actions.record_progress import record_progress
from courses.models import Completion, Enrolment, Progress
from courses.personal_data import erase_learning, export_learning, owners_of_registrations
from courses.tasks import recompute_registrations, sweep
from lms.core.registry import RegistrationOwner
from lms.lrs.actions.store_statements import store_statements
from lms.lrs.models import RecordStoreKey
from lms.lrs.records import ReceivedStatement, StatementForbidden
from lms.lrs.statements import activity_id_of, step
from lms.lrs.storing.sources import Source
from lms.lrs.vocabulary import COMPLETED, PASSED, ActivityType
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def key_source() -> Any:
    def source_of(enrolment: Enrolment) -> Source:
        fieldlab = enrolment.version.fieldlab
        key = RecordStoreKey.objects.create(
            fieldlab=fieldlab, label="Simulator", key=str(uuid4()), secret_digest="0" * 64, scopes=["all"]
        )
        return Source.of_key(key, "1.0.3")

    return source_of


def say(enrolment: Enrolment, source: Source, **given: Any) -> None:
    statement = step(
        **{
            "verb": COMPLETED,
            "actor_pseudonym": enrolment.user.pseudonym,
            "activity_id": activity_id_of(enrolment.version.lessons.first().key),
            "activity_type": ActivityType.LESSON,
            "name": {"nl": "Les"},
            "registration": enrolment.pk,
        }
        | given
    )
    store_statements(statements=[ReceivedStatement.from_data(statement)], source=source)


def test_statements_of_a_key_never_earn_progress(key_source: Any) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, practical=True))
    source = key_source(enrolment)
    say(enrolment, source)
    practical = enrolment.version.rule["practicals"][0]
    say(
        enrolment,
        source,
        verb=PASSED,
        activity_id=activity_id_of(practical["lesson"], practical["id"]),
        activity_type=ActivityType.PERFORMANCE,
    )
    recompute_registrations([str(enrolment.pk), str(uuid4())])
    assert Progress.objects.get(enrolment=enrolment).done == 0


def test_statement_with_a_forged_actor_or_for_a_closed_enrolment_is_forbidden(key_source: Any) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, questions=0))
    source = key_source(enrolment)
    with pytest.raises(StatementForbidden):
        say(enrolment, source, actor_pseudonym=uuid4())
    with pytest.raises(StatementForbidden):
        say(enrolment, key_source(EnrolmentFactory()))
    finish_all(enrolment)
    with pytest.raises(StatementForbidden):
        say(enrolment, source)


def test_sweep_computes_what_a_lost_task_left_undone(key_source: Any) -> None:
    enrolment = EnrolmentFactory()
    say(enrolment, key_source(enrolment))
    assert Progress.objects.get(enrolment=enrolment).computed_to is None
    sweep()
    assert Progress.objects.get(enrolment=enrolment).computed_to is not None


def test_sweep_completes_what_was_met_and_not_completed() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1))
    Progress.objects.filter(enrolment=enrolment).update(complete=True)
    sweep()
    sweep()
    assert Completion.objects.get().enrolment == enrolment


def test_complete_needs_a_met_rule() -> None:
    enrolment = EnrolmentFactory()
    with pytest.raises(ValueError, match="rule"):
        complete(enrolment_id=enrolment.pk)
    assert Completion.objects.count() == 0


def test_completing_twice_gives_one_completion() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, questions=0))
    finish_all(enrolment)
    assert complete(enrolment_id=enrolment.pk) == Completion.objects.get()


def rebuild() -> str:
    out = StringIO()
    call_command("rebuild_progress", stdout=out, no_color=True)
    return out.getvalue()


def test_rebuild_changes_nothing_normally() -> None:
    version = ModuleVersionFactory(lessons=2)
    done, half, _new = (EnrolmentFactory(version=version) for _number in range(3))
    answer_all(done)
    finish_all(done)
    answer_all(half, right=False)
    before = list(Progress.objects.order_by("pk").values())
    assert rebuild() == "3 enrolments, 0 changed\n"
    assert list(Progress.objects.order_by("pk").values()) == before


def test_rebuild_mends_what_was_changed_by_hand_and_names_it() -> None:
    enrolment = EnrolmentFactory()
    answer_all(enrolment)
    before = Progress.objects.filter(enrolment=enrolment).values().get()
    Progress.objects.update(done=9, conditions=[], last_step_at=timezone.now())
    out = rebuild()
    assert "1 enrolments, 1 changed" in out
    assert str(enrolment.pk) in out
    assert Progress.objects.filter(enrolment=enrolment).values().get() == before


def test_rebuild_leaves_sealed_rows_and_completions() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, questions=0))
    finish_all(enrolment)
    Progress.objects.update(sealed_at=timezone.now(), done=7)
    assert "0 changed" in rebuild()
    assert Progress.objects.get().done == 7
    Progress.objects.update(sealed_at=None)
    assert record_progress(enrolment_id=enrolment.pk).done == 1
    assert Completion.objects.count() == 1


def test_record_store_learns_whose_registration_it_is() -> None:
    enrolment = EnrolmentFactory()
    answer = owners_of_registrations({enrolment.pk, uuid4()})
    assert answer == {
        enrolment.pk: RegistrationOwner(
            actor=str(enrolment.user.pseudonym), tenant=enrolment.version.fieldlab_id, open=True
        )
    }


def test_export_holds_what_is_known_and_erasure_closes() -> None:
    enrolment = EnrolmentFactory()
    answer_all(enrolment)
    EnrolmentFactory(version=enrolment.version)
    data = export_learning(enrolment.user)
    assert [item["id"] for item in data["enrolments"]] == [str(enrolment.pk)]
    assert erase_learning(enrolment.user) == 1
    enrolment.refresh_from_db()
    assert not enrolment.is_open
