import re
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pixels

from courses.models import FieldlabPage
from lms.accounts.models import User
from lms.core.figures import Count, NetworkFigure
from lms.core.registry import network_figures
from lms.lrs.models import RecordStoreKey
from lms.organisations.models import Employer, Fieldlab, Hub, Invitation, Membership, Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    EmployerFactory,
    FieldlabFactory,
    HubFactory,
    InvitationFactory,
    MembershipFactory,
)

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def operator() -> Client:
    return signed_in(MembershipFactory(role=Role.OPERATOR).user)


def fieldlab_form(hub: Hub, **changes: Any) -> dict[str, Any]:
    return {
        "hub": hub.pk,
        "name": "Robotlab",
        "slug": "robotlab",
        "legal_name": "Stichting Robotlab",
        "kvk_number": "12345678",
        "region": "Drenthe",
        "website": "robotlab.example",
        "email": "info@robotlab.example",
        "phone": "",
        "quality_assurance": "Wij kijken elk jaar mee bij elkaar.",
        "quality_assurance_url": "https://robotlab.example/kwaliteit",
        "colour": "#12406b",
        "accent_colour": "#c2410c",
        "approver_email": "",
        "manager_email": "baas@robotlab.example",
    } | changes


def test_operator_makes_a_fieldlab_in_one_form(operator: Client) -> None:
    hub, approver = HubFactory(), UserFactory()
    data = fieldlab_form(hub, approver_email=approver.email)
    assert operator.get("/admin/fieldlabs/new/").status_code == 200
    assert operator.post("/admin/fieldlabs/new/", data).status_code == 302
    fieldlab = Fieldlab.objects.get(slug="robotlab")
    assert (fieldlab.website, fieldlab.outside_approver) == ("https://robotlab.example", approver)
    assert fieldlab.collection is not None
    assert list(fieldlab.invitations.values_list("email", "role")) == [("baas@robotlab.example", Role.MANAGER)]
    assert FieldlabPage.objects.filter(fieldlab=fieldlab).count() == 0


def test_operator_sees_what_is_wrong_and_nothing_is_made(operator: Client) -> None:
    data = fieldlab_form(HubFactory(), kvk_number="12", approver_email="niemand@voorbeeld.nl")
    response = operator.post("/admin/fieldlabs/new/", data)
    assert set(response.context["form"].errors) == {"kvk_number", "approver_email"}
    assert not Fieldlab.objects.exists()


def png(name: str) -> SimpleUploadedFile:
    file = BytesIO()
    Pixels.new("RGB", (4, 4), "red").save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


def test_operator_gives_a_new_fieldlab_its_logo(operator: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert 'name="logo_file"' in operator.get("/admin/fieldlabs/new/").content.decode()
    operator.post("/admin/fieldlabs/new/", fieldlab_form(HubFactory(), logo_file=png("logo.png")))
    fieldlab = Fieldlab.objects.get()
    assert fieldlab.logo is not None
    assert (fieldlab.logo.collection, fieldlab.logo.width) == (fieldlab.collection, 4)


def test_logo_that_is_no_picture_or_runs_a_script_is_refused(operator: Client) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><script>alert(1)</script></svg>'
    for name, content in (("logo.png", b"geen plaatje"), ("logo.svg", svg), ("logo.exe", b"MZ")):
        data = fieldlab_form(HubFactory(), logo_file=SimpleUploadedFile(name, content))
        response = operator.post("/admin/fieldlabs/new/", data)
        assert list(response.context["form"].errors) == ["logo_file"]
    assert not Fieldlab.objects.exists()


def test_operator_s_first_page_shows_the_network_and_nobody_else_s(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fieldlab = FieldlabFactory()
    monkeypatch.setattr(network_figures, "_steps", {})
    figures = {"Inschrijvingen": Count(173, 9), "Afgerond": Count(3, 3)}
    for label, count in figures.items():
        network_figures.register(label, partial(NetworkFigure, label, {fieldlab.pk: count}))
    InvitationFactory(fieldlab=fieldlab)
    page = operator.get("/admin/").content.decode()
    assert re.findall(r"<dd>([^<]+)</dd>", page) == ["173", "&lt;5"]
    assert "1 uitnodiging" in page
    for address in ("/admin/figures/", "/admin/invitations/", "/admin/fieldlabs/new/", "/admin/staff/"):
        assert f'href="{address}"' in page
    manager = signed_in(MembershipFactory(role=Role.MANAGER, fieldlab=fieldlab).user)
    assert "173" not in manager.get("/admin/").content.decode()


def test_operator_changes_hub_fieldlab_and_employer(operator: Client) -> None:
    fieldlab, employer = FieldlabFactory(), EmployerFactory()
    operator.post(f"/admin/hubs/edit/{fieldlab.hub_id}/", {"name": "Noord", "slug": "noord"})
    operator.post(f"/admin/employers/edit/{employer.pk}/", {"name": "Anders", "kvk_number": "87654321"})
    operator.post(f"/admin/fieldlabs/edit/{fieldlab.pk}/", fieldlab_form(fieldlab.hub))
    assert Hub.objects.get().name == "Noord"
    assert Employer.objects.get().name == "Anders"
    assert (Fieldlab.objects.get().name, Fieldlab.objects.get().slug) == ("Robotlab", fieldlab.slug)


def test_operator_makes_an_employer_with_its_first_hr_officer(operator: Client) -> None:
    operator.post(
        "/admin/employers/new/", {"name": "Metaal", "kvk_number": "12345678", "hr_email": "hr@metaal.example"}
    )
    assert Invitation.objects.get().employer == Employer.objects.get()


@pytest.mark.parametrize("screen", ["figures", "hubs", "fieldlabs", "employers", "staff", "invitations"])
def test_operator_opens_every_screen(operator: Client, screen: str) -> None:
    FieldlabFactory()
    EmployerFactory()
    assert operator.get(f"/admin/{screen}/").status_code == 200
    assert f"/admin/{screen}/" in operator.get("/admin/").content.decode()


@pytest.mark.parametrize("screen", ["figures", "hubs", "fieldlabs", "employers"])
def test_manager_opens_no_screen_of_the_operator(screen: str) -> None:
    client = signed_in(MembershipFactory(role=Role.MANAGER, fieldlab=FieldlabFactory()).user)
    assert client.get(f"/admin/{screen}/").status_code == 404
    assert f'/admin/{screen}/"' not in client.get("/admin/").content.decode()


def test_manager_changes_the_look_of_the_own_fieldlab_only() -> None:
    own, other = FieldlabFactory(name="Eigen"), FieldlabFactory(name="Ander")
    client = signed_in(MembershipFactory(role=Role.MANAGER, fieldlab=own).user)
    assert client.get("/admin/own-fieldlab/").status_code == 200
    data = fieldlab_form(own.hub, colour="#ffd500", name="Gekaapt", pk=other.pk, fieldlab=other.pk)
    assert client.post("/admin/own-fieldlab/", data).status_code == 302
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.name, own.colour, other.colour) == ("Eigen", "#ffd500", "#12406b")


def test_manager_invites_for_the_own_fieldlab_whatever_is_posted() -> None:
    own, other = FieldlabFactory(), FieldlabFactory()
    client = signed_in(MembershipFactory(role=Role.MANAGER, fieldlab=own).user)
    assert client.get("/admin/invitations/new/").status_code == 200
    client.post("/admin/invitations/new/", {"email": "a@b.example", "role": "trainer", "fieldlab": other.pk})
    client.post("/admin/invitations/new/", {"email": "c@d.example", "role": "manager"})
    assert list(Invitation.objects.values_list("email", "fieldlab")) == [("a@b.example", own.pk)]


def test_operator_who_mixes_up_a_role_is_told_and_invites_nobody(operator: Client) -> None:
    data = {"email": "nova@voorbeeld.example", "role": Role.TRAINER, "employer": EmployerFactory().pk}
    response = operator.post("/admin/invitations/new/", data)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert not Invitation.objects.exists()


def test_manager_of_several_fieldlabs_reaches_each_of_them_and_no_other() -> None:
    first, second, other = FieldlabFactory(), FieldlabFactory(), FieldlabFactory()
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=first).user
    MembershipFactory(user=manager, role=Role.MANAGER, fieldlab=second)
    client = signed_in(manager)
    listed = client.get("/admin/own-fieldlab/").content.decode()
    assert [fieldlab.name in listed for fieldlab in (first, second, other)] == [True, True, False]
    opened = [client.get(f"/admin/own-fieldlab/{fieldlab.pk}/").status_code for fieldlab in (first, second, other)]
    assert opened == [200, 200, 404]
    data = fieldlab_form(second.hub, colour="#ffd500")
    assert client.post(f"/admin/own-fieldlab/{second.pk}/", data).status_code == 302
    second.refresh_from_db()
    assert second.colour == "#ffd500"
    for fieldlab in (second, other):
        invitation = {"email": f"{fieldlab.pk}@b.example", "role": "trainer", "fieldlab": fieldlab.pk}
        client.post("/admin/invitations/new/", invitation)
    assert list(Invitation.objects.values_list("fieldlab", flat=True)) == [second.pk]
    for fieldlab in (second, other):
        key = {"label": "Robot", "scopes": ["statements/write"], "fieldlab": fieldlab.pk}
        client.post("/admin/record_store_keys/new/", key)
    assert list(RecordStoreKey.objects.values_list("fieldlab", flat=True)) == [second.pk]


def test_manager_ends_a_role_of_the_own_fieldlab_only() -> None:
    own, other = FieldlabFactory(), FieldlabFactory()
    client = signed_in(MembershipFactory(role=Role.MANAGER, fieldlab=own).user)
    mine, theirs = (MembershipFactory(role=Role.TRAINER, fieldlab=fieldlab) for fieldlab in (own, other))
    listed = client.get("/admin/staff/").content.decode()
    assert (mine.user.email in listed, theirs.user.email in listed) == (True, False)
    for membership in (mine, theirs):
        client.post(f"/admin/staff/end/{membership.pk}/")
    assert [
        row.until is None for row in Membership.objects.filter(pk__in=[mine.pk, theirs.pk]).order_by("pk")
    ] == [
        False,
        True,
    ]


@pytest.mark.parametrize("screen", ["staff", "invitations", "fieldlabs", "figures"])
def test_lists_cost_the_same_with_one_row_and_with_thirty(operator: Client, screen: str) -> None:
    fieldlab, asked = FieldlabFactory(), []
    inviter = UserFactory()
    for rows in (1, 30):
        while Membership.objects.filter(fieldlab=fieldlab).count() < rows:
            MembershipFactory(role=Role.TRAINER, fieldlab=fieldlab)
            InvitationFactory(fieldlab=fieldlab, invited_by=inviter)
        with CaptureQueriesContext(connection) as queries:
            operator.get(f"/admin/{screen}/")
        asked.append(len(queries))
    assert asked[1] <= asked[0]
