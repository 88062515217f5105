"""The `more` link: a signed, opaque cursor that holds all that the next page needs; the server keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from lms.lrs.models import RecordStoreKey
from lms.lrs.reading.filters import Listing, StatementFilter
from lms.lrs.reading.search import Bounds
from lms.lrs.records import Problem, StatementRefused

SALT = "lms.lrs.more"


@dataclass(frozen=True)
class Cursor:
    """Which page comes next, in which listing."""

    listing: Listing
    bounds: Bounds

    def sealed(self, key: RecordStoreKey) -> str:
        """Return the cursor as text that only `key` can use and nobody can change."""
        moment = self.bounds.stored_until
        return signing.dumps(
            {
                "key": key.pk,
                "filter": self.listing.filter.to_json(),
                "limit": self.listing.limit,
                "format": self.listing.format,
                "attachments": self.listing.attachments,
                "highest": self.bounds.highest,
                "after": self.bounds.after,
                "until": moment.isoformat() if moment else None,
            },
            salt=SALT,
            compress=True,
        )

    @classmethod
    def opened(cls, text: str, key: RecordStoreKey) -> Cursor:
        """Read a cursor; raises StatementRefused where it is not one of ours for `key`."""
        try:
            data = signing.loads(text, salt=SALT)
        except signing.BadSignature:
            data = {}
        if data.get("key") != key.pk:
            raise StatementRefused(Problem("cursor", "is not a link that this key was given", "part 3, 2.1.3"))
        return cls(
            Listing(StatementFilter.from_json(data["filter"]), data["limit"], data["format"], data["attachments"]),
            Bounds(
                data["highest"],
                data["after"],
                datetime.fromisoformat(data["until"]) if data["until"] else None,
            ),
        )
