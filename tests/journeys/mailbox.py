"""The mail that a site has sent, as its files in var/mail hold it."""

from __future__ import annotations

import re
import time
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path

SEPARATOR = re.compile(r"^-{79}$", re.MULTILINE)
SECONDS = 30


class Mailbox:
    """Waits for the newest message to an address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def messages_to(self, address: str) -> list[EmailMessage]:
        """All messages to `address`, the oldest first."""
        found: list[EmailMessage] = []
        for path in sorted(self.folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns):
            for text in SEPARATOR.split(path.read_text()):
                message = message_from_string(text.lstrip(), policy=policy.default)
                if address in str(message["To"]):
                    found.append(message)
        return found

    def find(self, address: str, pattern: str) -> str:
        """The first group of `pattern` in the newest message to `address` that has it, as soon as it is there."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            for message in reversed(self.messages_to(address)):
                body = message.get_body(("plain",))
                if body and (found := re.search(pattern, body.get_content(), re.MULTILINE)):
                    return found.group(1)
            time.sleep(0.2)
        raise AssertionError(f"no message to {address} with {pattern} in {SECONDS} seconds")

    def code_for(self, address: str) -> str:
        return self.find(address, r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$")

    def link_for(self, address: str, *, containing: str) -> str:
        return self.find(address, rf"(https?://\S*{re.escape(containing)}\S*)")
