from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import ModuleVersion
from credentials.actions.submit_definition import submit_definition
from credentials.models import Achievement, Credential, Definition, EctsRight, StackProposal
from credentials.tasks import sweep
from lms.organisations.models import Fieldlab, Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.definitions import published, saved, staff_of
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def address(name: str, *args: Any) -> str:
    return reverse(f"credentials_admin:{name}", args=args)


def posted_back(response: Any, **changes: Any) -> dict[str, Any]:
    """What a browser sends when the form is sent back as it stands."""
    form = response.context["form"]
    data: dict[str, Any] = {}
    for part in (form.facts, *form.texts.values(), form.outcomes.management_form, *form.outcomes.forms):
        for field in part:
            value = field.value()
            if value not in (None, "", False):
                data[field.html_name] = value
    return data | changes


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(title="Veilig lassen")


def test_a_trainer_writes_a_manager_approves_and_it_is_awarded(client: Client, version: ModuleVersion) -> None:
    trainer, manager = staff_of(version.fieldlab), staff_of(version.fieldlab, Role.MANAGER)
    client.force_login(trainer)
    page = client.get(address("definitions"))
    assert "automatisch: gemaakt uit de module" in page.content.decode()
    response = client.post(address("definition_new"), {"module": version.module_key})
    definition = Definition.objects.get()
    assert response["Location"] == address("definition", definition.pk)
    page = client.get(response["Location"])
    data = posted_back(page, **{"nl-name": "Veilig lassen in de praktijk", "shape": "shield", "icon": "star"})
    client.post(address("definition", definition.pk), data | {"what": "save"})
    assert not definition.submissions.exists()
    page = client.get(address("definition", definition.pk))
    client.post(address("definition", definition.pk), posted_back(page, what="hand_in"))
    submission = definition.submissions.get()
    review = address("definition_review", submission.pk)
    assert client.get(review).context["form"] is None
    assert client.post(review, {"decision": "approve"}).status_code == 404
    client.force_login(manager)
    assert "Veilig lassen in de praktijk" in client.get(address("definitions")).content.decode()
    assert client.post(review, {"decision": "changes"}).status_code == 200
    assert client.post(review, {"decision": "approve"}).status_code == 302
    assert client.get(review).status_code == 302
    credential = CredentialFactory(version=version)
    assert credential.achievement.name == "Veilig lassen in de praktijk"
    assert (credential.achievement.badge["shape"], credential.achievement.badge["icon"]) == ("shield", "star")


def test_what_is_missing_stands_above_the_form_and_nothing_is_lost(client: Client, version: ModuleVersion) -> None:
    client.force_login(staff_of(version.fieldlab))
    client.post(address("definition_new"), {"module": version.module_key})
    definition = Definition.objects.get()
    page = client.get(address("definition", definition.pk))
    data = posted_back(page, what="hand_in")
    data.pop("evidence")
    response = client.post(address("definition", definition.pk), data | {"nl-description": "Nieuw."})
    assert "browser" in response.content.decode()
    assert not definition.submissions.exists()
    assert definition.revisions.first().parsed.texts["nl"].description == "Nieuw."
    response = client.post(address("definition", definition.pk), data | {"hours": "-1"})
    assert response.status_code == 200
    assert definition.revisions.count() == 2


def test_definitions_of_others_are_not_there(client: Client, version: ModuleVersion) -> None:
    foreign = published(ModuleVersionFactory(title="Van hen"))
    client.force_login(staff_of(version.fieldlab, Role.MANAGER))
    assert "Van hen" not in client.get(address("definitions")).content.decode()
    for name in ("definition", "badge_preview"):
        assert client.get(address(name, foreign.pk)).status_code == 404
    for name, pk in (
        ("definition", foreign.pk),
        ("definition_take_back", foreign.pk),
        ("definition_review", foreign.submissions.get().pk),
    ):
        assert client.post(address(name, pk), {}).status_code == 404
    assert client.post(address("definition_new"), {"module": foreign.module_key}).status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, number: int, django_assert_max_num_queries: Any
) -> None:
    fieldlab = FieldlabFactory()
    for _ in range(number):
        definition = published(ModuleVersionFactory(fieldlab=fieldlab))
        trainer = staff_of(fieldlab)
        saved(definition, trainer, lambda content: replace(content, human_code="A-1"))
        submit_definition(by=trainer, definition=definition)
    client.force_login(staff_of(fieldlab))
    client.get(address("definitions"))
    with django_assert_max_num_queries(26):
        page = client.get(address("definitions"))
    assert len(page.context["rows"]) == len(page.context["to_decide"]) == number


def test_a_programme_is_written_for_several_modules(client: Client, version: ModuleVersion) -> None:
    other = ModuleVersionFactory(fieldlab=version.fieldlab)
    client.force_login(staff_of(version.fieldlab))
    client.post(address("definition_new"), {"modules": [version.module_key], "step": uuid4()})
    assert not Definition.objects.exists()
    step = client.get(address("definitions")).context["form"]["step"].value()
    for _click in range(2):
        form = {"modules": [version.module_key, other.module_key], "step": step}
        response = client.post(address("definition_new"), form)
    definition = Definition.objects.get()
    assert response["Location"] == address("definition", definition.pk)
    page = client.get(address("definition", definition.pk))
    data = posted_back(page, **{"nl-name": "Lasser", "needed": 1, "participation": "ONLINE"})
    client.post(address("definition", definition.pk), data)
    content = definition.revisions.first().parsed
    assert (content.name, content.rule.needed, content.approval) == ("Lasser", 1, True)
    assert set(content.rule.modules) == {str(version.module_key), str(other.module_key)}


def test_the_badge_is_shown_before_it_is_saved(client: Client, version: ModuleVersion) -> None:
    definition = published(version)
    client.force_login(staff_of(version.fieldlab))
    saved = client.get(address("badge_preview", definition.pk)).content
    drawn = client.get(address("badge_preview", definition.pk), {"shape": "circle", "icon": "gear"}).content
    assert saved.startswith(b"<svg")
    assert drawn.startswith(b"<svg")
    assert saved != drawn


def test_a_manager_decides_on_a_proposal(client: Client, version: ModuleVersion) -> None:
    other = ModuleVersionFactory(fieldlab=version.fieldlab)
    programme = published(version, other, name="Lasser")
    person = UserFactory(name="Sanne de Vries")
    for module in (version, other):
        CredentialFactory(user=person, version=module)
    sweep()
    proposal = StackProposal.objects.get()
    client.force_login(staff_of(FieldlabFactory(), Role.MANAGER))
    assert "Sanne" not in client.get(address("stacks")).content.decode()
    assert client.get(address("stack", proposal.uuid)).status_code == 404
    client.force_login(staff_of(version.fieldlab))
    assert client.get(address("stacks")).status_code == 404
    client.force_login(staff_of(version.fieldlab, Role.MANAGER))
    assert "Sanne de Vries" in client.get(address("stacks")).content.decode()
    detail = address("stack", proposal.uuid)
    assert client.post(detail, {"decision": "reject"}).status_code == 200
    assert client.post(detail, {"decision": "approve"}).status_code == 302
    credential = Credential.objects.get(authored=programme)
    assert credential.user == person
    # The worker sees by what it was earned.
    client.force_login(person)
    wallet = client.get(reverse("credential", args=[credential.uuid])).content.decode()
    assert all(part.part.achievement.name in wallet for part in credential.parts.all())


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_proposals_asks_the_same_number_of_questions(
    client: Client, number: int, django_assert_max_num_queries: Any
) -> None:
    definition = published(first := ModuleVersionFactory(), ModuleVersionFactory(fieldlab=first.fieldlab))
    StackProposal.objects.bulk_create(
        StackProposal(authored=definition, user=UserFactory()) for _ in range(number)
    )
    client.force_login(staff_of(definition.fieldlab, Role.MANAGER))
    client.get(address("stacks"))
    with django_assert_max_num_queries(22):
        assert len(client.get(address("stacks")).context["page_obj"].object_list) == number


def test_the_operator_says_who_may_award_ects(client: Client) -> None:
    fieldlab = FieldlabFactory()
    client.force_login(staff_of(fieldlab, Role.MANAGER))
    assert client.get(address("ects")).status_code == 404
    client.force_login(MembershipFactory(role=Role.OPERATOR).user)
    assert fieldlab.name in client.get(address("ects")).content.decode()
    form = {"fieldlab": fieldlab.slug, "allowed": "yes"}
    client.post(address("ects"), form)
    assert EctsRight.objects.get().fieldlab == fieldlab
    client.post(address("ects"), form | {"allowed": "no"})
    assert not EctsRight.objects.exists()
    assert client.post(address("ects"), {"fieldlab": "x"}).status_code == 404
    assert Fieldlab.objects.filter(pk=fieldlab.pk).exists()


def test_the_public_page_of_a_definition_says_whose_it_is(client: Client, version: ModuleVersion) -> None:
    definition = published(version)
    achievement = Achievement.objects.filter(authored=definition).first()
    page = client.get(reverse("achievement", args=[achievement.uuid]), headers={"accept": "text/html"})
    assert version.fieldlab.name in page.content.decode()
