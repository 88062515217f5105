import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from courses.authoring.import_module import import_module
from courses.publishing.drafts import latest_draft
from courses.publishing.rules import problems_of
from tests.factories.authoring import trainer_of
from tests.factories.organisations import FieldlabFactory

MODULES = settings.BASE_DIR / "lms" / "demo" / "modules"
DRAWINGS = settings.BASE_DIR / "lms" / "demo" / "drawings"


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(MODULES.glob("*.toml")), ids=lambda path: path.stem)
def test_example_module_is_ready_for_approval_once_imported(site_pages, path: Path) -> None:
    fieldlab = FieldlabFactory()
    page = import_module(
        fieldlab=fieldlab, data=tomllib.loads(path.read_text()), drawings=DRAWINGS, by=trainer_of(fieldlab)
    )
    assert [str(problem) for problem in problems_of(latest_draft(page))] == []
