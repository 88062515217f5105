from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from lms.organisations.actions.create_fieldlab import create_fieldlab
from lms.organisations.models import Employer, Fieldlab, Hub, Invitation, Membership, Role
from lms.organisations.roles import take_up_role
from tests.factories.accounts import SuperuserFactory, UserFactory


class HubFactory(factory.django.DjangoModelFactory[Hub]):
    class Meta:
        model = Hub

    name = factory.Sequence(lambda n: f"Hub {n}")
    slug = factory.Sequence(lambda n: f"hub-{n}")


class FieldlabFactory(factory.django.DjangoModelFactory[Fieldlab]):
    """Made by create_fieldlab: with collection, groups, and what the apps above set up."""

    class Meta:
        model = Fieldlab

    hub = factory.SubFactory(HubFactory)
    name = factory.Sequence(lambda n: f"Fieldlab {n}")
    slug = factory.Sequence(lambda n: f"fieldlab-{n}")
    legal_name = factory.LazyAttribute(lambda fieldlab: f"Stichting {fieldlab.name}")
    kvk_number = factory.Sequence(lambda n: f"{10_000_000 + n}")
    region = "Noord-Brabant"
    website = "https://fieldlab.example"
    email = factory.LazyAttribute(lambda fieldlab: f"info@{fieldlab.slug}.example")
    quality_assurance = "Elk jaar bekijkt een ander fieldlab onze toetsen."
    quality_assurance_url = "https://fieldlab.example/kwaliteit"

    @classmethod
    def _create(cls, model_class: type[Fieldlab], *args: Any, **fields: Any) -> Fieldlab:
        by = fields.pop("by", None) or SuperuserFactory()
        return create_fieldlab(by=by, **fields)


class EmployerFactory(factory.django.DjangoModelFactory[Employer]):
    class Meta:
        model = Employer

    name = factory.Sequence(lambda n: f"Metaalbedrijf {n}")
    kvk_number = factory.Sequence(lambda n: f"{20_000_000 + n}")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A running role, with the groups that belong to it: `MembershipFactory(role=Role.TRAINER, fieldlab=…)`."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.TRAINER
    fieldlab = None
    employer = None

    @classmethod
    def _create(cls, model_class: type[Membership], *args: Any, **fields: Any) -> Membership:
        user = fields.pop("user")
        return take_up_role(by=user, user=user, **fields)


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    """An open invitation: `InvitationFactory(fieldlab=…)` or `InvitationFactory(role=Role.HR, employer=…)`."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"nieuw{n}@voorbeeld.nl")
    role = Role.TRAINER
    token_digest = factory.Sequence(lambda n: f"{n:064x}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
