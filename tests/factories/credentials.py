"""Credentials made by the real actions, from completions that are put there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import factory
from django.utils import timezone

from courses.models import Completion, PracticalAssessment
from credentials.actions.issue import issue
from credentials.models import Credential
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory


class CompletionFactory(factory.Factory[Completion]):
    """A finished enrolment; with `practical`, one that an assessor observed. Nothing is queued."""

    class Meta:
        model = Completion

    user = factory.SubFactory(UserFactory)
    version = factory.SubFactory(ModuleVersionFactory, practical=factory.SelfAttribute("..practical"))
    practical = False
    completed_at = factory.LazyFunction(timezone.now)
    language = "nl"

    @classmethod
    def _create(cls, model_class: type[Completion], *args: Any, **kwargs: Any) -> Completion:
        user, version, practical = kwargs["user"], kwargs["version"], kwargs["practical"]
        completed_at: datetime = kwargs["completed_at"]
        enrolment = EnrolmentFactory(user=user, version=version, language=kwargs["language"])
        if practical:
            PracticalAssessment.objects.create(
                enrolment=enrolment,
                block_id=uuid4(),
                assessor=UserFactory(name="Joris Jansen"),
                identity_check="document",
                identity_name=f"{user.name} (paspoort)",
                signed_at=completed_at,
                confirmed_at=completed_at,
                passed=True,
            )
        return Completion.objects.create(
            enrolment=enrolment,
            version=enrolment.version,
            fieldlab=enrolment.version.fieldlab,
            completed_at=completed_at,
            with_practical=practical,
        )


class CredentialFactory(factory.Factory[Credential]):
    """An issued, signed credential. Arguments are those of CompletionFactory."""

    class Meta:
        model = Credential

    @classmethod
    def _create(cls, model_class: type[Credential], *args: Any, **kwargs: Any) -> Credential:
        return issue(completion_id=CompletionFactory(**kwargs).pk)
