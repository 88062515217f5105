"""How the page "My data" shows what apps export: any nesting of mappings, lists and values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.accounts.data_pages import Kind, moment_of
from lms.core.local_time import local_time
from lms.core.words import Word

register = template.Library()

# Names in the export that people meet on the page; others are shown as words.
HEADINGS: dict[str, str | Promise] = {
    "accounts": _("Account"),
    "organisations": _("Employers and roles"),
    "lrs": _("Learning steps"),
    "courses": _("Modules"),
    "credentials": _("Credentials"),
    "account": _("Account"),
    "name": _("Name"),
    "language": _("Language"),
    "joined": _("Account since"),
    "last_sign_in": _("Last signed in"),
    "pseudonym": _("Number in learning records"),
    "email_addresses": _("E-mail addresses"),
    "second_factors": _("Second steps for signing in"),
    "sessions": _("Devices where you signed in"),
    "roles": _("Roles"),
    "invitations": _("Invitations"),
    "email": _("E-mail address"),
    "verified": _("Confirmed"),
    "primary": _("First address"),
    "role": _("Role"),
    "organisation": _("Organisation"),
    "since": _("Since"),
    "until": _("Until"),
    "sent": _("Sent"),
    "accepted": _("Accepted"),
    "ip": _("Internet address"),
    "user_agent": _("Browser"),
    "created_at": _("Since"),
    "last_seen_at": _("Last seen"),
    "last_used_at": _("Last used"),
    "type": _("Kind"),
    "kind": _("Kind"),
    "statements": _("Learning steps"),
    "when": _("When"),
    "sentence": _("What happened"),
    "statement": _("The whole record"),
    "enrolments": _("Modules that you follow or followed"),
    "practicals": _("Practicals"),
    "practicals_observed": _("Practicals that you assessed"),
    "meetings": _("Sessions that you signed up for"),
    "attendances": _("Sessions where you were marked"),
    "attendances_marked": _("Attendance that you marked"),
    "sessions_planned": _("Sessions that you planned"),
    "place": _("Place"),
    "signed_up_at": _("Signed up"),
    "signed_off_at": _("Signed off"),
    "present": _("Present"),
    "trainer": _("Trainer"),
    "robot_programs": _("Robot programs that you tried or handed in"),
    "robot_work": _("Robot programs that you are working on"),
    "program": _("Program"),
    "module": _("Module"),
    "version": _("Version"),
    "enrolled_at": _("Enrolled on"),
    "withdrawn_at": _("Stopped on"),
    "completed_at": _("Completed on"),
    "taken_again_at": _("Begun once more on"),
    "score": _("Score"),
    "conditions": _("Parts"),
    "progress": _("Progress"),
    "completion": _("Completed"),
    "passed": _("Passed"),
    "started_at": _("Started"),
    "confirmed_at": _("Confirmed"),
    "assessor": _("Assessor"),
    "note": _("Note"),
    "employer": _("Employer"),
    "fieldlab": _("Fieldlab"),
    "achievement": _("Credential"),
    "title": _("Title"),
    "id": _("Number"),
    "lesson": _("Lesson"),
    "share": _("Part"),
    "attempts": _("Attempts"),
    "done": _("Done"),
    "detail": _("Details"),
    "documents": _("Signed files"),
    "states": _("Changes of state"),
    "state": _("State"),
    "reason": _("Reason"),
    "at": _("When"),
    "valid": _("Valid"),
    "links": _("Links"),
    "link": _("Link"),
    "label": _("Name"),
    "made": _("Made"),
    "taken back": _("Taken back"),
    "shared with employers": _("Shared with employers"),
    "purpose": _("Purpose"),
    "legal basis": _("Legal basis"),
    "given": _("Given"),
    "stopped": _("Stopped"),
    "looks": _("Who looked"),
    "checks as HR officer": _("Your checks as an HR officer"),
    "looks as HR officer": _("What you looked at as an HR officer"),
    "activity": _("Activity"),
    "changed": _("Changed"),
    "content": _("What is kept"),
    "content_type": _("Kind of content"),
    "enrolment": _("Enrolment"),
    "identity_check": _("How it was checked who you are"),
    "identity_name": _("Name on the document or pass"),
    "marks": _("Criteria"),
    "criterion": _("Criterion"),
    "met": _("Met"),
    "observed": _("Times observed"),
    "observed_at": _("Observed on"),
    "answered_at": _("Answered on"),
    "checked_at": _("Checked on"),
    "chosen": _("Your choice"),
    "failure": _("What went wrong"),
    "needed": _("Needed"),
    "attended": _("Attended"),
    "questions": _("Questions"),
    "right": _("Right"),
    "pass_mark": _("Pass mark"),
    "credentials from elsewhere": _("Credentials from elsewhere"),
    "added": _("Added"),
    "checked": _("Checked"),
    "issuer": _("Issuer"),
    "verdict": _("Result of the check"),
    "names you": _("Names you"),
    "file, in base64": _("The file (base64)"),
    "e-mail before a credential ends": _("E-mail before a credential ends"),
    "warned of its end": _("Warned that it ends"),
    "days before": _("Days before the end"),
    "e-mail sent": _("E-mail sent"),
    "end": _("End"),
    "programmes proposed": _("Programmes proposed for you"),
    "programme": _("Programme"),
    "decision": _("Decision"),
    "credentials not earned": _("Completed without a credential"),
    "lacking": _("What is lacking"),
    "name confirmed by employers": _("Employers that confirmed your name"),
    "names confirmed as HR officer": _("Names that you confirmed as an HR officer"),
    "endorsements signed": _("Endorsements that you signed"),
    "endorser": _("Who endorses"),
    "comment": _("Comment"),
    "withdrawn": _("Withdrawn"),
    "speaks for": _("Organisations that you speak for"),
    "body": _("Organisation"),
    "evidence": _("What goes with it"),
    "opened": _("Times opened"),
    "from": _("From"),
    "session": _("Session"),
    "starts_at": _("Begins"),
    "marked_at": _("Marked on"),
    "identity_checked": _("Identity document seen"),
    "done as staff": _("What you did as staff"),
    "number": _("Number"),
    "states of credentials changed": _("Credentials whose state you changed"),
    "documents corrected or renewed": _("Credentials that you corrected or renewed"),
    "programmes decided on": _("Programmes that you decided on"),
    "micro-credential": _("Micro-credential"),
    "micro-credentials saved": _("Micro-credentials that you saved"),
    "micro-credentials handed in": _("Micro-credentials that you handed in"),
    "micro-credentials decided on": _("Micro-credentials that you decided on"),
    "badges uploaded": _("Badge images that you uploaded"),
    "batches ordered": _("Batches that you ordered"),
    "rights to award ECTS given": _("Rights to award ECTS that you gave"),
    "endorsements withdrawn": _("Endorsements that you withdrew"),
}


# What each kind is, for who meets the word for the first time.
ABOUT: dict[str, str | Promise] = {
    "email_addresses": _("With these you sign in, and here you get mail."),
    "second_factors": _("Your passkeys and codes. We never keep a fingerprint."),
    "sessions": _("Every browser in which you are signed in now."),
    "roles": _("What you may do here, and for which organisation."),
    "invitations": _("Invitations for a role, sent to your e-mail address."),
    "statements": _("Each step that you took in a module: opened, answered, finished."),
    "documents": _("What an exercise remembers for you, such as where you were."),
    "enrolments": _("The modules that you started, and how far you are."),
    "practicals": _("What an assessor saw you do on the shop floor."),
    "practicals_observed": _("The practicals of others that you assessed."),
    "meetings": _("The meetings of your modules to which you go or went."),
    "attendances": _("What a trainer noted of you at these meetings."),
    "robot_programs": _("What you sent to have it checked, and what came of it."),
    "robot_work": _("The program as you saved it last, so that you can go on."),
    "credentials": _("Your credentials, with whom you shared them, and who looked."),
    "checks as HR officer": _("The credentials that you checked for your employer."),
    "looks as HR officer": _("The credentials that you opened for your employer."),
}
# Shown as they are: signed, or meant for machines.
RAW = {"statement", "documents", "document", "contents"}
# What an item is called, by the first of these that it has.
NAMES = ("sentence", "title", "achievement", "organisation", "email", "employer", "user_agent", "kind", "type")


@register.filter
def kind_heading(kind: Kind) -> str | Promise:
    if (kind.part, kind.name) == ("lrs", "documents"):
        return _("What exercises remember")
    return data_heading(kind.name)


@register.filter
def data_about(name: str) -> str | Promise:
    return ABOUT.get(name, "")


@register.filter
def data_title(item: Any) -> str:
    """What an item is called in the list."""
    found = next((item[name] for name in NAMES if item.get(name)), "") if isinstance(item, Mapping) else item
    return str(data_value(found))


@register.filter
def data_details(item: Any) -> dict[str, Any]:
    """Everything about an item but its title."""
    if not isinstance(item, Mapping):
        return {}
    title = next((name for name in NAMES if item.get(name)), "")
    return {name: value for name, value in item.items() if name != title}


@register.filter
def data_moment(item: Any) -> datetime | None:
    return moment_of(item)


@register.filter
def in_local_time(moment: datetime) -> datetime:
    """Without its zone, so that the filter `date`, which fails at the ends of time, converts no more."""
    return local_time(moment).replace(tzinfo=None)


@register.filter
def is_raw(name: str) -> bool:
    return name in RAW


@register.filter
def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)


@register.filter
def data_heading(name: str) -> str | Promise:
    return HEADINGS.get(name) or name.replace("_", " ").capitalize()


@register.filter
def data_value(value: Any, name: str = "") -> Any:
    """Codes in words; scores, moments and languages as people write them; everything else as it is."""
    if isinstance(value, Word):
        return value.label
    if name == "score":
        return f"{round(float(value) * 100)} %"
    if name == "language":
        return dict(settings.LANGUAGES).get(value, value)
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        moment = None
    return date_format(local_time(moment), "DATETIME_FORMAT") if moment and moment.tzinfo else value


@register.filter
def is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping)


@register.filter
def is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)
