"""Write what checkers need to a folder of plain files, to be served when the site itself is no longer there."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand

from credentials.checking.network import withdrawn_by
from credentials.formats.did import did_document_url
from credentials.formats.serialise import to_bytes
from credentials.identifiers import (
    achievement_url,
    endorsement_url,
    endorser_did,
    fieldlab_did,
    revocation_list_url,
    status_list_url,
)
from credentials.keys.did_documents import did_document, endorser_document
from credentials.models import Achievement, Endorsement, Endorser, StatusList
from lms.organisations.models import Fieldlab


class Command(BaseCommand):
    help = (
        "Write DID documents, status lists and achievements to DIR, each under the path of its address: a web "
        "server that serves the folder at SITE_URL keeps credentials checkable without this software."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        count = 0
        for url, content in published():
            path = folder / urlsplit(url).path.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            count += 1
        self.stdout.write(f"{count} files in {folder}")


def published() -> list[tuple[str, bytes]]:
    """Address and bytes of everything that a credential names, of every fieldlab."""
    found = []
    for uuid in Fieldlab.objects.order_by("pk").values_list("uuid", flat=True):
        document = did_document(uuid)
        if document is not None:
            found.append((did_document_url(fieldlab_did(uuid)), to_bytes(document)))
    for status_list in StatusList.objects.filter(signed_at__isnull=False).order_by("pk"):
        found.append((status_list_url(status_list.uuid), bytes(status_list.signed)))
    for uuid, definition in Achievement.objects.order_by("pk").values_list("uuid", "definition"):
        content = json.dumps(definition, ensure_ascii=False, indent=2).encode()
        found.append((achievement_url(uuid) + "index.json", content))
    for endorser in Endorser.objects.filter(endorsements__isnull=False).distinct().order_by("pk"):
        document = endorser_document(endorser.uuid)
        if document is not None:
            found.append((did_document_url(endorser_did(endorser.uuid)), to_bytes(document)))
        url = revocation_list_url(endorser.uuid)
        found.append((url, withdrawn_by(endorser.uuid, url)))
    for endorsement in Endorsement.objects.standing().order_by("pk"):
        found.append((endorsement_url(endorsement.uuid), bytes(endorsement.document)))
    return found
