"""Fieldlab and employer A, where the walkers work, and fieldlab and employer B, of which they may see nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Comment, Page, UploadedFile

from courses.actions.complete import complete
from courses.actions.confirm_practical import confirm_practical
from courses.actions.create_site import create_site
from courses.actions.request_changes import request_changes
from courses.actions.sign_practical import sign_practical
from courses.actions.start_practical import start_practical
from courses.actions.submit_module import submit_module
from courses.authoring.import_module import import_module
from courses.models import (
    Enrolment,
    FieldlabPage,
    LessonPage,
    ModulePage,
    ModuleVersion,
    PracticalAssessment,
    RobotAttempt,
    RobotCell,
    Session,
    Submission,
)
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
from lms.accounts.models import User
from lms.lrs.actions.create_destination import create_destination
from lms.lrs.actions.create_launch_credential import NewLaunchCredential, create_launch_credential
from lms.lrs.models import ForwardingDestination, RecordStoreKey, RefusedRequest, Statement
from lms.organisations.actions.update_fieldlab import update_fieldlab
from lms.organisations.models import Employer, Fieldlab, Invitation, Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.authoring import edit, lesson_data, module_data, practical_data
from tests.factories.courses import EnrolmentFactory, answer_all, finish_all
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store
from tests.factories.organisations import EmployerFactory, FieldlabFactory, InvitationFactory, MembershipFactory
from tests.factories.public import published_module
from tests.factories.robots import hand_in, robot_cell
from tests.factories.sessions import attended_session, planned_session, signed_up
from tests.tenancy.record_store import kept_by

# Stands in every text of B that is unpublished or personal.
SECRET = "Zilverreiger"


@dataclass
class Tenant:
    """A fieldlab and an employer with people, pages, media, learners, and all that hangs on them."""

    fieldlab: Fieldlab
    word: str
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._hire()
        self._upload()
        self._publish()
        self._write()
        self._learn()
        self._share()
        self._record()

    def person(self, name: str, role: str, **organisation: Any) -> User:
        """A new person; every name and address holds the tenant's word, but for the colleague's address."""
        domain = self.fieldlab.slug if name == "colleague" else self.word.lower()
        user = UserFactory(name=f"{self.word} {name}", email=f"{name}@{domain}.example")
        self.people[name] = MembershipFactory(user=user, role=role, **organisation).user
        return self.people[name]

    def _hire(self) -> None:
        self.employer: Employer = EmployerFactory(name=f"{self.word} bv")
        for name in ("trainer", "colleague"):
            self.person(name, Role.TRAINER, fieldlab=self.fieldlab)
        self.person("manager", Role.MANAGER, fieldlab=self.fieldlab)
        self.person("assessor", Role.ASSESSOR, fieldlab=self.fieldlab)
        self.people["approver"] = UserFactory(
            name=f"{self.word} approver", email=f"approver@{self.word.lower()}.example"
        )
        self.fieldlab = update_fieldlab(
            by=SuperuserFactory(), fieldlab=self.fieldlab, outside_approver=self.people["approver"]
        )
        self.person("hr", Role.HR, employer=self.employer)
        self.person("worker", Role.EMPLOYEE, employer=self.employer)
        self.person("learner", Role.EMPLOYEE, employer=self.employer)
        self.invitations: list[Invitation] = [
            InvitationFactory(email=f"new@{self.word.lower()}.example", fieldlab=self.fieldlab),
            InvitationFactory(email=f"hr2@{self.word.lower()}.example", role=Role.HR, employer=self.employer),
        ]

    def _upload(self) -> None:
        trainer = self.people["trainer"]
        kept = {"collection": self.fieldlab.collection, "uploaded_by_user": trainer}
        self.image = Image.objects.create(
            title=f"{self.word} foto", file=get_test_image_file(filename=f"{self.fieldlab.slug}.png"), **kept
        )
        self.image.tags.add(f"{self.word} label")
        content = ContentFile(f"{self.word} tekst".encode(), name=f"{self.fieldlab.slug}.txt")
        self.document = Document.objects.create(title=f"{self.word} document", file=content, **kept)
        self.document.tags.add(f"{self.word} documentlabel")
        self.upload = UploadedFile.objects.create(
            uploaded_by_user=trainer, file=ContentFile(b"", name=f"{self.fieldlab.slug}.png")
        )

    def _publish(self) -> None:
        """A module on offer, without the word, and somebody's draft of its next version."""
        exercise = {"type": "robot_exercise", "id": "robot", "cell": "pick-and-place"}
        self.version: ModuleVersion = published_module(
            self.fieldlab,
            f"{self.fieldlab.slug}-open",
            lessons=[lesson_data("l1", exercise), lesson_data("l2", practical_data())],
        )
        self.cell: RobotCell = robot_cell(self.fieldlab, self.people["trainer"], title=f"{self.word} cel")
        self.open_module = ModulePage.objects.get(
            translation_key=self.version.module_key, locale__language_code="nl"
        )
        edit(self.open_module, self.people["trainer"], title=f"{self.word} titel", summary=f"{self.word} nieuw")
        page = FieldlabPage.objects.filter(fieldlab=self.fieldlab).order_by("pk")[0]
        edit(page, self.people["manager"], introduction=f"{self.word} inleiding")
        self.fieldlab_page: FieldlabPage = page

    def _write(self) -> None:
        """A module that nobody has published: once sent back, and now in review again."""
        trainer, colleague = self.people["trainer"], self.people["colleague"]
        texts = {name: {"nl": f"{self.word} {name}"} for name in ("title", "summary", "description")}
        lesson = {**lesson_data("l1"), "title": {"nl": f"{self.word} les"}}
        outcomes = [{"id": "o1", "nl": f"{self.word} leerdoel"}]
        data = module_data(slug=f"{self.fieldlab.slug}-concept", outcomes=outcomes, lessons=[lesson], **texts)
        self.module: ModulePage = import_module(fieldlab=self.fieldlab, data=data, drawings=Path(), by=trainer)
        self.lesson = LessonPage.objects.child_of(self.module).get()
        download = {"document": self.document.pk, "title": f"{self.word} bestand"}
        picture = {"image": self.image.pk, "alt": f"{self.word} plaatje"}
        content = [
            *self.lesson.content.get_prep_value(),
            {"type": "download", "id": str(uuid4()), "value": download},
            {"type": "picture", "id": str(uuid4()), "value": picture},
        ]
        edit(self.lesson, trainer, content=json.dumps(content))
        for page in (self.module, self.lesson):
            Comment.objects.create(page=page, user=trainer, text=f"{self.word} opmerking", contentpath="title")
            self.session = EditingSession.objects.create(
                user=trainer, content_object=page, last_seen_at=timezone.now()
            )
        sent_back = submit_module(page=self.module, by=trainer, change_note=f"{self.word} toelichting")
        request_changes(submission=sent_back, by=colleague, comment=f"{self.word} te lang")
        submit_module(page=self.module, by=trainer, change_note=f"{self.word} korter")
        self.module.refresh_from_db()

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

    @property
    def pages(self) -> list[Page]:
        return [self.module, self.lesson, self.open_module, self.fieldlab_page]

    @property
    def submissions(self) -> list[Submission]:
        return list(Submission.objects.filter(fieldlab=self.fieldlab))


def site() -> None:
    """The pages that all fieldlabs share, in every language."""
    create_site(by=SuperuserFactory())


def fieldlab_a() -> Tenant:
    return Tenant(FieldlabFactory(name="Eigen fieldlab", slug="eigen"), "Roodborst")


def fieldlab_b() -> Tenant:
    return Tenant(FieldlabFactory(name="Ander fieldlab", slug="ander"), SECRET)
