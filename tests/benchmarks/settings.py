"""The site as it runs, with one bare Wagtail page type beside it to compare with."""

from lms.settings.base import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.benchmarks.bare"]  # noqa: F405
