"""A link instead of a file: one that a holder of this site shares, or an address elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Unpack
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from credentials.actions.open_share import ShareRefused, open_share
from credentials.actions.share_by_link import digest_of
from credentials.checking.network import check_foreign, check_own, fetch
from credentials.models import CredentialIssue, ShareItem
from credentials.queries import newest_issue
from credentials.verifier.checks import Unresolvable
from credentials.verifier.fetching import FILE_TYPES
from credentials.verifier.report import Expected, Report, answer, ended_at

_LINK = re.compile(r"https?://\S{1,2048}")


@dataclass(frozen=True)
class Link:
    """An address; `token` where it is a share link of this site."""

    url: str
    token: str | None = None


def link_in(data: bytes, *, hosts: tuple[str, ...] = ()) -> Link | None:
    """Return the link that `data` is, if it is nothing else; `hosts` are other names of this site."""
    text = data[:4096].strip().decode("utf-8", "replace")
    if len(data) > 4096 or not _LINK.fullmatch(text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.netloc not in (urlsplit(settings.SITE_URL).netloc, *hosts):
        return Link(text)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return Link(text)
    return Link(text, match.kwargs["token"] if match.url_name == "check_share" else None)


class SeveralBehindLink(Exception):
    """A link that leads to more than one credential, or to one from elsewhere: for a person's eyes."""


def newest_issue_behind(token: str) -> CredentialIssue | None:
    """The document of the one credential behind a link, which counts as a look.

    Raises ShareRefused, and SeveralBehindLink (with their number) without a look.
    """
    behind = list(ShareItem.objects.filter(share__token_digest=digest_of(token)).select_related("credential"))
    own = [item.credential for item in behind if item.credential is not None]
    if len(behind) > 1 or len(own) != len(behind):
        raise SeveralBehindLink(len(behind))
    open_share(token=token)
    return newest_issue(own[0])


def check_anything(data: bytes, *, hosts: tuple[str, ...] = (), **expected: Unpack[Expected]) -> Report:
    """Check a file of any kind, or what a link leads to.

    A share link of this site counts as a look, and one that works once is not opened here: it asks first.
    """
    link = link_in(data, hosts=hosts)
    if link is None:
        return check_foreign(data, **expected)
    if link.token is not None:
        try:
            issue = newest_issue_behind(link.token)
        except ShareRefused:
            issue = None
        except SeveralBehindLink as several:
            return ended_at(answer("parse", "unknown", "link_to_several", number=str(several)), **expected)
        # By the same way as everything else where something is expected of it.
        if issue is not None:
            return check_foreign(bytes(issue.document), **expected) if any(expected.values()) else check_own(issue)
    else:
        try:
            return check_foreign(fetch(link.url, FILE_TYPES), **expected)
        except Unresolvable:
            pass
    return ended_at(answer("parse", "unknown", "link_not_answered", url=link.url[:200]), **expected)
