"""The site as it runs, but SQLite waits a second only; with FULL_DISK its file may not grow."""

import os

from lms.settings.base import *  # noqa: F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["OPTIONS"]["timeout"] = 1  # noqa: F405
    if os.environ.get("FULL_DISK"):
        DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA max_page_count = 1;"  # noqa: F405
