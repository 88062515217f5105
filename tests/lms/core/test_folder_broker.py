from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from threading import Thread

import pytest
from kombu import Connection

MESSAGES = 300
# Large, so that writing one takes long enough to be read in the middle.
PAYLOAD = "x" * 400_000


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Connection]:
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path)}
    with Connection(
        "filesystem://", transport="lms.core.folder_broker:Transport", transport_options=options
    ) as connection:
        yield connection


def test_reader_never_meets_half_a_message(broker: Connection) -> None:
    def write() -> None:
        with broker.clone() as own, own.SimpleQueue("haste") as queue:
            for number in range(MESSAGES):
                queue.put({"number": number, "payload": PAYLOAD})

    received = []
    with broker.SimpleQueue("haste") as queue:
        writer = Thread(target=write)
        writer.start()
        while len(received) < MESSAGES:
            try:
                message = queue.get(timeout=0.01)
            except Empty:
                assert writer.is_alive() or queue.qsize(), f"only {len(received)} came"
                continue
            received.append(message.payload["number"])
            message.ack()
        writer.join()
    assert sorted(received) == list(range(MESSAGES))
