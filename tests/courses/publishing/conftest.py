"""A complete module, and its author."""

import pytest
from django.utils import translation

from courses.models import ModulePage
from tests.courses.authoring.conftest import site_pages
from tests.factories.authoring import module_of, trainer_of
from tests.factories.organisations import FieldlabFactory

__all__ = ["site_pages"]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def fieldlab(site_pages):
    return FieldlabFactory()


@pytest.fixture
def author(fieldlab):
    return trainer_of(fieldlab)


@pytest.fixture
def module(fieldlab, author) -> ModulePage:
    return module_of(fieldlab, author)
