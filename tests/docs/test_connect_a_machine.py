"""The client on the page about machines works as it stands there, also when nobody answers at first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lms.lrs.models import Statement
from tests.docs.pages import DOCS, FENCE
from tests.factories.lrs import SECRET, RecordStoreKeyFactory
from tests.running_site import free_port

PAGE = DOCS / "how-to" / "connect-a-machine.md"

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def run(folder: Path, endpoint: str, key: str) -> subprocess.CompletedProcess[str]:
    (code,) = [block for block in FENCE.findall(PAGE.read_text()) if block.startswith("```python")]
    script = folder / "machine.py"
    script.write_text(code.removeprefix("```python\n").removesuffix("```"))
    # Python and nothing else, as the page says.
    command = [sys.executable, "-I", "-S", str(script), endpoint, key, SECRET]
    return subprocess.run(
        command, cwd=folder, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False
    )


def test_client_of_the_page_sends_each_statement_once(live_server, tmp_path):  # type: ignore[no-untyped-def]
    key = RecordStoreKeyFactory(
        kind="device",
        activity_prefix="https://cell3.example.nl/",
        scopes=["statements/write", "statements/read/mine"],
    )

    offline = run(tmp_path, f"http://127.0.0.1:{free_port()}/xapi/", key.key)
    assert (offline.returncode, Statement.objects.count()) == (0, 0)
    assert "2 wait" in offline.stderr

    online = run(tmp_path, f"{live_server.url}/xapi/", key.key)
    assert online.returncode == 0, online.stderr
    # What waited, and what is new.
    assert Statement.objects.filter(record_store_key=key).count() == 4
    assert (tmp_path / "waiting.jsonl").read_text() == ""


def test_client_says_what_it_is_refused_for(live_server, tmp_path):  # type: ignore[no-untyped-def]
    key = RecordStoreKeyFactory(
        kind="device", activity_prefix="https://cell4.example.nl/", scopes=["statements/write"]
    )

    refused = run(tmp_path, f"{live_server.url}/xapi/", key.key)

    assert refused.returncode == 1
    assert "403" in refused.stderr
    assert "actor" in refused.stderr
    assert not Statement.objects.exists()
