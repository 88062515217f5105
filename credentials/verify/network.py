"""Checks against this site's own keys and lists, from its database; nothing is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from credentials.did_documents import did_document
from credentials.identifiers import fieldlab_uuid_in, status_list_uuid_in
from credentials.models import CredentialIssue, StatusList
from credentials.verify.checks import Unresolvable, verify
from credentials.verify.report import Report
from credentials.verify.sandbox import verify_in_sandbox


def resolve_did(did: str) -> Mapping[str, Any]:
    """The DID document of one of our fieldlabs; raises Unresolvable for any other."""
    uuid = fieldlab_uuid_in(did)
    document = did_document(uuid) if uuid else None
    if document is None:
        raise Unresolvable(did)
    return document


def resolve_status_list(url: str) -> bytes:
    """The signed bytes of one of our status lists; raises Unresolvable for any other."""
    uuid = status_list_uuid_in(url)
    status_list = StatusList.objects.filter(uuid=uuid, signed_at__isnull=False).first() if uuid else None
    if status_list is None:
        raise Unresolvable(url)
    return bytes(status_list.signed)


def check_own(issue: CredentialIssue) -> Report:
    """Check what this site signed itself."""
    return verify(
        bytes(issue.document),
        resolve_did=resolve_did,
        resolve_status_list=resolve_status_list,
        now=timezone.now(),
    )


def check_foreign(data: bytes) -> Report:
    """Check what somebody brought, in a process that is stopped when it takes too long or too much memory."""
    return verify_in_sandbox(
        data, resolve_did=resolve_did, resolve_status_list=resolve_status_list, now=timezone.now()
    )
