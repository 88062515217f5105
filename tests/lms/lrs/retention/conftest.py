"""A key of its own, and a folder for attachments."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.lrs.models import RecordStoreKey
from tests.factories.lrs import RecordStoreKeyFactory


@pytest.fixture(autouse=True)
def attachments_folder(media: Path) -> Path:
    return media


@pytest.fixture
def key() -> RecordStoreKey:
    return RecordStoreKeyFactory()
