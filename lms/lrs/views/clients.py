"""Who asks: the key or learner's session of a request, what it may, and whether it asks too often."""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from lms.lrs.content.bounds import is_within
from lms.lrs.documents.rules import Wanted
from lms.lrs.keys.permissions import forbidden_document
from lms.lrs.keys.rates import limiter
from lms.lrs.keys.scopes import ALL
from lms.lrs.keys.secrets import LAUNCH, valid_key, valid_launch, why_ended
from lms.lrs.models import LaunchCredential, RecordStoreKey
from lms.lrs.records import Problem, StatementForbidden
from lms.lrs.storing.sources import Source


class NotAllowed(Exception):
    """The key has none of these scopes, each of which would open what was asked for."""

    def __init__(self, scopes: tuple[str, ...]) -> None:
        super().__init__(", ".join(scopes))


class TooManyRequests(Exception):
    """The key has no token left; in `seconds` it has one."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Client:
    """Who asks, and in which version. `launch`: it comes from a learner's session, for which `key` vouches."""

    key: RecordStoreKey
    version: str
    launch: LaunchCredential | None = None

    @property
    def source(self) -> Source:
        """On whose word this client's statements are stored."""
        if self.launch is not None:
            return Source.of_launch(self.launch, self.version)
        return Source.of_key(self.key, self.version)

    def may(self, *scopes: str) -> bool:
        granted = self.launch.scopes if self.launch is not None else self.key.scopes
        return not {*scopes, ALL}.isdisjoint(granted)

    def require(self, *scopes: str) -> None:
        """Raise NotAllowed where none of `scopes` was given to this client."""
        if not self.may(*scopes):
            raise NotAllowed((*scopes, ALL))

    def require_document(self, wanted: Wanted, *, changes: bool) -> None:
        """Raise StatementForbidden where these documents are not this client's to read or (`changes`) change."""
        problem = None
        if self.launch is not None:
            problem = forbidden_document(self.launch, wanted, changes=changes)
        elif self.key.kind == RecordStoreKey.Kind.DEVICE:
            problem = Problem("agent", "documents are not for machines", "rule of this site")
        if problem is not None:
            raise StatementForbidden(problem)

    def require_activity(self, activity: str) -> None:
        """Raise StatementForbidden where what is known of an activity is not for this client.

        A question's definition may hold its right answers: a session in a learner's browser reads none.
        """
        problem = None
        if self.launch is not None:
            problem = Problem("activityId", "is not for a learner's session", "rule of this site")
        elif self.key.kind == RecordStoreKey.Kind.DEVICE and not is_within(activity, self.key.activity_prefix):
            problem = Problem("activityId", f"must lie below {self.key.activity_prefix}", "rule of this site")
        if problem is not None:
            raise StatementForbidden(problem)

    def may_know(self, activity: str) -> bool:
        """Whether what others said of an activity is for this client, as in require_activity."""
        try:
            self.require_activity(activity)
        except StatementForbidden:
            return False
        return True


def client_of(request: HttpRequest, version: str) -> Client | None:
    """Return who asks by Basic credentials (xAPI 1.0.3, part 3, 4.1); None where they open nothing.

    Raises TooManyRequests.
    """
    credentials = _credentials_of(request)
    if credentials is None:
        return None
    if credentials[0].startswith(LAUNCH):
        launch = valid_launch(*credentials)
        client = Client(launch.record_store_key, version, launch) if launch else None
    else:
        key = valid_key(*credentials)
        client = Client(key, version) if key else None
    if client is not None:
        _spend(client)
    return client


def why_refused(request: HttpRequest) -> str:
    """Say why credentials that `client_of` takes for none open nothing; the reason is for who has the secret."""
    credentials = _credentials_of(request)
    return (credentials and why_ended(*credentials)) or "a valid key and secret of this record store are needed"


def named_in(request: HttpRequest) -> str:
    """Return the key that a request names, whether or not it opens anything; empty where it names none."""
    credentials = _credentials_of(request)
    return credentials[0] if credentials else ""


def _spend(client: Client) -> None:
    name, per_minute = f"key:{client.key.pk}", settings.XAPI_REQUESTS_PER_MINUTE
    if client.launch is not None:
        name, per_minute = f"launch:{client.launch.pk}", settings.XAPI_LAUNCH_REQUESTS_PER_MINUTE
    if seconds := limiter.seconds_to_wait(name, per_minute):
        raise TooManyRequests(seconds)


def _credentials_of(request: HttpRequest) -> tuple[str, str] | None:
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        key, colon, secret = b64decode(credentials.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return (key, secret) if colon and "\0" not in key else None
