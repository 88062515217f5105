"""Keys as they are in the database at this moment, asked with every request and so by one plain query.

The row is read each time, so that a revoked key opens nothing from that moment on, in any process; what Django
makes of it is kept for as long as the row stays the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from lms.accounts.models import User
from lms.core.plain_queries import Row, rows_of
from lms.lrs.models import LaunchCredential, RecordStoreKey

Found = TypeVar("Found")
# Beyond this the memory starts afresh.
MOST = 10_000


class _Known(Generic[Found]):
    """What `load` makes of the row that `sql` finds for a name, kept until that row is another one."""

    def __init__(self, sql: str, load: Callable[[str], Found | None]) -> None:
        self._sql = sql
        self._load = load
        self._kept: dict[str, tuple[Row, Found]] = {}

    def current(self, name: str) -> Found | None:
        rows = rows_of(self._sql, [name])
        if not rows:
            return None
        kept = self._kept.get(name)
        if kept is not None and kept[0] == rows[0]:
            return kept[1]
        found = self._load(name)
        if found is not None:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[name] = (rows[0], found)
        return found


_KEY = RecordStoreKey._meta.db_table
_LAUNCH = LaunchCredential._meta.db_table
_keys = _Known(
    f"SELECT * FROM {_KEY} WHERE key = %s",  # noqa: S608 (constants)
    lambda key: RecordStoreKey.objects.select_related("fieldlab").filter(key=key).first(),
)
_launches = _Known(
    f"SELECT launch.*, vouching.*, person.is_active, person.pseudonym FROM {_LAUNCH} launch"  # noqa: S608
    f" JOIN {_KEY} vouching ON vouching.id = launch.record_store_key_id"
    f" JOIN {User._meta.db_table} person ON person.id = launch.user_id WHERE launch.key = %s",
    lambda key: (
        LaunchCredential.objects.select_related("record_store_key__fieldlab", "user").filter(key=key).first()
    ),
)


def current_key(key: str) -> RecordStoreKey | None:
    """Return the key of this name with its fieldlab, valid or not; its row is to be read only."""
    return _keys.current(key)


def current_launch(key: str) -> LaunchCredential | None:
    """Return the learner's session of this name with user and fieldlab's key, valid or not; to be read only."""
    return _launches.current(key)
