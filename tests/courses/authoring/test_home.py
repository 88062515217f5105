from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.organisations.models import Membership, Role
from tests.factories.authoring import trainer_of
from tests.factories.organisations import FieldlabFactory, InvitationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "shown"), [(7, True), (-7, False)])
def test_open_invitations_are_shown_for_as_long_as_somebody_manages(client, site_pages, days, shown) -> None:
    fieldlab, own = FieldlabFactory(), FieldlabFactory()
    InvitationFactory(fieldlab=fieldlab)
    manager = trainer_of(fieldlab, Role.MANAGER)
    Membership.objects.filter(user=manager).update(
        since=timezone.now() - timedelta(days=30), until=timezone.now() + timedelta(days=days)
    )
    Membership.objects.create(user=manager, fieldlab=own, role=Role.TRAINER)
    client.force_login(manager)
    panel = client.get(reverse("wagtailadmin_home"))
    assert ("uitnodiging" in panel.text) is shown
