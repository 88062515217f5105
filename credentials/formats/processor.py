"""pyld's processor, which remembers what the pinned contexts make of a type: most of the time of expanding."""

from __future__ import annotations

import threading
from typing import Any

from pyld import jsonld

_MOST_REMEMBERED = 1024
_of_thread = threading.local()


class RememberingProcessor(jsonld.JsonLdProcessor):  # type: ignore[misc]
    """Expands as pyld does (JSON-LD 1.1 API, 5.1), and processes each type-scoped context once.

    pyld makes a new active context for every object with a type, so that its own cache never finds it again.
    What it makes depends on nothing but the two contexts. Only for loaders of pinned contexts, whose parts stay
    the same objects: contexts inside a document are refused before.
    """

    def _process_context(self, active_ctx: Any, local_ctx: Any, options: Any, *args: Any, **changes: Any) -> Any:
        if args or changes != {"propagate": False}:
            return super()._process_context(active_ctx, local_ctx, options, *args, **changes)
        remembered: dict[tuple[int, int], tuple[Any, Any, Any]]
        remembered = _of_thread.__dict__.setdefault("remembered", {})
        key = (id(active_ctx), id(local_ctx))
        found = remembered.get(key)
        if found is None:
            if len(remembered) >= _MOST_REMEMBERED:
                remembered.clear()
            made = super()._process_context(active_ctx, local_ctx, options, **changes)
            # Both are kept along, so that no other object gets their numbers.
            found = remembered[key] = (active_ctx, local_ctx, made)
        return found[2]
