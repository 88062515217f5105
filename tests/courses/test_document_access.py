"""Documents by their address: for who reads the lesson, who works on it, and who has to approve it."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document

from courses.actions.create_site import create_site
from courses.actions.submit_module import submit_module
from courses.actions.withdraw import withdraw
from courses.models import LessonPage, VersionMedia
from lms.accounts.models import User
from lms.organisations.models import FIELDLAB_ROLES, Fieldlab
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.authoring import edit, module_of, trainer_of
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(settings: Any, tmp_path: Any) -> Document:
    """Captions of the fieldlab, which no lesson uses yet."""
    settings.MEDIA_ROOT = tmp_path
    create_site(by=SuperuserFactory())
    file = ContentFile(b"WEBVTT", name="film.vtt")
    return Document.objects.create(title="Film", file=file, collection=FieldlabFactory().collection)


def fieldlab_of(document: Document) -> Fieldlab:
    return Fieldlab.objects.get(collection=document.collection)


def status_for(user: User | None, document: Document) -> int:
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(document.url)
    response.getvalue()
    return response.status_code


def test_document_of_no_lesson_is_for_the_fieldlabs_own_people(document: Document) -> None:
    fieldlab = fieldlab_of(document)
    for role in FIELDLAB_ROLES:
        assert status_for(trainer_of(fieldlab, role), document) == 200
    assert status_for(None, document) == 404
    assert status_for(UserFactory(), document) == 404
    assert status_for(trainer_of(FieldlabFactory()), document) == 404


def test_document_of_a_published_lesson_is_for_its_learners(document: Document) -> None:
    version = ModuleVersionFactory(fieldlab=fieldlab_of(document))
    VersionMedia.objects.create(version=version, document=document)
    learner = EnrolmentFactory(version=version).user
    elsewhere = EnrolmentFactory().user
    assert status_for(learner, document) == 200
    assert status_for(elsewhere, document) == 404
    assert status_for(None, document) == 404


def test_document_stays_readable_for_who_stopped(document: Document) -> None:
    version = ModuleVersionFactory(fieldlab=fieldlab_of(document))
    VersionMedia.objects.create(version=version, document=document)
    enrolment = EnrolmentFactory(version=version)
    withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    assert status_for(enrolment.user, document) == 200


def test_document_of_a_module_in_review_is_for_the_outside_approver(document: Document) -> None:
    fieldlab = fieldlab_of(document)
    approver = UserFactory()
    Fieldlab.objects.filter(pk=fieldlab.pk).update(outside_approver=approver)
    fieldlab.refresh_from_db()
    trainer = trainer_of(fieldlab)
    module = module_of(fieldlab, trainer)
    other = Document.objects.create(
        title="Kladje", file=ContentFile(b"x", name="kladje.txt"), collection=fieldlab.collection
    )
    for lesson in LessonPage.objects.filter(path__startswith=module.path)[:1]:
        block = {"type": "download", "id": str(uuid4()), "value": {"document": document.pk, "title": "Blad"}}
        edit(lesson, trainer, content=json.dumps([*lesson.content.get_prep_value(), block]))
    assert status_for(approver, document) == 404
    submit_module(page=module, by=trainer)
    assert status_for(approver, document) == 200
    assert status_for(approver, other) == 404


def test_document_for_a_learner_costs_few_queries(document: Document, django_assert_num_queries: Any) -> None:
    version = ModuleVersionFactory(fieldlab=fieldlab_of(document))
    VersionMedia.objects.create(version=version, document=document)
    client = Client()
    client.force_login(EnrolmentFactory(version=version).user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(document.url).getvalue()
    # What every signed-in page asks, the document, and whether a version of theirs uses it.
    with django_assert_num_queries(6):
        client.get(document.url).getvalue()
