import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images.models import Image

from courses.actions.create_site import create_site
from courses.actions.withdraw_module import withdraw_module
from courses.models import FieldlabPage, ModulePage
from lms.organisations.models import Fieldlab
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.authoring import edit, lesson_data
from tests.factories.courses import EnrolmentFactory
from tests.factories.organisations import FieldlabFactory
from tests.factories.public import DRAWINGS, draft_module, in_dutch_only, publish, published_module, staff_of

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a picture's size to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
CATALOGUE = {"nl": "/nl/catalogus/", "en": "/en/catalogue/"}


@pytest.fixture
def fieldlab(settings: Any, tmp_path: Any) -> Fieldlab:
    settings.MEDIA_ROOT = tmp_path
    create_site()
    return FieldlabFactory(name="RobotLab", slug="robotlab")


def titles(client: Client, language: str = "nl", **asked: Any) -> list[str]:
    """The titles in the catalogue, in order."""
    response = client.get(CATALOGUE[language], asked)
    assert response.status_code == 200
    return [card.text.title for card in response.context["cards"]]


def test_catalogue_lists_a_module_once_in_the_readers_language(client: Client, fieldlab: Fieldlab) -> None:
    published_module(fieldlab, "een")

    assert titles(client) == ["Module een"]
    assert titles(client, "en") == ["Module een (en)"]


def test_catalogue_marks_a_module_that_lacks_the_readers_language(client: Client, fieldlab: Fieldlab) -> None:
    published_module(fieldlab, "nederlands", **in_dutch_only("nederlands"))
    published_module(fieldlab, "zowel")

    response = client.get(CATALOGUE["en"])

    cards = response.context["cards"]
    assert [(card.text.language, card.elsewhere) for card in cards] == [("en", False), ("nl", True)]
    html = response.content.decode()
    assert re.search(
        r'lang="nl"><a href="/nl/catalogus/robotlab/nederlands/"\s+hreflang="nl">Module nederlands</a>', html
    )
    assert "Only in Dutch" in html


def test_catalogue_shows_what_was_approved_and_never_a_draft(client: Client, fieldlab: Fieldlab) -> None:
    version = published_module(fieldlab, "een")
    page = ModulePage.objects.get(translation_key=version.module_key, locale__language_code="nl")
    edit(page, staff_of(fieldlab)[0], title="Geheim plan", summary="Geheim plan")
    draft_module(fieldlab, "concept", title={"nl": "Geheim concept", "en": "Secret draft"})

    assert titles(client) == ["Module een"]
    assert titles(client, q="geheim") == []


def test_catalogue_leaves_out_a_withdrawn_module(client: Client, fieldlab: Fieldlab) -> None:
    version = published_module(fieldlab, "een")
    withdraw_module(page=ModulePage.objects.filter(translation_key=version.module_key)[0], by=SuperuserFactory())

    assert titles(client) == []


@pytest.mark.parametrize("words", ["robotprogrammeren", "Robot", "robotprog pick", "PICK"])
def test_search_finds_words_and_their_beginnings(client: Client, fieldlab: Fieldlab, words: str) -> None:
    published_module(fieldlab, "een", title={"nl": "Robotprogrammeren: pick-and-place", "en": "Robot programming"})
    published_module(
        fieldlab, "twee", title={"nl": "Meten", "en": "Measuring"}, summary={"nl": "Meten", "en": "Size"}
    )

    found = titles(client, q=words)

    assert found[0] == "Robotprogrammeren: pick-and-place"


def test_search_finds_a_module_by_its_words_in_another_language(client: Client, fieldlab: Fieldlab) -> None:
    published_module(fieldlab, "twee", title={"nl": "Meten", "en": "Measuring"})

    assert titles(client, q="measuring") == ["Meten"]


@pytest.mark.parametrize(
    "words",
    ['"', "*", "AND", "a OR b", "NEAR(", "-", "'; drop table", "%", "(", "😀", "title:x", "x" * 5000],
)
def test_search_takes_any_words(client: Client, fieldlab: Fieldlab, words: str) -> None:
    published_module(fieldlab, "een")

    assert client.get(CATALOGUE["nl"], {"q": words}).status_code == 200


def test_facets_narrow_down_and_count(client: Client, fieldlab: Fieldlab) -> None:
    published_module(fieldlab, "robots", topic="robotics", hours=2)
    published_module(fieldlab, "data", topic="data", hours=6, **in_dutch_only("data"))
    published_module(FieldlabFactory(), "lean", topic="lean", hours=6)

    response = client.get(CATALOGUE["nl"], {"fieldlab": "robotlab", "topic": ["robotics", "data"], "form": "zz"})

    assert [card.text.title for card in response.context["cards"]] == ["Module data", "Module robots"]
    counts = {
        facet.name: {choice.value: choice.count for choice in facet.choices}
        for facet in response.context["facets"]
    }
    assert counts["duration"] == {"2": 1, "8": 1}
    assert counts["language"] == {"nl": 2, "en": 1}
    # Within a facet, the others stay to choose from.
    assert counts["topic"] == {"robotics": 1, "data": 1}
    assert counts["fieldlab"] == {"robotlab": 2}
    chips = [chip.label for chip in response.context["chips"]]
    assert chips == ["Data en cyberveiligheid", "Robotica", "RobotLab"]
    assert titles(client, language="nl", duration="8") == ["Module data", "Module lean"]


def test_language_facet_asks_for_modules_in_that_language(client: Client, fieldlab: Fieldlab) -> None:
    published_module(fieldlab, "data", **in_dutch_only("data"))
    published_module(fieldlab, "robots")

    response = client.get(CATALOGUE["nl"], {"language": "en"})

    assert [card.text.title for card in response.context["cards"]] == ["Module robots"]


def test_catalogue_is_shown_in_stable_parts(client: Client, fieldlab: Fieldlab) -> None:
    for number in range(14):
        published_module(fieldlab, f"m{number:02}")

    first = client.get(CATALOGUE["nl"], {"topic": "robotics"})

    assert len(first.context["cards"]) == 12
    assert first.context["addresses"] == {"next": "?topic=robotics&page=2"}
    assert titles(client, page=2) == ["Module m12", "Module m13"]
    assert titles(client, page="unknown") == titles(client)
    assert titles(client, page=99) == ["Module m12", "Module m13"]


def test_catalogue_without_modules_says_so(client: Client, fieldlab: Fieldlab) -> None:
    assert b'class="empty"' in client.get(CATALOGUE["nl"]).content
    assert b'class="empty"' in client.get(CATALOGUE["nl"], {"q": "niets"}).content


def test_catalogue_address_leads_to_the_readers_language(client: Client, fieldlab: Fieldlab) -> None:
    response = client.get("/catalogue/?q=robot", headers={"accept-language": "en"})

    assert response["Location"] == "/en/catalogue/?q=robot"


def test_catalogue_tells_what_one_follows(client: Client, fieldlab: Fieldlab) -> None:
    enrolment = EnrolmentFactory(version=published_module(fieldlab, "een"))
    published_module(fieldlab, "twee")
    client.force_login(enrolment.user)

    response = client.get(CATALOGUE["nl"])

    assert [card.follows for card in response.context["cards"]] == [True, False]


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # The first time makes the pictures in their sizes.
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_public_pages_take_few_queries_whatever_the_number_of_modules(client: Client, fieldlab: Fieldlab) -> None:
    pictures = sorted(path.name for path in DRAWINGS.glob("*.svg"))
    version = published_module(fieldlab, "m00", image=pictures[0])
    Fieldlab.objects.update(logo=Image.objects.get())
    enrolment = EnrolmentFactory(user=UserFactory(), version=version)
    addresses = ["/nl/", "/nl/catalogus/", "/nl/catalogus/?q=module&topic=robotics", "/nl/catalogus/robotlab/"]
    addresses.append("/nl/catalogus/robotlab/m00/")
    client.force_login(enrolment.user)

    with_one = {address: queries_of(client, address) for address in addresses}
    fieldlabs = [fieldlab, *(FieldlabFactory() for _ in range(4))]
    for number in range(1, 31):
        picture = pictures[number % len(pictures)]
        more = published_module(fieldlabs[number % 5], f"m{number:02}", image=picture)
        EnrolmentFactory(user=enrolment.user, version=more)
    with_many = {address: queries_of(client, address) for address in addresses}

    assert with_many == with_one
    assert max(with_many.values()) <= 22


def test_a_fieldlab_page_that_is_not_public_takes_nothing_else_along(client: Client, fieldlab: Fieldlab) -> None:
    page = publish_and_unpublish(fieldlab)

    assert titles(client) == []
    assert client.get(page.url).status_code == 404


def publish_and_unpublish(fieldlab: Fieldlab) -> FieldlabPage:
    publish(draft_module(fieldlab, "een", **in_dutch_only("een")))
    page = FieldlabPage.objects.get(fieldlab=fieldlab, locale__language_code="nl")
    for below in (*ModulePage.objects.child_of(page), page):
        below.unpublish()
    return page


def test_card_says_whether_there_is_a_practical(client: Client, fieldlab: Fieldlab) -> None:
    published_module(fieldlab, "met")
    published_module(fieldlab, "zonder", lessons=[lesson_data("l1")])

    response = client.get(CATALOGUE["nl"])

    assert [card.with_practical for card in response.context["cards"]] == [True, False]
