"""The production settings start with what the documentation names, and with nothing less."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.docs.test_settings_reference import required_in_production

GIVEN = {
    "SECRET_KEY": "not-a-secret-" * 6,
    "CREDENTIALS_KEY_ENCRYPTION_KEY": "not-a-key-" * 8,
    "SITE_URL": "https://leren.example.nl",
    "ALLOWED_HOSTS": "leren.example.nl",
    "DATABASE_URL": "postgres://skillslab:secret@127.0.0.1/skillslab",
    "CELERY_BROKER_URL": "amqp://skillslab:secret@127.0.0.1/skillslab",
    "EMAIL_URL": "smtp+tls://skillslab:secret@mail.example.nl:587",
    "DEFAULT_FROM_EMAIL": "skillslab <noreply@leren.example.nl>",
}


def run(folder: Path, *arguments: str, without: str = "") -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in GIVEN.items() if name != without}
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "VAR_DIR": str(folder),
        **given,
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_every_required_setting_is_tried() -> None:
    assert set(GIVEN) == required_in_production()


def test_deployment_checks_are_clean(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_a_missing_setting_stops_the_start_and_is_named(tmp_path: Path, name: str) -> None:
    done = run(tmp_path, "-c", "import lms.settings.production", without=name)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert [other for other in GIVEN if f"Set {other} in" in last] == [name]


def test_no_secret_is_made_where_it_was_given(tmp_path: Path) -> None:
    assert run(tmp_path, "-c", "import lms.settings.production").returncode == 0
    assert list(tmp_path.iterdir()) == []
