"""The images and documents that a module uses."""

from __future__ import annotations

from typing import Any

from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses.publishing.drafts import ModuleDraft


def media_of(draft: ModuleDraft) -> list[dict[str, int]]:
    """What `draft` uses in any language, each once: {"image_id": …} or {"document_id": …}."""
    image = draft.source.module.image_id
    used: dict[type[Any], set[int]] = {Image: {image} if image else set(), Document: set()}
    for text in draft.texts:
        for lesson in text.lessons:
            for model, id, *_place in lesson.content.stream_block.extract_references(lesson.content):
                if model in used:
                    used[model].add(int(id))
    return [{"image_id": id} for id in sorted(used[Image])] + [
        {"document_id": id} for id in sorted(used[Document])
    ]
