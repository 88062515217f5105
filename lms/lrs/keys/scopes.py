"""What a key may do: the scope names of the specification (xAPI 1.0.3, part 3, 4.2); pure."""

from __future__ import annotations

from typing import Final

WRITE: Final = "statements/write"
READ_MINE: Final = "statements/read/mine"
READ: Final = "statements/read"
# State documents, activity and agent profiles, and what activities and agents are called.
STATE: Final = "state"
PROFILE: Final = "profile"
DEFINE: Final = "define"
ALL_READ: Final = "all/read"
ALL: Final = "all"
SCOPES: Final = (WRITE, READ_MINE, READ, STATE, PROFILE, DEFINE, ALL_READ, ALL)
DEFAULT: Final = (WRITE, READ)
# A machine speaks of its own activities, and reads at most what it said itself.
OF_DEVICES: Final = (WRITE, READ_MINE)
# A lesson that is open in a browser: it writes what the learner does, keeps its place, and knows what they like.
OF_LAUNCHES: Final = (WRITE, STATE, PROFILE)
