from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from credentials.actions.issue_next import issue_next
from credentials.actions.order_batch import order_batch
from credentials.checking.network import check_own
from credentials.models import Credential
from credentials.queries import newest_issue
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory, CredentialFactory

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


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_issue_batch_awards_all_who_wait_and_says_what_was_refused() -> None:
    version = ModuleVersionFactory()
    waiting = [CompletionFactory(version=version) for _ in range(3)]
    bad = CompletionFactory(version=ModuleVersionFactory(eqf_level=None, fieldlab=version.fieldlab))
    text = run("issue_batch", "--fieldlab", version.fieldlab.slug)
    assert "3 issued, 1 refused" in text
    assert f"refused: {bad.pk}: elements_missing" in text
    assert Credential.objects.filter(completion__in=waiting).count() == 3


def test_issue_batch_goes_on_where_it_was_stopped() -> None:
    version = ModuleVersionFactory()
    for _ in range(4):
        CompletionFactory(version=version)
    batch = order_batch(by=None, fieldlab=version.fieldlab)
    issue_next(batch_id=batch.pk, at_most=3)
    assert "4 credentials, 3 done before" in run("issue_batch", "--fieldlab", version.fieldlab.slug)
    assert Credential.objects.count() == 4


def test_issue_batch_of_one_version_or_of_nothing() -> None:
    version = ModuleVersionFactory()
    CompletionFactory(version=version)
    other = CompletionFactory(version=ModuleVersionFactory(fieldlab=version.fieldlab))
    run("issue_batch", "--fieldlab", version.fieldlab.slug, "--module-version", str(other.version.uuid))
    assert Credential.objects.get().completion == other
    empty = ModuleVersionFactory()
    assert "issued" not in run("issue_batch", "--fieldlab", empty.fieldlab.slug)
    for arguments in (["--fieldlab", "geen"], ["--fieldlab", version.fieldlab.slug, "--module-version", "x"]):
        with pytest.raises(CommandError):
            run("issue_batch", *arguments)


def test_rotate_keys_of_one_kind_or_of_all(credential: Credential) -> None:
    fieldlab, other = credential.fieldlab, CredentialFactory().fieldlab
    run("rotate_keys", "--fieldlab", fieldlab.slug, "--algorithm", "Ed25519", "--reason", "jaarlijks")
    assert fieldlab.signing_keys.filter(state="retired").count() == 1
    assert other.signing_keys.filter(state="retired").count() == 0
    assert run("rotate_keys", "--algorithm", "Ed25519", "--reason", "jaarlijks").count("\n") == 2
    assert other.signing_keys.filter(state="retired").count() == 1
    assert check_own(newest_issue(credential)).valid


def test_mark_key_compromised_says_how_much_waits_to_be_signed_again(credential: Credential) -> None:
    key = credential.fieldlab.signing_keys.get(state="active")
    text = run("mark_key_compromised", str(key.uuid), "--reason", "gestolen")
    assert "1 credentials to sign again" in text
    assert credential.fieldlab.signing_keys.get(pk=key.pk).state == "compromised"
    with pytest.raises(CommandError):
        run("mark_key_compromised", "geen-sleutel", "--reason", "x")


def test_rewrap_keys_counts_them(credential: Credential) -> None:
    assert run("rewrap_keys") == "2 keys\n"


def test_published_files_are_what_the_site_serves(tmp_path: Path, credential: Credential, client: Client) -> None:
    run("export_published", str(tmp_path))
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {
        f"fieldlabs/{credential.fieldlab.uuid}/did.json",
        f"status/{credential.status_list.uuid}",
        f"achievements/{credential.achievement.uuid}/index.json",
    }
    for name in files:
        served = client.get(f"/{name.removesuffix('index.json')}", headers={"accept": "application/json"})
        assert served.content == (tmp_path / name).read_bytes()
