"""All files of a lesson in one query per kind of file, instead of one per block type and field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from django.db.models import Model
from wagtail.blocks import Block, ChooserBlock, ListBlock, StreamBlock, StreamValue, StructBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import Image, Rendition
from wagtail.rich_text import RichText, expand_db_html

Found = Mapping[type[Model], Mapping[int, Model]]

_found: ContextVar[Found] = ContextVar("found", default={})  # noqa: B039  # never written to
# Between texts that are expanded together; where one of them has it, each is expanded by itself.
SEPARATOR = "<!-- next -->"


class FoundChooserBlock(ChooserBlock):
    """A chooser that takes what `load_content` has found."""

    def bulk_to_python(self, values: Iterable[int]) -> list[Any]:
        found = _found.get().get(self.model_class)
        return super().bulk_to_python(values) if found is None else [found.get(value) for value in values]


class PictureChooserBlock(FoundChooserBlock, ImageChooserBlock):
    pass


class FileChooserBlock(FoundChooserBlock, DocumentChooserBlock):
    pass


def load_content(content: StreamValue, without: Collection[type[Model]] = ()) -> None:
    """Load pictures with their renditions, documents and the addresses of linked pages, for all blocks at once.

    Of the models `without` nothing is loaded: their choosers hold None.
    """
    wanted: dict[type[Model], set[int]] = {}
    for model, id in chosen_in(content.stream_block, content.raw_data):
        wanted.setdefault(model, set()).add(id)
    # A lesson that is being edited holds values that were loaded before.
    token = _found.set({model: {} if model in without else instances(model, ids) for model, ids in wanted.items()})
    try:
        texts = [text for block in content for text in rich_texts_in(block.value)]
    finally:
        _found.reset(token)
    expanded = expand_db_html(SEPARATOR.join(text.source for text in texts)).split(SEPARATOR)
    if len(expanded) == len(texts):
        for text, html in zip(texts, expanded, strict=True):
            text.source = html


def chosen_in(block: Block, value: Any) -> Iterator[tuple[type[Model], int]]:
    """What the choosers inside `block` hold in its raw value, as (model, id)."""
    if isinstance(block, ChooserBlock):
        if value:
            yield block.model_class, value
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from chosen_in(child, value.get(name))
    elif isinstance(block, ListBlock):
        for item in value or ():
            yield from chosen_in(block.child_block, item["value"])
    elif isinstance(block, StreamBlock):
        for item in value:
            yield from chosen_in(block.child_blocks[item["type"]], item["value"])


def instances(model: type[Model], ids: Collection[int]) -> Mapping[int, Model]:
    """The rows by id; pictures with the renditions that they have."""
    if model is not Image:
        return model._default_manager.in_bulk(ids)
    found: dict[int, Image] = {}
    renditions: dict[int, list[Rendition]] = {}
    for rendition in Rendition.objects.filter(image__in=ids).select_related("image"):
        found[rendition.image_id] = rendition.image
        renditions.setdefault(rendition.image_id, []).append(rendition)
    if without := set(ids) - found.keys():
        found |= Image._default_manager.in_bulk(without)
    for id, image in found.items():
        # Where Wagtail's own prefetch_renditions() puts them.
        image.prefetched_renditions = renditions.get(id, [])
    return found


def rich_texts_in(value: Any) -> Iterator[RichText]:
    if isinstance(value, RichText):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from rich_texts_in(item)
