"""Open Badges 2.0: shown, and never called signed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.credentials import samples
from tests.credentials.verifier.old_badge import OLD_BADGE
from tests.credentials.verifying import World, answers


def test_an_old_badge_is_shown_and_said_to_be_hosted_not_signed() -> None:
    report = World().verify(OLD_BADGE)
    assert report.document == OLD_BADGE
    found = answers(report)
    assert found["parse"] == ("yes", "readable_old_badge")
    assert found["proof"] == found["issuer"] == ("unknown", "hosted_not_signed")
    assert {result for name, (result, _) in found.items() if name != "parse"} == {"unknown"}


@pytest.mark.parametrize(
    ("change", "name", "code"),
    [({"revoked": True}, "revocation", "revoked"), ({"expires": "2020-01-01T00:00:00Z"}, "dates", "expired")],
)
def test_what_an_old_badge_says_against_itself_is_a_no(change: dict[str, Any], name: str, code: str) -> None:
    assert answers(World().verify({**OLD_BADGE, **change}))[name] == ("no", code)


def test_an_old_badge_with_a_proof_of_ours_is_still_only_hosted() -> None:
    report = World().verify({**OLD_BADGE, "proof": samples.signed()["proof"]}, expected_name=samples.HOLDER.name)
    assert not report.valid
    assert "yes" not in {check.result for check in report.checks if check.name != "parse"}
