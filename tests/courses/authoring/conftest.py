import pytest

from courses.actions.create_site import create_site


@pytest.fixture
def site_pages(db, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    create_site()
