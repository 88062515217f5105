"""Award all waiting credentials of a fieldlab, with a progress bar; go on with a batch that was interrupted."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from courses.models import ModuleVersion
from credentials.actions.issue_next import issue_next
from credentials.actions.order_batch import order_batch
from credentials.awarding.batches import Progress, progress_of
from credentials.management.arguments import fieldlab_of
from credentials.models import IssueBatch

BAR = 40


class Command(BaseCommand):
    help = (
        "Award the credentials of all completions of a fieldlab that have none. A batch that was interrupted is "
        "gone on with: each credential is made once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fieldlab", metavar="SLUG", required=True, help="whose completions")
        parser.add_argument("--module-version", metavar="UUID", help="of one version of one module only")

    def handle(self, *args: Any, **options: Any) -> None:
        fieldlab = fieldlab_of(options["fieldlab"])
        try:
            batch = order_batch(by=None, fieldlab=fieldlab, version=version_of(options["module_version"]))
        except ValidationError as error:
            self.stdout.write(error.messages[0])
            return
        self.run_batch(batch)

    def run_batch(self, batch: IssueBatch) -> None:
        before = progress_of(batch)
        self.stdout.write(f"batch {batch.uuid}: {before.total} credentials, {before.done} done before")
        started, more = time.monotonic(), True
        while more:
            more = issue_next(batch_id=batch.pk)
            progress = progress_of(batch)
            rate = (progress.done - before.done) / max(time.monotonic() - started, 0.001)
            self.stderr.write(f"\r{bar(progress)} {rate:,.0f}/s", ending="" if more else "\n")
        self.stdout.write(f"{progress.issued} issued, {progress.refused} refused")
        for problem, completion in (
            batch.items.exclude(problem="").order_by("pk").values_list("problem", "completion")[:20]
        ):
            self.stdout.write(f"refused: {completion}: {problem}")


def bar(progress: Progress) -> str:
    filled = BAR * progress.percent // 100
    return f"[{'#' * filled}{'.' * (BAR - filled)}] {progress.done}/{progress.total}"


def version_of(uuid: str | None) -> ModuleVersion | None:
    if uuid is None:
        return None
    try:
        return ModuleVersion.objects.get(uuid=uuid)
    except (ModuleVersion.DoesNotExist, ValidationError) as error:
        raise CommandError(f"There is no module version “{uuid}”.") from error
