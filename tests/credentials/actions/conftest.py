from __future__ import annotations

import pytest

from courses.models import ModuleVersion
from tests.factories.courses import ModuleVersionFactory


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(validity_months=24, languages=("nl", "en"))
