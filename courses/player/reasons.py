"""Why a module is not complete yet, condition by condition, in words, with where to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.exercises.words import failure_label
from courses.models import Enrolment, LessonVersion
from courses.progress_rules import Rule


@dataclass(frozen=True)
class Reason:
    """One condition: what it asks, what is there, and where to go on. `address` is empty where nothing is left."""

    done: bool
    title: str
    text: str
    address: str = ""
    link: str = ""


def reasons_of(enrolment: Enrolment, lessons: Sequence[LessonVersion]) -> list[Reason]:
    """Every condition of the rule, those that are met included."""
    rule = Rule.from_json(enrolment.version.rule)
    titles = {str(lesson.key): lesson.title for lesson in lessons}
    questions = enrolment.progress.conditions_of("question")
    reasons = []
    for condition in enrolment.progress.conditions:
        match condition["kind"]:
            case "lesson":
                reasons.append(lesson_reason(enrolment, condition, titles))
            case "video":
                reasons.append(video_reason(enrolment, condition, titles))
            case "exercise":
                reasons.append(exercise_reason(enrolment, condition, titles))
            case "score":
                reasons.append(score_reason(enrolment, rule, condition, questions, titles))
            case "practical":
                reasons.append(practical_reason(enrolment, condition, titles))
            case "attendance":
                reasons.append(attendance_reason(enrolment, condition))
    return reasons


def lesson_reason(enrolment: Enrolment, condition: Mapping[str, Any], titles: Mapping[str, str]) -> Reason:
    title = _("Lesson: %(title)s") % {"title": titles.get(condition["id"], "")}
    if condition["done"]:
        return Reason(True, title, _("You have finished this lesson."))
    text = _("You have not finished this lesson. Read it to the end and choose “Done, go on”.")
    return Reason(False, title, text, lesson_address(enrolment, condition["id"]), _("Go to the lesson"))


def video_reason(enrolment: Enrolment, condition: Mapping[str, Any], titles: Mapping[str, str]) -> Reason:
    lesson, share = condition["detail"]["lesson"], condition["detail"]["share"]
    title = _("Video, in the lesson “%(lesson)s”") % {"lesson": titles.get(lesson, "")}
    if condition["done"]:
        return Reason(True, title, _("You have watched this video."))
    text = _("You have not watched this video to the end yet: %(percent)d %% so far.") % {"percent": 100 * share}
    address = f"{lesson_address(enrolment, lesson)}#b-{condition['id']}"
    return Reason(False, title, text, address, _("Go to the video"))


def exercise_reason(enrolment: Enrolment, condition: Mapping[str, Any], titles: Mapping[str, str]) -> Reason:
    detail = condition["detail"]
    title = _("Robot exercise, in the lesson “%(lesson)s”") % {"lesson": titles.get(detail["lesson"], "")}
    if condition["done"]:
        return Reason(True, title, _("The program that you handed in has passed."))
    if not detail["attempts"]:
        text = _("You have not handed in a program yet. Try it first, as often as you like.")
    elif detail.get("failure"):
        text = _("The last program that you handed in has not passed: %(why)s. You may hand in another one.") % {
            "why": failure_label(detail["failure"])
        }
    else:
        text = _("The last program that you handed in has not passed. You may hand in another one.")
    address = f"{lesson_address(enrolment, detail['lesson'])}#b-{condition['id']}"
    return Reason(False, title, text, address, _("Go to the exercise"))


def score_reason(
    enrolment: Enrolment,
    rule: Rule,
    condition: Mapping[str, Any],
    questions: Sequence[Mapping[str, Any]],
    titles: Mapping[str, str],
) -> Reason:
    """What is right, what is open or wrong, and whether the pass mark can still be reached."""
    detail = condition["detail"]
    right, total = detail["right"], detail["questions"]
    title = _("Questions: at least %(mark)d %% right") % {"mark": detail["pass_mark"]}
    standing = ngettext(
        "You have %(right)d of %(total)d question right.",
        "You have %(right)d of %(total)d questions right.",
        total,
    ) % {"right": right, "total": total}
    if condition["done"]:
        return Reason(True, title, standing)
    again = [
        question
        for question in questions
        if not question["done"] and (not rule.attempts or question["detail"]["attempts"] < rule.attempts)
    ]
    if 100 * (right + len(again)) < detail["pass_mark"] * total:
        text = _("There are not enough attempts left. Stop with this module and start it again.")
        address = reverse("stop", args=[enrolment.pk])
        return Reason(False, title, f"{standing} {text}", address, _("Stop with this module"))
    lesson = again[0]["detail"]["lesson"]
    text = _("Answer again in the lesson “%(lesson)s”.") % {"lesson": titles.get(lesson, "")}
    if not again[0]["detail"]["attempts"]:
        text = _("There are questions that you have not answered yet, in the lesson “%(lesson)s”.") % {
            "lesson": titles.get(lesson, "")
        }
    address = f"{lesson_address(enrolment, lesson)}#q-{again[0]['id']}"
    return Reason(False, title, f"{standing} {text}", address, _("Go to the question"))


def practical_reason(enrolment: Enrolment, condition: Mapping[str, Any], titles: Mapping[str, str]) -> Reason:
    lesson = condition["detail"]["lesson"]
    title = _("Practical, in the lesson “%(lesson)s”") % {"lesson": titles.get(lesson, "")}
    if condition["done"]:
        return Reason(True, title, _("An assessor saw you do it: passed."))
    if condition["detail"]["observed"]:
        text = _("An assessor has seen you, and it was not enough yet. You may do it again.")
    elif enrolment.progress.awaits_practical:
        text = _("You are ready, and on the list of %(fieldlab)s. Ask it for an appointment.") % {
            "fieldlab": enrolment.version.fieldlab.name
        }
    else:
        text = _("No assessor has seen you yet. First finish the lessons and the questions.")
    address = f"{lesson_address(enrolment, lesson)}#b-{condition['id']}"
    return Reason(False, title, text, address, _("See what you will show"))


def attendance_reason(enrolment: Enrolment, condition: Mapping[str, Any]) -> Reason:
    needed, attended = condition["detail"]["needed"], condition["detail"]["attended"]
    title = ngettext("Session: be there %(count)d time.", "Sessions: be there %(count)d times.", needed) % {
        "count": needed
    }
    if condition["done"]:
        return Reason(True, title.rstrip("."), _("The trainer has marked that you were there."))
    text = _("You have been there %(attended)d of %(needed)d times. The trainer marks who is there.") % {
        "attended": attended,
        "needed": needed,
    }
    address = f"{reverse('learn', args=[enrolment.pk])}#sessions"
    return Reason(False, title.rstrip("."), text, address, _("See the sessions"))


def lesson_address(enrolment: Enrolment, key: str) -> str:
    return reverse("lesson", args=[enrolment.pk, key])
