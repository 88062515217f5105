"""Fieldlab and employer A, where the walkers work, and fieldlab and employer B, of which they may see nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from courses.actions.complete import complete
from courses.actions.confirm_practical import confirm_practical
from courses.actions.create_site import create_site
from courses.actions.sign_practical import sign_practical
from courses.actions.start_practical import start_practical
from courses.models import Enrolment, PracticalAssessment, RobotAttempt, Session
from courses.robotics import to_text
from courses.robotics.exercises import exercise
from courses.structure import practicals_in
from credentials.actions.check_shared import check_shared
from credentials.actions.confirm_name import confirm_name
from credentials.actions.create_definition import create_definition
from credentials.actions.endorse import endorse
from credentials.actions.give_consent import give_consent
from credentials.actions.issue import issue
from credentials.actions.name_endorser import endorser_of
from credentials.actions.open_share import open_share
from credentials.actions.share_by_link import share_by_link
from credentials.actions.submit_definition import submit_definition
from credentials.models import (
    Consent,
    Credential,
    ForeignCredential,
    IssueBatch,
    Receipt,
    RenewalRule,
    Share,
    StackProposal,
)
from lms.lrs.actions.create_destination import create_destination
from lms.lrs.actions.create_launch_credential import NewLaunchCredential, create_launch_credential
from lms.lrs.models import ForwardingDestination, RecordStoreKey, RefusedRequest, Statement
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import EnrolmentFactory, answer_all, finish_all
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store
from tests.factories.organisations import FieldlabFactory
from tests.factories.robots import hand_in
from tests.factories.sessions import attended_session, planned_session, signed_up
from tests.tenancy.publisher import Publisher
from tests.tenancy.record_store import kept_by

# Stands in every text of B that is unpublished or personal.
SECRET = "Zilverreiger"


class Tenant(Publisher):
    """A publisher with learners, and all that hangs on what they do."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._learn()
        self._share()
        self._record()

    def _learn(self) -> None:
        """Somebody who finished with a practical, and somebody who is busy."""
        busy: Enrolment = EnrolmentFactory(user=self.people["learner"], version=self.version)
        done: Enrolment = EnrolmentFactory(user=self.people["worker"], version=self.version)
        # When and where is public; the rest is for who comes.
        self.meeting: Session = planned_session(
            self.version,
            notes=f"{self.word} meenemen",
            contact=f"{self.word} balie",
            online_address=f"https://{self.word.lower()}.example/meeting/",
        )
        signed_up(busy, self.meeting)
        attended_session(done, self.meeting, name=done.user.name)
        answer_all(done)
        finish_all(done)
        hand_in(done, to_text(exercise("pick-and-place")["solution"]))
        self.attempt: RobotAttempt = hand_in(busy, f"moveJ({self.word})\n")
        self.observe(busy)
        confirm_practical(by=self.people["assessor"], assessment_id=self.observe(done).pk)
        complete(enrolment_id=done.pk)
        self.credential: Credential = issue(completion_id=done.pk)
        self.batch = IssueBatch.objects.create(
            fieldlab=self.fieldlab, ordered_by=self.people["manager"], total=1, finished_at=timezone.now()
        )
        module_key = self.credential.achievement.version.module_key
        self.renewal_rule = RenewalRule.objects.create(
            fieldlab=self.fieldlab, module_key=module_key, refresher_key=module_key
        )
        trainer = self.people["trainer"]
        self.definition = create_definition(by=trainer, fieldlab=self.fieldlab, module_keys=[module_key])
        self.handed_in = submit_definition(by=trainer, definition=self.definition)
        self.proposal = StackProposal.objects.create(
            authored=self.definition, user=self.people["worker"], counted=[self.credential.pk]
        )

    def observe(self, enrolment: Enrolment) -> PracticalAssessment:
        """A practical that the assessor has signed."""
        lessons = self.version.lessons.filter(language="nl")
        practical = next(found for lesson in lessons for found in practicals_in(lesson.content.raw_data))
        assessor = self.people["assessor"]
        assessment = start_practical(
            by=assessor,
            enrolment_id=enrolment.pk,
            block_id=practical.id,
            identity_check="known",
            identity_name=f"{self.word} paspoort",
            name_confirmed=True,
        )
        note = f"{self.word} notitie"
        marks = [{"criterion": item.id, "met": True, "note": note} for item in practical.criteria]
        return sign_practical(by=assessor, assessment_id=assessment.pk, marks=marks)

    def _share(self) -> None:
        worker = self.people["worker"]
        until = timezone.now() + timedelta(days=30)
        new = share_by_link(
            by=worker,
            credentials=[self.credential],
            label=f"{self.word} klant",
            expires_at=until,
            works_once=False,
            step=uuid4(),
        )
        self.share: Share = new.share
        open_share(token=str(new.token))
        self.consent: Consent = give_consent(
            by=worker,
            credential=self.credential,
            employer=self.employer,
            purpose=Consent.Purpose.SAFETY,
            expires_at=until,
        )
        self.foreign = ForeignCredential.objects.create(
            user=worker,
            document=f'{{"name": "{self.word}"}}'.encode(),
            sha256=f"{self.fieldlab.pk:064}",
            received="json",
            report={"valid": False, "received": "json", "checks": [], "notices": [], "document": None},
            checked_at=timezone.now(),
            verdict="unknown",
            holder="unknown",
            holder_reason="nobody_named",
            title=f"{self.word} diploma",
            issuer=f"{self.word} school",
        )
        self.name_confirmation = confirm_name(
            by=self.people["hr"], employee=worker, employer=self.employer, name=worker.name
        )
        # Who endorses, and what they say, is public.
        endorser = endorser_of(self.employer)
        endorser.name = f"Werkgever {self.fieldlab.pk}"
        endorser.save()
        self.endorsement = endorse(
            by=self.people["hr"],
            endorser=endorser,
            achievement=self.credential.achievement,
            comment="Wij vragen dit van elke operator.",
        )
        self.receipt: Receipt = check_shared(by=self.people["hr"], consent=self.consent).receipt

    def _record(self) -> None:
        self.key: RecordStoreKey = RecordStoreKeyFactory(
            fieldlab=self.fieldlab,
            label=f"{self.word} robot",
            key=f"{self.word.lower()}-key",
            # B reads with it at the end of the walk, which is no change.
            used_at=timezone.now() + timedelta(days=1),
        )
        said = statement_data(result={"response": f"{self.word} antwoord"})
        self.statement: Statement = store(said, key=self.key)[0]
        self.recorded: Statement = kept_by(self)
        RefusedRequest.objects.create(
            record_store_key=self.key, method="POST", resource="statements", status=400, title=f"{self.word} fout"
        )
        self.destination: ForwardingDestination = create_destination(
            by=SuperuserFactory(),
            name=f"{self.word} store",
            endpoint=f"https://{self.word.lower()}.example/xapi/",
            key="key",
            secret="secret",
            fieldlab=self.fieldlab,
        )
        learning = Enrolment.objects.get(user=self.people["learner"], version=self.version)
        self.launch: NewLaunchCredential = create_launch_credential(
            by=self.people["learner"], registration=learning.pk, activity=said["object"]["id"]
        )


def site() -> None:
    """The pages that all fieldlabs share, in every language."""
    create_site(by=SuperuserFactory())


def fieldlab_a() -> Tenant:
    return Tenant(FieldlabFactory(name="Eigen fieldlab", slug="eigen"), "Roodborst")


def fieldlab_b() -> Tenant:
    return Tenant(FieldlabFactory(name="Ander fieldlab", slug="ander"), SECRET)
