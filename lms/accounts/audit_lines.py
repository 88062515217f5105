"""Audit lines keep what they are about as text: what an erased person's name stood in is named by number."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import ModelLogEntry


def erase_labels(rows: QuerySet[Any]) -> int:
    """Take the text out of the audit lines about `rows`, which must still be there; returns how many lines."""
    about = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(rows.model))
    keys = [str(key) for key in rows.values_list("pk", flat=True)]
    return about.filter(object_id__in=keys).update(label=f"{rows.model._meta.model_name}")
