"""An attempt as its learner may know it: what visible scenarios showed, and how many hidden ones went well."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.exercises.checking import Result, code_of
from courses.exercises.words import failure_label, failure_sentence, log_sentence
from courses.models import RobotAttempt
from courses.queries import attempts_ahead
from courses.structure import Exercise

if TYPE_CHECKING:
    from courses.player.robot_data import ExercisePage


def summary_of(attempt: RobotAttempt) -> dict[str, Any]:
    """One line of a learner's own list of attempts."""
    return {
        "uuid": str(attempt.pk),
        "kind": attempt.kind,
        "at": attempt.made_at.isoformat(),
        "state": attempt.state,
        "passed": attempt.passed,
        "scenario": attempt.scenario,
        "summary": state_words(attempt),
        **({"cycle_time": None, "goals": None, "goals_passed": None, "failure": None} | attempt.summary),
    }


def state_words(attempt: RobotAttempt) -> str:
    if attempt.state == RobotAttempt.State.FAILED:
        return str(attempt.get_reason_display())
    if attempt.state != RobotAttempt.State.DONE:
        return str(attempt.get_state_display())
    return _("Passed") if attempt.passed else _("Not passed yet")


def attempt_data(attempt: RobotAttempt, page: ExercisePage) -> dict[str, Any]:
    """An attempt as its learner may know it: results of visible scenarios, and how many hidden ones went well."""
    ahead = attempts_ahead(attempt)
    titles = titles_of(page.texts)
    return {
        **summary_of(attempt),
        "ahead": ahead,
        "waiting": waiting_words(attempt, ahead),
        "program": attempt.program,
        "reason": attempt.reason or None,
        "reason_text": str(attempt.get_reason_display()) if attempt.reason else None,
        "results": [
            {
                "scenario": item["scenario"],
                "title": titles.get(item["scenario"], ""),
                "result": in_words(item["result"], page),
            }
            for item in attempt.visible_results()
        ],
        "hidden": hidden_summary(attempt),
    }


def waiting_words(attempt: RobotAttempt, ahead: int) -> str:
    if attempt.is_over:
        return ""
    if not ahead:
        return _("Your program is being checked.")
    return ngettext(
        "%(count)d program is checked before yours.", "%(count)d programs are checked before yours.", ahead
    ) % {"count": ahead}


def in_words(result: Result, page: ExercisePage) -> Result:
    """A result with a sentence for each goal, for the failure and for each line of the log."""
    labels = page.cell.get("labels", {})
    texts = {goal["id"]: goal["text"] for goal in page.goals}
    failure = result["failure"]
    return result | {
        "goals": [goal | {"text": texts.get(goal["id"], "")} for goal in result["goals"]],
        "failure": failure | {"text": failure_sentence(failure, labels)} if failure else None,
        "log": [entry | {"text": log_sentence(entry, labels)} for entry in result.get("log") or []],
    }


def hidden_summary(attempt: RobotAttempt) -> dict[str, Any] | None:
    """How hidden scenarios went: how many well, and the codes of the others; none where none was checked."""
    hidden = [item["result"] for item in attempt.results if item["hidden"]]
    if not hidden:
        return None
    codes = Counter(code for result in hidden if (code := code_of(result)))
    return {
        "passed": sum(result["passed"] for result in hidden),
        "of": len(hidden),
        "failures": dict(codes),
        "texts": [f"{failure_label(code)} ({count}×)" for code, count in codes.most_common()],
    }


def titles_of(texts: Exercise) -> dict[str, str]:
    return {scenario.id: scenario.title for scenario in texts.scenarios}
