from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from credentials.models import Credential
from credentials.queries import newest_issue
from tests.factories.credentials import CredentialFactory

pytestmark = pytest.mark.django_db


def verify(*files: Path) -> tuple[int, list[dict[str, Any]]]:
    out, code = io.StringIO(), 0
    try:
        call_command("verify_credential", *map(str, files), stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_exported_files_are_the_exact_bytes_and_verify(tmp_path: Path, credential: Credential) -> None:
    credentials = [credential, CredentialFactory(practical=True)]
    folder = tmp_path / "new" / "folder"
    call_command("export_credentials", str(folder), stdout=io.StringIO())
    issues = [newest_issue(item) for item in credentials]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        f"{issue.uuid}.json": bytes(issue.document) for issue in issues
    }
    code, lines = verify(*sorted(folder.iterdir()))
    assert code == 0
    assert [line["valid"] for line in lines] == [True, True]
    assert {check["result"] for line in lines for check in line["checks"]} == {"yes"}


def test_one_bad_file_makes_the_answer_no(tmp_path: Path, credential: Credential) -> None:
    document = bytes(newest_issue(credential).document)
    (tmp_path / "good.json").write_bytes(document)
    (tmp_path / "bad.json").write_bytes(document.replace(b"Sanne", b"Tanne"))
    code, (good, bad) = verify(tmp_path / "good.json", tmp_path / "bad.json")
    assert code == 1
    assert (good["valid"], bad["valid"]) == (True, False)
    assert bad["file"] == str(tmp_path / "bad.json")
    assert {check["name"]: check["result"] for check in bad["checks"]}["proof"] == "no"


def test_a_file_that_can_not_be_opened_is_a_line(tmp_path: Path) -> None:
    code, lines = verify(tmp_path / "missing.json", tmp_path)
    assert code == 1
    assert [line["valid"] for line in lines] == [False, False]
    assert lines[0]["checks"][0] == {
        "name": "parse",
        "result": "no",
        "reason": "The file could not be opened.",
    }
