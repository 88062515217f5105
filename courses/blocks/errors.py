"""Turns the nested validation errors of a StreamField into sentences that say where and what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue


def words_of(error: ValidationError, value: StreamValue) -> list[str]:
    """One sentence per problem, such as “Block 3 (Picture), What is on it?: This field is required.”"""
    block_errors = getattr(error, "block_errors", None) or {}
    found = list(general_messages(error))
    for index, child_error in sorted(block_errors.items()):
        block = value[index]
        place = _("Block %(number)s (%(kind)s)") % {"number": index + 1, "kind": block.block.label}
        for path, message in flatten(child_error, block.block):
            found.append(f"{', '.join([place, *path])}: {message}")
    return found


def flatten(error: Any, block: Any) -> Iterator[tuple[list[str], str]]:
    """Yield (labels on the way, message) for every problem in `error`."""
    if isinstance(error, list | tuple):
        for part in error:
            yield from flatten(part, block)
        return
    block_errors = getattr(error, "block_errors", None)
    if not block_errors:
        yield from (([], message) for message in error.messages)
        return
    yield from (([], message) for message in general_messages(error))
    parts = block_errors.items() if isinstance(block_errors, dict) else enumerate(block_errors)
    for key, part in parts:
        if part is None:
            continue
        inner, label = step_into(block, key)
        yield from (([label, *path], message) for path, message in flatten(part, inner))


def step_into(block: Any, key: str | int) -> tuple[Any, str]:
    """The block under `block` at `key`, with what to call it: a field's label or an item's number."""
    children = getattr(block, "child_blocks", None)
    if children and key in children:
        return children[key], str(children[key].label)
    return getattr(block, "child_block", block), str(int(key) + 1) if isinstance(key, int) else str(key)


def general_messages(error: Any) -> Iterator[str]:
    """Messages about the block as a whole."""
    if hasattr(error, "non_block_errors"):
        for general in error.non_block_errors:
            yield from getattr(general, "messages", [str(general)])
