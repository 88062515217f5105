"""Reads a module from a file (TOML, see lms/demo/modules) into drafts, in every language that the file has.

StreamField validation lives in the form, so what comes in here is validated block by block.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.images.models import Image
from wagtail.log_actions import log

from courses.actions.copy_library_cell import copy_library_cell
from courses.authoring.block_data import BlockData
from courses.authoring.svg import check_svg
from courses.blocks.errors import words_of
from courses.exercises import library
from courses.models import FieldlabPage, LessonPage, ModulePage, RobotCell
from lms.accounts.models import User
from lms.organisations.models import Fieldlab


class ModuleFileRefused(ValueError):
    """The file has something that a trainer could not have saved."""


def import_module(*, fieldlab: Fieldlab, data: Mapping[str, Any], drawings: Path, by: User) -> ModulePage:
    """Make drafts of the module in `data` and its lessons, saved by `by`; return the page in its first language.

    A module with the same short name that was imported before is returned as it is. Pictures come from the
    folder `drawings`, once per fieldlab. Raises ModuleFileRefused and changes nothing where a block is not valid.
    """
    languages = [data["source"], *(language for language in data["title"] if language != data["source"])]
    key = UUID(BlockData(data["slug"], data["source"], [], lambda name: 0, lambda name, scenario: 0).id("module"))
    if existing := ModulePage.objects.filter(translation_key=key).order_by("pk").first():
        return existing
    with transaction.atomic():
        image = image_finder(fieldlab, drawings, by)
        pages = [_import_language(fieldlab, data, language, key, image, by) for language in languages]
    return pages[0]


def image_finder(fieldlab: Fieldlab, drawings: Path, by: User) -> Callable[[str], int]:
    """Return a function that gives an image's id by file name, putting it in the fieldlab's collection once."""

    def image(name: str) -> int:
        found = Image.objects.filter(collection=fieldlab.collection, title=name).first()
        if found is None:
            content = (drawings / name).read_bytes()
            if name.endswith(".svg"):
                check_svg(content)
            found = Image(
                title=name,
                collection=fieldlab.collection,
                uploaded_by_user=by,
                file=ImageFile(BytesIO(content), name=f"{fieldlab.slug}-{name}"),
            )
            found._set_image_file_metadata()
            found.save()
            log(found, "wagtail.create", user=by)
        return int(found.pk)

    return image


def cell_finder(fieldlab: Fieldlab, by: User) -> Callable[[str, str], int]:
    """Return a function that gives a robot cell's id by library file and scenario, copying it there once."""

    def cell(name: str, scenario: str) -> int:
        key = library.key_of(name, scenario)
        found = RobotCell.objects.filter(fieldlab=fieldlab, library_name=key).order_by("pk").first()
        return int((found or copy_library_cell(fieldlab=fieldlab, name=name, scenario=scenario, by=by)).pk)

    return cell


def _import_language(
    fieldlab: Fieldlab,
    data: Mapping[str, Any],
    language: str,
    key: UUID,
    image: Callable[[str], int],
    by: User,
) -> ModulePage:
    parent = FieldlabPage.objects.select_related("locale").get(fieldlab=fieldlab, locale__language_code=language)
    outcomes = [outcome["id"] for outcome in data["outcomes"]]
    blocks = BlockData(data["slug"], language, outcomes, image, cell_finder(fieldlab, by))
    module = ModulePage(
        title=blocks.words(data["title"]),
        slug=data["slug"],
        locale=parent.locale,
        translation_key=key,
        owner=by,
        live=False,
        summary=blocks.words(data["summary"]),
        description=blocks.words(data["description"]),
        prerequisites=blocks.words(data.get("prerequisites")),
        topic=data["topic"],
        hours=Decimal(str(data["hours"])),
        eqf_level=data.get("eqf"),
        level_not_applicable=blocks.words(data.get("level_not_applicable")),
        participation=data["participation"],
        pass_mark=data.get("pass_mark", 80),
        attempts=data.get("attempts", 0),
        sessions=data.get("sessions", 0),
        validity_months=data.get("validity_months"),
        image_id=image(data["image"]) if data.get("image") else None,
        contact_name=data.get("contact_name", ""),
        contact_email=data.get("contact_email", fieldlab.email),
        outcomes=valid_stream(
            ModulePage.outcomes.field, [blocks.outcome(outcome) for outcome in data["outcomes"]], data["slug"]
        ),
    )
    parent.add_child(instance=module)
    module.save_revision(user=by, log_action="wagtail.create")
    for lesson in data["lessons"]:
        _import_lesson(module, lesson, blocks, by)
    return module


def _import_lesson(module: ModulePage, lesson: Mapping[str, Any], blocks: BlockData, by: User) -> None:
    place = f"{module.slug} {lesson['id']} ({module.locale.language_code})"
    raw = [blocks.block(lesson["id"], block) for block in lesson["blocks"]]
    page = LessonPage(
        title=blocks.words(lesson["title"]),
        slug=f"{module.slug}-{lesson['id']}",
        locale=module.locale,
        translation_key=UUID(blocks.id("lesson", lesson["id"])),
        owner=by,
        live=False,
        minutes=lesson["minutes"],
        content=valid_stream(LessonPage.content.field, raw, place),
    )
    module.add_child(instance=page)
    page.save_revision(user=by, log_action="wagtail.create")


def valid_stream(field: StreamField, raw: list[dict[str, Any]], place: str) -> StreamValue:
    """Raw data as a stream that the editor would have accepted. Raises ModuleFileRefused, naming `place`."""
    value = field.stream_block.to_python(raw)
    try:
        cleaned: StreamValue = field.stream_block.clean(value)
    except ValidationError as error:
        raise ModuleFileRefused(f"{place}: {'; '.join(words_of(error, value))}") from error
    return cleaned
