"""`manage.py erase_statements --actor ACTOR`: take a person out of the record store."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.lrs.actions.erase_actor import erase_actor
from lms.lrs.management.commands.apply_retention import fieldlab_of
from lms.lrs.reading.browsing import agent_in


class Command(BaseCommand):
    help = "Remove what a person did, with documents and attachments; or put a pseudonym in their place."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--actor", required=True, help="an e-mail address, a learner's pseudonym, or an agent as JSON"
        )
        parser.add_argument("--fieldlab", metavar="SLUG", help="of one fieldlab instead of the network")
        parser.add_argument("--keep-statements", action="store_true", help="put a pseudonym there instead")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        agent = agent_in(options["actor"].strip())
        if agent is None:
            raise CommandError("That is no e-mail address, no pseudonym and no agent.")
        found = erase_actor(
            by=None,
            agent=agent,
            fieldlab=fieldlab_of(options["fieldlab"]),
            keep_statements=options["keep_statements"],
            dry_run=options["dry_run"],
        )
        words = "would remove" if options["dry_run"] else "removed"
        self.stdout.write(
            f"{words} {found.removed} statements, {found.documents} documents, {found.attachments} attachments;"
            f" {found.pseudonymised} statements under a pseudonym, {found.sealed} enrolments sealed"
        )
