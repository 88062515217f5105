"""Settings of the test suite: its own var folder, everything else as in production's embedded default."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VAR_DIR", str(Path(tempfile.gettempdir()) / f"skillslab-test-{os.getuid()}"))
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Tests that run beside each other share no cache, no rates and no mail.
    os.environ["VAR_DIR"] += f"/{worker}"
os.environ.setdefault("SECOND_FACTOR_REQUIRED", "0")

from lms.settings.base import *  # noqa: F403

# A file, so that threads (live servers, workers) see the same database.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "lms.core.storage.MediaStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
# Whitenoise warns where it is missing.
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
CREDENTIAL_CHECKS_PER_TEN_MINUTES = 0
CREDENTIALS_FETCH = False
ROBOT_ATTEMPTS_PER_MINUTE = 0
XAPI_REQUESTS_PER_MINUTE = XAPI_LAUNCH_REQUESTS_PER_MINUTE = 0
FORWARD_OVER_HTTP = True
