"""A fieldlab that gets another name, wherever that name stands in the pages and workflows."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Workflow

from courses.models import FieldlabPage, FourEyesTask
from lms.organisations.actions.update_fieldlab import update_fieldlab
from lms.organisations.models import Fieldlab
from tests.factories.accounts import SuperuserFactory
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fieldlab(site_pages) -> Fieldlab:
    return FieldlabFactory(name="Robotlab", slug="robotlab")


def test_new_name_reaches_pages_workflow_and_task(client, fieldlab) -> None:
    FieldlabFactory(name="Buurlab")
    update_fieldlab(by=SuperuserFactory(), fieldlab=fieldlab, name="Cobotlab")
    pages = FieldlabPage.objects.filter(fieldlab=fieldlab)
    drafts = [page.get_latest_revision_as_object() for page in pages]
    assert {page.title for page in [*pages, *drafts]} == {"Cobotlab"}
    assert {page.draft_title for page in pages} == {"Cobotlab"}
    assert {(page.slug, page.live, page.has_unpublished_changes) for page in pages} == {("robotlab", True, False)}
    for kind in (Workflow, FourEyesTask):
        names = set(kind.objects.filter(name__startswith="Vier ogen").values_list("name", flat=True))
        assert names == {"Vier ogen – Cobotlab", "Vier ogen – Buurlab"}
    assert "Robotlab" not in client.get(pages[0].get_url()).text


def test_draft_stays_a_draft_and_gets_the_name(fieldlab) -> None:
    page = FieldlabPage.objects.filter(fieldlab=fieldlab).order_by("pk")[0]
    draft = page.get_latest_revision_as_object()
    draft.introduction = "Nog niet klaar."
    draft.save_revision()
    update_fieldlab(by=SuperuserFactory(), fieldlab=fieldlab, name="Cobotlab")
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    assert (page.title, page.introduction, page.has_unpublished_changes) == ("Cobotlab", "", True)
    assert (draft.title, draft.introduction) == ("Cobotlab", "Nog niet klaar.")


def test_other_change_leaves_a_title_of_ones_own(fieldlab) -> None:
    page = FieldlabPage.objects.filter(fieldlab=fieldlab).order_by("pk")[0]
    page.title = "Robotlab in het Nederlands"
    page.save()
    update_fieldlab(by=SuperuserFactory(), fieldlab=fieldlab, phone="040 123 45 67")
    page.refresh_from_db()
    assert page.title == "Robotlab in het Nederlands"


def test_short_name_in_links_stays(fieldlab) -> None:
    with pytest.raises(ValidationError) as refused:
        update_fieldlab(by=SuperuserFactory(), fieldlab=fieldlab, slug="cobotlab")
    assert set(refused.value.message_dict) == {"slug"}
    assert Fieldlab.objects.get(pk=fieldlab.pk).slug == "robotlab"
