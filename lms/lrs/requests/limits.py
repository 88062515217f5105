"""What one request may hold, in octets and statements; beyond it nothing is stored (413)."""

from __future__ import annotations

from typing import Final

# A body without attachments, also unpacked; and what a document grows to at most.
MAX_BODY: Final = 10 * 1024 * 1024
MAX_BATCH: Final = 1_000
# Objects and lists within each other, in one statement; more is refused with 400.
MAX_NESTING: Final = 20
MAX_ATTACHMENT: Final = 25 * 1024 * 1024
# A body with attachments, all together.
MAX_REQUEST: Final = 100 * 1024 * 1024
