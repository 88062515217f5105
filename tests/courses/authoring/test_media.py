from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pixels
from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses.actions.approve_module import approve_module
from courses.actions.submit_module import submit_module
from courses.models import LessonPage
from tests.factories.accounts import SuperuserFactory
from tests.factories.authoring import edit, module_of, trainer_of
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db


def png(name: str = "robot.png", colour: str = "red") -> SimpleUploadedFile:
    file = BytesIO()
    Pixels.new("RGB", (4, 4), colour).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


def content_of(media: Image | Document) -> bytes:
    with media.open_file() as file:
        return file.read()


@pytest.fixture
def fieldlab(site_pages):
    return FieldlabFactory()


@pytest.fixture
def used(fieldlab, django_capture_on_commit_callbacks) -> tuple[Image, Document]:
    """A picture and a document that a published version uses."""
    author = trainer_of(fieldlab)
    image = Image.objects.create(title="Robot", file=png(), collection=fieldlab.collection)
    document = Document.objects.create(
        title="Lijst", file=SimpleUploadedFile("lijst.pdf", b"%PDF"), collection=fieldlab.collection
    )
    module = module_of(fieldlab, author)
    lesson = LessonPage.objects.child_of(module).order_by("path")[0]
    content = lesson.content.get_prep_value()
    content.append({"type": "picture", "id": "a", "value": {"image": image.pk, "alt": "Robot", "caption": ""}})
    content.append(
        {"type": "download", "id": "b", "value": {"document": document.pk, "title": "Lijst", "description": ""}}
    )
    edit(lesson, author, content=content)
    with django_capture_on_commit_callbacks(execute=True):
        approve_module(submission=submit_module(page=module, by=author), by=trainer_of(fieldlab))
    return image, document


def test_file_of_a_version_is_not_deleted_in_the_admin(client, used) -> None:
    client.force_login(SuperuserFactory())
    image, document = used
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    client.post(reverse("wagtaildocs:delete", args=[document.pk]))
    for kind, file in (("wagtailimages.image", image), ("wagtaildocs.document", document)):
        app, model = kind.split(".")
        client.post(reverse("wagtail_bulk_action", args=[app, model, "delete"]) + f"?id={file.pk}")
        file.refresh_from_db()


def test_file_of_a_version_is_not_replaced(client, used) -> None:
    client.force_login(SuperuserFactory())
    image, document = used
    before = content_of(image), content_of(document)
    root = {"title": "Nieuwe titel", "tags": "", "collection": image.collection_id}
    response = client.post(reverse("wagtailimages:edit", args=[image.pk]), root | {"file": png(colour="blue")})
    assert "file" in response.context["form"].errors
    new = SimpleUploadedFile("nieuw.pdf", b"%PDF-nieuw")
    response = client.post(reverse("wagtaildocs:edit", args=[document.pk]), root | {"file": new})
    assert "file" in response.context["form"].errors
    assert (content_of(Image.objects.get()), content_of(Document.objects.get())) == before


def test_title_of_a_used_picture_may_change(client, used) -> None:
    client.force_login(SuperuserFactory())
    image, _document = used
    data = {"title": "Nieuwe titel", "tags": "", "collection": image.collection_id}
    client.post(reverse("wagtailimages:edit", args=[image.pk]), data)
    image.refresh_from_db()
    assert image.title == "Nieuwe titel"


@pytest.mark.parametrize(
    ("inside", "images"), [("<rect width='2' height='2'/>", 1), ("<script>alert(1)</script>", 0)]
)
def test_drawing_with_a_script_is_refused_at_upload(client, fieldlab, inside, images) -> None:
    client.force_login(trainer_of(fieldlab))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2">{inside}</svg>'
    file = SimpleUploadedFile("tekening.svg", svg.encode(), "image/svg+xml")
    data = {"title": "Tekening", "tags": "", "collection": fieldlab.collection_id, "file": file}
    client.post(reverse("wagtailimages:add"), data)
    assert Image.objects.count() == images


@pytest.mark.parametrize(
    ("name", "documents"),
    [("lijst.PDF", 1), ("film.vtt", 1), ("lijst.docx", 1), ("a.svg", 0), ("a.html", 0), ("a.exe", 0)],
)
@pytest.mark.parametrize("view", ["add", "add_multiple"])
def test_document_is_of_a_kind_that_harms_nobody(
    client, fieldlab, settings, tmp_path, view, name, documents
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(trainer_of(fieldlab))
    data = {"title": "Lijst", "tags": "", "collection": fieldlab.collection_id}
    data["file" if view == "add" else "files[]"] = SimpleUploadedFile(name, b"inhoud")
    response = client.post(reverse(f"wagtaildocs:{view}"), data)
    assert Document.objects.count() == documents
    if not documents:
        assert "kun je hier niet gebruiken" in response.content.decode()
