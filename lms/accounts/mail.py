"""The same e-mail to several people, each in their own language."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from smtplib import SMTPException
from typing import Any

from lms.accounts.models import User
from lms.core.mail import send_in_language

logger = logging.getLogger(__name__)


def send_to_each(people: Iterable[User], template: str, context: dict[str, Any]) -> int:
    """Send to each of `people`, who is `user` in the templates; returns to how many it was sent.

    Somebody whose address is refused is logged and left out. Where all are, the last SMTPException or OSError is
    raised: then it is the mail server, and the caller may try again.
    """
    sent = 0
    failure: Exception | None = None
    for user in people:
        try:
            send_in_language(user.language, to=user.email, template=template, context={**context, "user": user})
        except (SMTPException, OSError) as error:
            logger.warning("No e-mail %s to person %s.", template, user.uuid, exc_info=True)
            failure = error
        else:
            sent += 1
    if failure and not sent:
        raise failure
    return sent
