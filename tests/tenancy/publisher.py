"""A fieldlab with its people, media and modules: published, and in the making."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
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

from courses.actions.request_changes import request_changes
from courses.actions.submit_module import submit_module
from courses.authoring.import_module import import_module
from courses.models import FieldlabPage, LessonPage, ModulePage, ModuleVersion, RobotCell, Submission
from lms.accounts.models import User
from lms.organisations.actions.update_fieldlab import update_fieldlab
from lms.organisations.models import Employer, Fieldlab, Invitation, Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.authoring import edit, lesson_data, module_data, practical_data
from tests.factories.organisations import EmployerFactory, InvitationFactory, MembershipFactory
from tests.factories.public import published_module
from tests.factories.robots import robot_cell


@dataclass
class Publisher:
    """A fieldlab and an employer, their people, and what the fieldlab writes and publishes."""

    fieldlab: Fieldlab
    word: str
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._hire()
        self._upload()
        self._publish()
        self._write()

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

    @property
    def pages(self) -> list[Page]:
        return [self.module, self.lesson, self.open_module, self.fieldlab_page]

    @property
    def submissions(self) -> list[Submission]:
        return list(Submission.objects.filter(fieldlab=self.fieldlab))
