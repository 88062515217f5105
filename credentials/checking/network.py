"""Checks by this site: its own keys and lists from its database, those of others from where they publish them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Unpack
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from credentials.definitions.badges import badge_png
from credentials.formats.did import did_document_url
from credentials.formats.endorsement import build_revocation_list
from credentials.formats.errors import FormatError
from credentials.formats.serialise import to_bytes
from credentials.identifiers import (
    badge_uuid_in,
    credential_uuid_in,
    endorsement_url,
    endorser_did,
    endorser_uuid_in,
    endorser_uuid_in_list,
    fieldlab_did,
    fieldlab_uuid_in,
    status_list_uuid_in,
)
from credentials.keys.did_documents import did_document, endorser_document
from credentials.models import Achievement, Credential, CredentialIssue, Endorsement, Endorser, StatusList
from credentials.verifier.checks import Unresolvable, verify
from credentials.verifier.fetching import TEXT_TYPES, Fetcher
from credentials.verifier.parsing import parse
from credentials.verifier.report import Expected, Report, answer
from credentials.verifier.sandbox import verify_in_sandbox

MOST_FETCHES = 8
PICTURE_TYPES = frozenset({"image/png"})


@cache
def fetcher() -> Fetcher:
    """The fetcher of this process."""
    return Fetcher()


def fetch(url: str, types: frozenset[str] = TEXT_TYPES) -> bytes:
    """Fetch what others publish; raises Unresolvable, also for this site itself and where fetching is off."""
    if not settings.CREDENTIALS_FETCH or urlsplit(url).hostname == urlsplit(settings.SITE_URL).hostname:
        raise Unresolvable(url)
    return fetcher().get(url, types)


def resolve_did(did: str) -> Mapping[str, Any]:
    """The DID document of one of our fieldlabs or endorsers; raises Unresolvable for any other."""
    if uuid := fieldlab_uuid_in(did):
        document = did_document(uuid)
    elif uuid := endorser_uuid_in(did):
        document = endorser_document(uuid)
    else:
        document = None
    if document is None:
        raise Unresolvable(did)
    return document


def resolve_status_list(url: str) -> bytes:
    """The signed bytes of one of our status lists; raises Unresolvable for any other."""
    if endorser := endorser_uuid_in_list(url):
        return withdrawn_by(endorser, url)
    uuid = status_list_uuid_in(url)
    status_list = StatusList.objects.filter(uuid=uuid, signed_at__isnull=False).first() if uuid else None
    if status_list is None:
        raise Unresolvable(url)
    return bytes(status_list.signed)


def withdrawn_by(endorser_uuid: UUID, url: str) -> bytes:
    """What an endorser of this site withdrew, as the list at `url` is published; raises Unresolvable."""
    if not Endorser.objects.filter(uuid=endorser_uuid).exists():
        raise Unresolvable(url)
    withdrawn = Endorsement.objects.filter(endorser__uuid=endorser_uuid, withdrawn_at__isnull=False)
    ids = [endorsement_url(uuid) for uuid in withdrawn.order_by("pk").values_list("uuid", flat=True)]
    return to_bytes(build_revocation_list(url=url, issuer=endorser_did(endorser_uuid), revoked=ids))


class Lookups:
    """What one check may ask of others: our own from the database, and eight fetches."""

    def __init__(self) -> None:
        self._left = MOST_FETCHES

    def did(self, did: str) -> Mapping[str, Any]:
        """Return the DID document of one of our fieldlabs, or of a did:web elsewhere; raises Unresolvable."""
        try:
            return resolve_did(did)
        except Unresolvable:
            pass
        try:
            return parse(self.fetched(did_document_url(did)))
        except FormatError as error:
            raise Unresolvable(did) from error

    def status_list(self, url: str) -> bytes:
        """Return one of our status lists, or one elsewhere; raises Unresolvable."""
        try:
            return resolve_status_list(url)
        except Unresolvable:
            return self.fetched(url)

    def picture(self, url: str) -> bytes:
        """Return the picture of one of our achievements, or one elsewhere; raises Unresolvable."""
        uuid = badge_uuid_in(url)
        achievement = Achievement.objects.filter(uuid=uuid).first() if uuid else None
        return badge_png(achievement) if achievement else self.fetched(url, PICTURE_TYPES)

    def fetched(self, url: str, types: frozenset[str] = TEXT_TYPES) -> bytes:
        """Return what others publish at `url`; raises Unresolvable, also when there were too many."""
        if not self._left:
            raise Unresolvable(url)
        self._left -= 1
        return fetch(url, types)


def check_own(issue: CredentialIssue) -> Report:
    """Check what this site signed itself."""
    report = verify(
        bytes(issue.document),
        resolve_did=resolve_did,
        resolve_status_list=resolve_status_list,
        now=timezone.now(),
    )
    return revoked_for_good(report)


def check_foreign(data: bytes, **expected: Unpack[Expected]) -> Report:
    """Check what somebody brought, in a process that is stopped when it takes too long or too much memory.

    `expected` is what `verify` compares it with.
    """
    lookups = Lookups()
    report = verify_in_sandbox(
        data,
        resolve_did=lookups.did,
        resolve_status_list=lookups.status_list,
        resolve_key=lookups.fetched,
        resolve_picture=lookups.picture,
        now=timezone.now(),
        **expected,
    )
    return revoked_for_good(report)


def revoked_for_good(report: Report) -> Report:
    """Say of our own credential that it was revoked, where its status entry only says "do not accept now"."""
    if _result(report, "issuer") != "yes" or _result(report, "suspension") != "no":
        return report
    credential = own_credential(report)
    if credential is None or credential.state != Credential.State.REVOKED:
        return report
    known = {"revocation": answer("revocation", "no", "revoked")}
    known["suspension"] = answer("suspension", "yes", "not_suspended")
    return replace(report, checks=tuple(known.get(check.name, check) for check in report.checks))


def own_credential(report: Report) -> Credential | None:
    """The credential of this site that was checked, by its number and the fieldlab that it says issued it.

    The number alone says nothing: anybody may write it into a document and sign that with a key of their own. Ask
    only where the checks of the proof and the issuer say yes.
    """
    document = report.document or {}
    uuid, issuer = credential_uuid_in(str(document.get("id", ""))), document.get("issuer")
    if uuid is None:
        return None
    found = Credential.objects.select_related("fieldlab", "achievement__version").filter(uuid=uuid).first()
    issuer_id = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found if found is not None and issuer_id == fieldlab_did(found.fieldlab.uuid) else None


def _result(report: Report, name: str) -> str:
    return next((check.result for check in report.checks if check.name == name), "unknown")
