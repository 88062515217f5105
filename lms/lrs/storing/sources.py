"""Who vouches for statements: the site, a fieldlab, or a client with a key."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.conf import settings

from lms.lrs.models import LaunchCredential, RecordStoreKey
from lms.lrs.records import JSONObject
from lms.organisations.models import Fieldlab


@dataclass(frozen=True)
class Source:
    """The tenant that statements belong to, the key they came with (none: our own), and their authority."""

    tenant: Fieldlab | None
    key: RecordStoreKey | None
    authority: JSONObject = field(hash=False)
    version: str = "1.0.3"
    # The learner's session that it came with: it may only speak of itself.
    launch: LaunchCredential | None = None
    # Whether the layers above are told after the commit; a sweep finds what they were not told.
    is_announced: bool = True

    @classmethod
    def of_site(cls, fieldlab: Fieldlab | None) -> Source:
        """The site itself says what happened in a module of `fieldlab`."""
        return cls(fieldlab, None, _account("site"))

    @classmethod
    def of_fieldlab(cls, fieldlab: Fieldlab) -> Source:
        """The site speaks for `fieldlab`, whose assessor saw it; still our own authority."""
        return cls(fieldlab, None, _account(f"fieldlab:{fieldlab.uuid}"))

    @classmethod
    def of_key(cls, key: RecordStoreKey, version: str) -> Source:
        """A client of a fieldlab says so; its authority is made of its key, whatever it sends itself."""
        return cls(key.fieldlab, key, _account(f"key:{key.uuid}"), version)

    @classmethod
    def of_launch(cls, launch: LaunchCredential, version: str) -> Source:
        """A lesson in a learner's browser says so; its fieldlab's key for sessions vouches for it."""
        return replace(cls.of_key(launch.record_store_key, version), launch=launch)


def _account(name: str) -> JSONObject:
    return {"objectType": "Agent", "account": {"homePage": settings.SITE_URL, "name": name}}
