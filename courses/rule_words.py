"""The completion rule of a module in words, as everybody reads it before the start."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.progress_rules import Rule


def rule_in_words(rule: Rule) -> list[str]:
    """The completion rule as short sentences, one per condition."""
    lessons = len(rule.lessons)
    sentences = [ngettext("Finish the lesson.", "Finish all %(count)d lessons.", lessons) % {"count": lessons}]
    if videos := len(rule.videos):
        sentences.append(ngettext("Watch the video.", "Watch the %(count)d videos.", videos) % {"count": videos})
    if exercises := len(rule.exercises):
        sentences.append(
            ngettext(
                "Hand in a robot program that passes.",
                "Hand in a robot program that passes in %(count)d exercises.",
                exercises,
            )
            % {"count": exercises}
        )
    if rule.questions:
        sentences += _about_questions(rule)
    if rule.practicals:
        practicals = len(rule.practicals)
        sentences.append(
            ngettext(
                "Pass the practical: an assessor watches you work.",
                "Pass the %(count)d practicals: an assessor watches you work.",
                practicals,
            )
            % {"count": practicals}
        )
    if rule.sessions:
        sentences.append(
            ngettext("Session: be there %(count)d time.", "Sessions: be there %(count)d times.", rule.sessions)
            % {"count": rule.sessions}
        )
    return sentences


def _about_questions(rule: Rule) -> list[str]:
    questions = len(rule.questions)
    mark = ngettext(
        "Answer the question well.",
        "Answer at least %(mark)d %% of the %(count)d questions well.",
        questions,
    ) % {"count": questions, "mark": rule.pass_mark}
    if not rule.attempts:
        return [mark, _("You may try each question as often as you like.")]
    attempts = ngettext(
        "You may answer each question once.",
        "You may try each question %(count)d times.",
        rule.attempts,
    ) % {"count": rule.attempts}
    return [mark, attempts]
