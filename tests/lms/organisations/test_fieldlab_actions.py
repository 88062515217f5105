import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import ModelLogEntry
from wagtail.permissions import policy_registry

from lms.accounts.models import User
from lms.organisations.actions.create_fieldlab import create_fieldlab
from lms.organisations.actions.create_hub import create_hub
from lms.organisations.actions.end_membership import end_membership
from lms.organisations.actions.update_fieldlab import update_fieldlab
from lms.organisations.models import Fieldlab, Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import FieldlabFactory, HubFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_create_fieldlab_makes_collection_and_groups_that_open_it_alone():
    ours, theirs = FieldlabFactory(), FieldlabFactory()
    trainer = MembershipFactory(role=Role.TRAINER, fieldlab=ours).user
    for policy in (policy_registry.get_by_type(Image), policy_registry.get_by_type(Document)):
        for verb in ("add", "change", "choose"):
            assert list(policy.collections_user_has_permission_for(trainer, verb)) == [ours.collection]
    assert trainer.has_perm("wagtailadmin.access_admin")
    assert ours.collection != theirs.collection


def test_create_fieldlab_computes_its_palette():
    assert set(FieldlabFactory(colour="#ffd500").palette) == {"light", "dark"}


def test_create_fieldlab_by_a_manager_is_refused():
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=FieldlabFactory()).user
    with pytest.raises(PermissionDenied):
        create_fieldlab(by=manager, hub=HubFactory(), name="Nieuw", slug="nieuw")
    assert not Fieldlab.objects.filter(slug="nieuw").exists()


def test_create_fieldlab_with_a_wrong_colour_makes_nothing():
    with pytest.raises(ValidationError) as refused:
        FieldlabFactory(slug="fout", colour="blauw")
    assert list(refused.value.message_dict) == ["colour"]
    assert not Fieldlab.objects.filter(slug="fout").exists()


def test_create_fieldlab_with_another_one_s_kvk_number_is_refused():
    FieldlabFactory(kvk_number="12345678")
    with pytest.raises(ValidationError) as refused:
        FieldlabFactory(slug="dubbel", kvk_number="12345678")
    assert refused.value.messages == ["Een ander fieldlab heeft dit KvK-nummer al. Kijk het nummer na."]
    assert list(refused.value.message_dict) == ["kvk_number"]
    assert not Fieldlab.objects.filter(slug="dubbel").exists()


@pytest.mark.parametrize("slug", ["nl", "en", "de", "admin", "xapi", "wallet", "hr", "catalogue"])
def test_create_fieldlab_with_a_name_of_the_site_itself_is_refused(slug):
    with pytest.raises(ValidationError) as refused:
        FieldlabFactory(slug=slug)
    assert list(refused.value.message_dict) == ["slug"]
    assert not Fieldlab.objects.exists()


def test_create_fieldlab_writes_one_audit_line():
    operator = MembershipFactory(role=Role.OPERATOR).user
    fieldlab = FieldlabFactory(by=operator)
    (entry,) = ModelLogEntry.objects.for_instance(fieldlab)
    assert (entry.action, entry.user) == ("wagtail.create", operator)


def test_update_fieldlab_keeps_identifier_and_groups_when_the_names_change():
    fieldlab = FieldlabFactory()
    operator = MembershipFactory(role=Role.OPERATOR).user
    changed = update_fieldlab(by=operator, fieldlab=fieldlab, name="Anders")
    assert (changed.uuid, changed.authors_group) == (fieldlab.uuid, fieldlab.authors_group)
    assert changed.collection.name == "Anders"


def test_update_fieldlab_by_its_manager_changes_look_and_contact_only():
    fieldlab = FieldlabFactory()
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=fieldlab).user
    before = fieldlab.palette
    changed = update_fieldlab(by=manager, fieldlab=fieldlab, colour="#ffd500", phone="040 123 45 67")
    assert changed.palette != before
    with pytest.raises(PermissionDenied):
        update_fieldlab(by=manager, fieldlab=fieldlab, kvk_number="12345678")


@pytest.mark.parametrize("role", [Role.TRAINER, Role.ASSESSOR])
def test_update_fieldlab_by_others_is_refused(role):
    fieldlab = FieldlabFactory()
    with pytest.raises(PermissionDenied):
        update_fieldlab(by=MembershipFactory(role=role, fieldlab=fieldlab).user, fieldlab=fieldlab, phone="1")


def test_update_fieldlab_of_another_by_a_manager_is_refused():
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=FieldlabFactory()).user
    with pytest.raises(PermissionDenied):
        update_fieldlab(by=manager, fieldlab=FieldlabFactory(), phone="1")


def test_outside_approver_may_open_the_admin_for_as_long_as_it_lasts():
    operator, approver = MembershipFactory(role=Role.OPERATOR).user, UserFactory()
    fieldlab = update_fieldlab(by=operator, fieldlab=FieldlabFactory(), outside_approver=approver)
    assert User.objects.get(pk=approver.pk).has_perm("wagtailadmin.access_admin")
    update_fieldlab(by=operator, fieldlab=fieldlab, outside_approver=None)
    assert not User.objects.get(pk=approver.pk).has_perm("wagtailadmin.access_admin")


def test_membership_that_ends_takes_its_groups_along_and_leaves_the_others():
    first, second = FieldlabFactory(), FieldlabFactory()
    membership = MembershipFactory(role=Role.TRAINER, fieldlab=first)
    trainer = membership.user
    MembershipFactory(user=trainer, role=Role.MANAGER, fieldlab=second)
    end_membership(by=trainer, membership=membership)
    assert set(trainer.groups.all()) == {second.managers_group}


def test_create_hub_by_anybody_else_is_refused():
    with pytest.raises(PermissionDenied):
        create_hub(by=UserFactory(), name="Noord", slug="noord")
