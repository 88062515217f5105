from tests.courses.authoring.conftest import site_pages

__all__ = ["site_pages"]
