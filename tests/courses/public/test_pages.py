from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.images.models import Image

from courses.actions.create_site import create_site
from courses.actions.withdraw_module import withdraw_module
from courses.models import Enrolment, HomePage, ModulePage, ModuleVersion
from courses.public.modules import validity_in_words
from lms.organisations.models import Fieldlab
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.authoring import edit
from tests.factories.courses import EnrolmentFactory, finish_all
from tests.factories.organisations import FieldlabFactory
from tests.factories.public import draft_module, in_dutch_only, publish, published_module, staff_of

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a picture's size to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
MODULE = "/nl/catalogus/robotlab/een/"


@pytest.fixture
def fieldlab(settings: Any, tmp_path: Any) -> Fieldlab:
    settings.MEDIA_ROOT = tmp_path
    create_site()
    return FieldlabFactory(name="RobotLab", slug="robotlab")


@pytest.fixture
def version(fieldlab: Fieldlab) -> ModuleVersion:
    return published_module(fieldlab, "een", hours=2.5, attempts=3, validity_months=24, image="robot-cell.svg")


def page_of(version: ModuleVersion, language: str = "nl") -> ModulePage:
    return ModulePage.objects.get(translation_key=version.module_key, locale__language_code=language)


def html_of(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_module_page_says_all_before_the_start(client: Client, version: ModuleVersion) -> None:
    html = html_of(client, "/en/catalogue/robotlab/een/")

    for words in (
        "Module een (en)",
        "2.5 hours",
        "EQF 3 (NLQF 3)",
        "own indication",
        "Online and on site",
        "You start a robot.",
        "Lesson l1",
        "Finish all 2 lessons.",
        "Answer at least 80 % of the 2 questions well.",
        "You may try each question 3 times.",
        "The assessor looks at 3 points.",
        "knowledge and practice, signed by RobotLab",
        "valid for 2 years",
        "Everybody can start",
    ):
        assert words in html


def test_module_page_without_practical_promises_knowledge_only(client: Client, fieldlab: Fieldlab) -> None:
    lesson = {
        "id": "l1",
        "minutes": 5,
        "title": {"nl": "Les"},
        "blocks": [{"type": "text", "id": "t", "nl": "Lees dit."}],
    }
    published_module(
        fieldlab,
        "een",
        lessons=[lesson],
        eqf=None,
        level_not_applicable={"nl": "Kennismaking"},
        **in_dutch_only("een"),
    )

    html = html_of(client, MODULE)

    assert "knowledge and practice" not in html
    assert "Kennismaking" in html


def test_module_page_shows_the_approved_text_while_a_draft_waits(client: Client, version: ModuleVersion) -> None:
    edit(page_of(version), staff_of(version.fieldlab)[0], title="Geheim", description="Geheim plan", hours=99)

    assert "Geheim" not in html_of(client, MODULE)


def test_module_page_links_its_translations(client: Client, version: ModuleVersion) -> None:
    html = html_of(client, MODULE)

    english = "/en/catalogue/robotlab/een/"
    assert f'<link rel="alternate" hreflang="en" href="http://testserver{english}">' in html
    # In the header and among the facts.
    assert html.count(f'href="{english}"') >= 2


def test_module_that_lost_a_language_leads_to_the_one_it_has(client: Client, version: ModuleVersion) -> None:
    version.texts.filter(language="en").delete()

    response = client.get("/en/catalogue/robotlab/een/")

    assert (response.status_code, response["Location"]) == (302, MODULE)


def test_module_page_lets_everybody_enrol_by_post(client: Client, version: ModuleVersion) -> None:
    address = reverse("enrol", args=[version.module_key])
    assert f'<form method="post" action="{address}">' in html_of(client, MODULE)

    signing_in = client.post(address, {"language": "nl"})

    assert signing_in.status_code == 302
    assert signing_in["Location"].endswith(f"?next={address}%3Flanguage%3Dnl")
    assert not Enrolment.objects.exists()


def test_module_page_offers_to_continue_to_who_follows_it(client: Client, version: ModuleVersion) -> None:
    enrolment = EnrolmentFactory(version=version)
    client.force_login(enrolment.user)

    html = html_of(client, MODULE)

    assert f'href="{reverse("learn", args=[enrolment.pk])}"' in html
    assert reverse("enrol", args=[version.module_key]) not in html


def test_module_page_of_who_completed_it_offers_to_read_again(client: Client, fieldlab: Fieldlab) -> None:
    data = {
        "lessons": [
            {
                "id": "l1",
                "minutes": 5,
                "title": {"nl": "Les"},
                "blocks": [{"type": "text", "id": "t", "nl": "Lees."}],
            }
        ]
    }
    version = published_module(fieldlab, "een", **data, **in_dutch_only("een"))
    enrolment = EnrolmentFactory(version=version)
    finish_all(enrolment)
    client.force_login(enrolment.user)

    html = html_of(client, MODULE)

    assert f'href="{reverse("learn", args=[enrolment.pk])}"' in html
    assert reverse("enrol", args=[version.module_key]) not in html


def test_withdrawn_module_explains_itself(client: Client, version: ModuleVersion) -> None:
    enrolment = EnrolmentFactory(version=version)
    withdraw_module(page=page_of(version), by=SuperuserFactory())
    edit(page_of(version), staff_of(version.fieldlab)[0], title="Geheim")

    as_visitor = client.get(MODULE)
    client.force_login(enrolment.user)
    as_learner = client.get(MODULE)

    assert as_visitor.status_code == as_learner.status_code == 410
    assert "Module een" in as_visitor.content.decode()
    assert "Geheim" not in as_visitor.content.decode()
    learn = reverse("learn", args=[enrolment.pk])
    assert learn in as_learner.content.decode()
    assert learn not in as_visitor.content.decode()


def test_module_comes_back_when_a_new_version_is_approved(client: Client, version: ModuleVersion) -> None:
    withdraw_module(page=page_of(version), by=SuperuserFactory())
    publish(page_of(version))

    assert client.get(MODULE).status_code == 200


@pytest.mark.parametrize("address", [MODULE, "/en/catalogue/robotlab/een/", f"{MODULE}een-l1/"])
def test_module_that_was_never_published_is_not_there(client: Client, fieldlab: Fieldlab, address: str) -> None:
    draft_module(fieldlab, "een")

    assert client.get(address).status_code == 404


def test_module_page_published_past_the_workflow_shows_nothing(client: Client, fieldlab: Fieldlab) -> None:
    draft_module(fieldlab, "een").get_latest_revision().publish(skip_permission_checks=True)

    assert client.get(MODULE).status_code == 404


def test_preview_shows_the_draft_to_its_trainer(client: Client, version: ModuleVersion) -> None:
    page = page_of(version)
    edit(page, staff_of(version.fieldlab)[0], title="Nieuwe titel", description="Nieuwe tekst")
    draft = page.get_latest_revision_as_object()

    response = draft.make_preview_request(preview_mode="")

    html = response.content.decode()
    assert response.status_code == 200
    assert "Nieuwe titel" in html
    assert "Nieuwe tekst" in html
    assert reverse("enrol", args=[version.module_key]) not in html


def test_fieldlab_page_shows_who_it_is_and_its_modules(client: Client, version: ModuleVersion) -> None:
    published_module(FieldlabFactory(), "van-een-ander")

    html = html_of(client, "/nl/catalogus/robotlab/")

    fieldlab = version.fieldlab
    for words in (fieldlab.hub.name, fieldlab.email, fieldlab.quality_assurance, "Module een"):
        assert words in html
    assert "van-een-ander" not in html
    assert f"/themes/fieldlab/{fieldlab.uuid}/" in html


def test_fieldlab_page_shows_its_logo(client: Client, version: ModuleVersion) -> None:
    fieldlab = version.fieldlab
    fieldlab.logo = Image.objects.get()
    fieldlab.save(update_fields=["logo"])

    assert 'class="hero__logo"' in html_of(client, "/nl/catalogus/robotlab/")
    assert 'class="lab__logo"' in html_of(client, "/nl/")


def test_home_page_has_an_entrance_for_everybody(client: Client, version: ModuleVersion) -> None:
    html = html_of(client, "/nl/")

    for address in ("catalogue", "check", "wagtailadmin_home"):
        assert f'href="{reverse(address)}"' in html
    assert "Module een" in html
    assert "RobotLab" in html


def test_home_page_names_a_fieldlab_from_its_first_module_on(client: Client, version: ModuleVersion) -> None:
    new = FieldlabFactory(name="Nieuw lab", slug="nieuw-lab")
    assert "Nieuw lab" not in html_of(client, "/nl/")
    assert "Nieuw lab" in html_of(client, "/nl/catalogus/nieuw-lab/")
    published_module(new, "eerste")
    assert "Nieuw lab" in html_of(client, "/nl/")


def test_home_page_says_what_the_network_wrote(client: Client, fieldlab: Fieldlab) -> None:
    HomePage.objects.filter(locale__language_code="nl").update(introduction="Welkom bij ons netwerk.")

    assert "Welkom bij ons netwerk." in html_of(client, "/nl/")


@pytest.mark.parametrize("address", ["/privacy/", "/accessibility/"])
def test_statements_are_public(client: Client, address: str) -> None:
    assert f'href="{address}"' in html_of(client, "/privacy/")
    html_of(client, address)


def test_public_pages_ask_nothing_of_another_host(client: Client, version: ModuleVersion) -> None:
    client.force_login(UserFactory())
    for address in ("/nl/", "/nl/catalogus/", "/nl/catalogus/robotlab/", MODULE, "/privacy/", "/accessibility/"):
        html = html_of(client, address)
        assert 'src="http' not in html
        assert " style=" not in html
        assert "onclick" not in html


@pytest.mark.parametrize(("months", "words"), [(None, ""), (6, "6 months"), (12, "1 year"), (24, "2 years")])
def test_validity_is_said_in_years_where_it_can_be(months: int | None, words: str) -> None:
    with override("en"):
        assert validity_in_words(months) == words
