from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from credentials.models import RenewalRule
from lms.organisations.models import Role
from tests.factories.courses import ModuleVersionFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
ADDRESS = "credentials_admin:renewals"


def test_a_manager_makes_and_removes_a_rule(client: Client) -> None:
    expiring = ModuleVersionFactory(validity_months=12, title="Veilig lassen")
    refresher = ModuleVersionFactory(fieldlab=expiring.fieldlab, title="Opfrissen")
    client.force_login(MembershipFactory(role=Role.MANAGER, fieldlab=expiring.fieldlab).user)
    form = {"module": expiring.module_key, "refresher": refresher.module_key, "window_days": 30}
    assert client.post(reverse(ADDRESS), {**form, "window_days": 0}).status_code == 200
    # What never expires can't be renewed.
    assert client.post(reverse(ADDRESS), {**form, "module": refresher.module_key}).status_code == 200
    assert RenewalRule.objects.count() == 0
    assert client.post(reverse(ADDRESS), form).status_code == 302
    rule = RenewalRule.objects.get()
    assert (rule.module_key, rule.refresher_key, rule.window_days) == (
        expiring.module_key,
        refresher.module_key,
        30,
    )
    client.post(reverse(ADDRESS), {**form, "window_days": 60})
    assert RenewalRule.objects.get().window_days == 60
    client.post(reverse("credentials_admin:remove_rule", args=[rule.pk]))
    assert RenewalRule.objects.count() == 0


def test_modules_and_rules_of_others_are_not_there(client: Client) -> None:
    own, other = (ModuleVersionFactory(validity_months=12, title=title) for title in ("Van ons", "Van hen"))
    rule = RenewalRule.objects.create(
        fieldlab=other.fieldlab, module_key=other.module_key, refresher_key=other.module_key
    )
    client.force_login(MembershipFactory(role=Role.MANAGER, fieldlab=own.fieldlab).user)
    text = client.get(reverse(ADDRESS)).content.decode()
    assert "Van ons" in text
    assert "Van hen" not in text
    assert client.post(reverse("credentials_admin:remove_rule", args=[rule.pk])).status_code == 404
    form = {"module": other.module_key, "refresher": other.module_key, "window_days": 30}
    assert client.post(reverse(ADDRESS), form).status_code == 200
    assert RenewalRule.objects.get() == rule
