"""A backup of one site fills an empty one, which then verifies, signs and serves what the first one did."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.running_site import RunningSite

FILL = """
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from tests.factories.credentials import CredentialFactory
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store
CredentialFactory()
store(*(statement_data() for _ in range(20)), key=RecordStoreKeyFactory())
default_storage.save("documents/handleiding.pdf", ContentFile(b"%PDF-1.7 of a test"))
"""
LOOK = """
import json
import django
django.setup()
from django.core.files.storage import default_storage
from credentials.models import Credential
from lms.lrs.models import Relation, Statement
from tests.factories.credentials import CredentialFactory
from tests.factories.lrs import statement_data, store
before = [Statement.objects.count(), Relation.objects.count(), Credential.objects.count()]
store(statement_data())
print(json.dumps({
    "before": before,
    "newest": Statement.objects.order_by("-seq").first().seq,
    "file": default_storage.open("documents/handleiding.pdf").read().decode(),
}))
"""
ISSUE = """
import django
django.setup()
from courses.models import ModuleVersion
from tests.factories.accounts import UserFactory
from tests.factories.credentials import CredentialFactory
CredentialFactory(version=ModuleVersion.objects.first(), user=UserFactory(email="nieuw@voorbeeld.nl"))
"""


def new_site(folder: Path, name: str, *, migrated: bool = False, **environment: str) -> RunningSite:
    folder.mkdir()
    site = RunningSite(folder, name=name, fill=False, **environment)
    site.create_database(migrated=migrated)
    return site


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunningSite, Path, str]:
    """A site with a credential, statements and a file; its backup; and what `backup` said."""
    folder = tmp_path_factory.mktemp("backup")
    site = new_site(folder / "old", "backup_old", migrated=True)
    site.manage("migrate", "--verbosity", "0")
    site.run("-c", FILL)
    said = site.manage("backup", str(folder / "copy"))
    return site, folder / "copy", said


def key_of(site: RunningSite) -> dict[str, str]:
    return {"CREDENTIALS_KEY_ENCRYPTION_KEY": (site.folder / "key-encryption-key").read_text()}


def test_backup_says_what_is_in_it_and_what_is_not(backup: tuple[RunningSite, Path, str]) -> None:
    site, copy, said = backup
    manifest = json.loads((copy / "manifest.json").read_text())
    assert manifest["rows"]["lrs_statement"] >= 20
    assert manifest["rows"]["credentials_credential"] == 1
    assert "documents/handleiding.pdf" in manifest["media"]
    assert "CREDENTIALS_KEY_ENCRYPTION_KEY" in said
    secrets = key_of(site)["CREDENTIALS_KEY_ENCRYPTION_KEY"], (site.folder / "secret").read_text()
    assert not any(
        secret in path.read_text(errors="replace") for path in copy.glob("*.json") for secret in secrets
    )
    assert copy.stat().st_mode & 0o077 == 0


def test_restored_site_has_every_row_and_verifies_and_issues_credentials(
    backup: tuple[RunningSite, Path, str], tmp_path: Path
) -> None:
    old, copy, _ = backup
    new = new_site(tmp_path / "new", "backup_new", **key_of(old))

    said = new.manage("restore", str(copy))

    assert "Restored the backup" in said
    found = json.loads(new.run("-c", LOOK).splitlines()[-1])
    rows = json.loads((copy / "manifest.json").read_text())["rows"]
    tables = ("lrs_statement", "lrs_relation", "credentials_credential")
    assert found["before"] == [rows[table] for table in tables]
    # Numbers go on where they were.
    assert found["newest"] > rows["lrs_statement"]
    assert found["file"] == "%PDF-1.7 of a test"
    new.run("-c", ISSUE)
    new.manage("export_credentials", str(tmp_path / "credentials"))
    files = sorted(map(str, (tmp_path / "credentials").iterdir()))
    lines = [json.loads(line) for line in new.manage("verify_credential", *files).splitlines() if line[:1] == "{"]
    assert [line["valid"] for line in lines] == [True, True]


def test_restore_refuses_what_would_lose_something(backup: tuple[RunningSite, Path, str], tmp_path: Path) -> None:
    old, copy, _ = backup
    other = new_site(tmp_path / "other", "backup_other")
    with pytest.raises(RuntimeError, match="CREDENTIALS_KEY_ENCRYPTION_KEY is not the one"):
        other.manage("restore", str(copy))
    with pytest.raises(RuntimeError, match="is no backup"):
        other.manage("restore", str(tmp_path / "other"))
    other.environment["SITE_URL"] = "https://elsewhere.example"
    with pytest.raises(RuntimeError, match="This is a backup of"):
        other.manage("restore", str(copy))
    with pytest.raises(RuntimeError, match="The database is not empty"):
        old.manage("restore", str(copy))
    with pytest.raises(RuntimeError, match="is not empty"):
        old.manage("backup", str(copy))


def test_restore_refuses_a_folder_of_attachments(backup: tuple[RunningSite, Path, str], tmp_path: Path) -> None:
    old, copy, _ = backup
    new = new_site(tmp_path / "full", "backup_full", **key_of(old))
    attachment = new.folder / "media/xapi/1/ab" / ("ab" * 32)
    attachment.parent.mkdir(parents=True)
    attachment.touch()

    with pytest.raises(RuntimeError, match="is not empty"):
        new.manage("restore", str(copy))


@pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="2026-11-22: SQLite needs no other program",
)
def test_backup_without_pg_dump_says_what_to_install(
    backup: tuple[RunningSite, Path, str], tmp_path: Path
) -> None:
    old, _, _ = backup
    path = old.environment["PATH"]
    try:
        old.environment["PATH"] = str(tmp_path)
        with pytest.raises(RuntimeError, match="pg_dump was not found"):
            old.manage("backup", str(tmp_path / "copy"))
    finally:
        old.environment["PATH"] = path
