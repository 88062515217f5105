"""The admin opens for its own people as far as their fieldlab goes; what it keeps closed is in tests/tenancy/."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lms.organisations.admin_guard import check_of
from lms.organisations.models import Role
from tests.factories.organisations import EmployerFactory, MembershipFactory
from tests.tenancy.two_fieldlabs import Tenant, fieldlab_a, site

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant(settings: Any, tmp_path: Any) -> Tenant:
    settings.MEDIA_ROOT = tmp_path
    site()
    return fieldlab_a()


def test_admin_opens_the_own_pages_and_media(tenant: Tenant) -> None:
    client = Client()
    client.force_login(tenant.people["trainer"], backend="django.contrib.auth.backends.ModelBackend")
    opened = {
        path: client.get(path).status_code
        for path in (
            "/admin/",
            f"/admin/pages/{tenant.module.pk}/",
            f"/admin/pages/{tenant.module.pk}/edit/",
            f"/admin/pages/{tenant.module.pk}/history/",
            f"/admin/pages/{tenant.lesson.pk}/edit/",
            f"/admin/pages/{tenant.lesson.pk}/copy/",
            f"/admin/pages/{tenant.pages[0].get_parent().pk}/",
            f"/admin/pages/add/courses/lessonpage/{tenant.module.pk}/",
            "/admin/choose-page/",
            "/admin/images/",
            f"/admin/images/{tenant.image.pk}/",
            "/admin/images/chooser/",
            f"/admin/images/chooser/chosen/{tenant.image.pk}/",
            f"/admin/documents/edit/{tenant.document.pk}/",
            f"/admin/bulk/wagtailimages/image/delete/?id={tenant.image.pk}",
            f"/admin/bulk/wagtailcore/page/delete/?id={tenant.lesson.pk}",
        )
    }
    assert {path: status for path, status in opened.items() if status != 200} == {}
    assert client.get("/admin/tag-autocomplete/", {"term": "Rood"}).json() == [
        "Roodborst documentlabel",
        "Roodborst label",
    ]


def test_admin_of_a_visitor_leads_to_the_one_sign_in(client: Client) -> None:
    response = client.get("/admin/pages/1/edit/")
    assert response.headers["Location"] == "/account/login/?next=/admin/pages/1/edit/"
    assert client.get("/admin/login/?next=/admin/reports/").headers["Location"] == (
        "/account/login/?next=%2Fadmin%2Freports%2F"
    )


def test_admin_of_a_worker_is_not_there() -> None:
    client = Client()
    worker = MembershipFactory(role=Role.EMPLOYEE, employer=EmployerFactory()).user
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/").status_code == 404


NOBODY = "00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize(
    ("role", "addresses"),
    [
        ("trainer", ["/admin/", "/admin/bestaat-niet/"]),
        ("trainer", [f"/review/{NOBODY}/"]),
        ("assessor", ["/practical/", f"/practical/{NOBODY}/result/"]),
        ("hr", ["/hr/", f"/hr/shared/{NOBODY}/"]),
    ],
)
def test_who_has_no_role_is_told_so_on_every_page_of_staff(
    tenant: Tenant, role: str, addresses: list[str]
) -> None:
    worker, staff = Client(), Client()
    for client, user in ((worker, tenant.people["worker"]), (staff, tenant.people[role])):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for address in addresses:
        response = worker.get(address)
        text = response.content.decode()
        assert (response.status_code, "Je hebt hier geen rol" in text) == (404, True)
        assert "om een uitnodiging" in text
        assert 'href="/"' in text
    # Who belongs there learns nothing of what is not there.
    response = staff.get(addresses[-1])
    assert (response.status_code, "Je hebt hier geen rol" in response.content.decode()) == (404, False)


def test_root_of_all_pages_leads_who_makes_modules_to_them(tenant: Tenant) -> None:
    clients = {name: Client() for name in ("trainer", "manager", "assessor")}
    for name, client in clients.items():
        client.force_login(tenant.people[name], backend="django.contrib.auth.backends.ModelBackend")
    assert clients["trainer"].get("/admin/pages/").headers["Location"] == "/admin/modules/"
    assert clients["manager"].get("/admin/pages/").headers["Location"] == "/admin/modules/"
    assert clients["assessor"].get("/admin/pages/").headers["Location"] == "/admin/"
    above = {page.depth: page for page in tenant.pages[0].get_ancestors()}
    assert clients["trainer"].get(f"/admin/pages/{above[1].pk}/").headers["Location"] == "/admin/modules/"
    assert clients["trainer"].get(f"/admin/pages/{above[2].pk}/").status_code == 200


def test_admin_view_that_nobody_decided_on_is_closed() -> None:
    assert check_of("some_new_view_of_wagtail") is None
