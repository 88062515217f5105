"""The embedded broker: messages in a folder, where nobody ever reads one that is half written."""

from __future__ import annotations

import os
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):  # type: ignore[misc]
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Write under a name that no queue reads, then rename: kombu shows the file while it is empty."""
        name = f"{monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        unfinished = os.path.join(self.data_folder_out, f".{name}.new")
        try:
            with open(unfinished, "w", encoding="utf-8") as file:
                file.write(dumps(payload))
            os.replace(unfinished, os.path.join(self.data_folder_out, name))
        except OSError as error:
            raise ChannelError(f"Cannot add {name!r} to the folder") from error


class Transport(filesystem.Transport):  # type: ignore[misc]
    Channel = Channel
