"""Check credentials in files or behind links: one line of JSON for each."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from credentials.verifier.containers import MAXIMUM_FILE_BYTES
from credentials.verifier.report import Check, Report, answer, ended_at
from credentials.verify.links import check_anything

NOT_OPENED = "The file could not be opened."


class Command(BaseCommand):
    help = "Check credentials in files of any kind or behind links. Ends with 0 only if all are valid."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        all_valid = True
        for file in options["files"]:
            report = check_anything(file.encode()) if file.startswith("https://") else check_file(Path(file))
            all_valid = all_valid and report.valid
            line = {
                "file": file,
                "valid": report.valid,
                "received": report.received,
                "checks": [
                    {"name": check.name, "result": check.result, "reason": reason_of(check)}
                    for check in report.checks
                ],
                "notices": [notice.sentence for notice in report.notices],
            }
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        if not all_valid:
            sys.exit(1)


def reason_of(check: Check) -> str:
    return NOT_OPENED if check.reason.code == "file_not_opened" else check.reason.sentence


def check_file(path: Path) -> Report:
    """Check one file; one that can't be read is an answer, too."""
    try:
        with path.open("rb") as file:
            data = file.read(MAXIMUM_FILE_BYTES + 1)
    except OSError:
        return ended_at(answer("parse", "no", "file_not_opened"))
    return check_anything(data)
