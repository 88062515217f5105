"""E-mail to one person, in their language."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation


def send_in_language(language: str, *, to: str, template: str, context: dict[str, Any]) -> None:
    """Send the e-mail of the templates `template`.txt and `template`_subject.txt.

    Raises what the mail server's refusal raises (SMTPException, OSError).
    """
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        body = render_to_string(f"{template}.txt", context)
    EmailMessage(subject=subject, body=body, to=[to]).send()
