from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pixels
from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses.actions.approve_module import approve_module
from courses.actions.request_changes import request_changes
from courses.actions.submit_module import submit_module
from courses.actions.take_back_module import take_back_module
from courses.models import LessonPage, ModulePage, Submission
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
def author(fieldlab):
    return trainer_of(fieldlab)


@pytest.fixture
def handed_in(fieldlab, author) -> tuple[Submission, Image, Document]:
    """A module that waits for a colleague, with a picture and a document."""
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
    return submit_module(page=module, by=author), image, document


@pytest.fixture
def used(fieldlab, handed_in, django_capture_on_commit_callbacks) -> tuple[Image, Document]:
    """A picture and a document that a published version uses."""
    submission, image, document = handed_in
    with django_capture_on_commit_callbacks(execute=True):
        approve_module(submission=submission, by=trainer_of(fieldlab))
    return image, document


def replace_and_delete(client, image: Image, document: Document) -> tuple[bytes, bytes]:
    """Try every way in the admin; what the files hold afterwards. They have to be there still."""
    form = {"title": "Nieuw", "tags": "", "collection": image.collection_id}
    client.post(reverse("wagtailimages:edit", args=[image.pk]), form | {"file": png(colour="blue")})
    new = SimpleUploadedFile("nieuw.pdf", b"%PDF-nieuw")
    client.post(reverse("wagtaildocs:edit", args=[document.pk]), form | {"file": new})
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    client.post(reverse("wagtaildocs:delete", args=[document.pk]))
    for kind, file in (("image", image), ("document", document)):
        app = {"image": "wagtailimages", "document": "wagtaildocs"}[kind]
        client.post(reverse("wagtail_bulk_action", args=[app, kind, "delete"]) + f"?id={file.pk}")
    return content_of(Image.objects.get(pk=image.pk)), content_of(Document.objects.get(pk=document.pk))


def test_file_of_a_handed_in_module_is_neither_replaced_nor_deleted(client, handed_in, author) -> None:
    _submission, image, document = handed_in
    client.force_login(author)
    before = content_of(image), content_of(document)
    assert replace_and_delete(client, image, document) == before


@pytest.mark.parametrize("end", ["taken back", "changes asked for"])
def test_file_of_a_module_that_is_no_longer_handed_in_may_be_replaced_and_deleted(
    client, handed_in, author, fieldlab, end
) -> None:
    submission, image, document = handed_in
    if end == "taken back":
        take_back_module(page=ModulePage.objects.get(pk=submission.pinned[0]["page"]), by=author)
    else:
        request_changes(submission=submission, by=trainer_of(fieldlab), comment="Een andere foto.")
    client.force_login(author)
    form = {"title": "Nieuw", "tags": "", "collection": document.collection_id}
    new = SimpleUploadedFile("nieuw.pdf", b"%PDF-nieuw")
    client.post(reverse("wagtaildocs:edit", args=[document.pk]), form | {"file": new})
    assert content_of(Document.objects.get(pk=document.pk)) == b"%PDF-nieuw"
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert not Image.objects.filter(pk=image.pk).exists()


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
