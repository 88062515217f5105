"""Where the bytes of attachments are kept: in the storage, once per fieldlab and SHA-2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import blake2b
from itertools import chain, islice
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from lms.core.storage import MediaStorage
from lms.lrs.content.attachments import ReceivedFile
from lms.lrs.models import StatementAttachment
from lms.organisations.models import Fieldlab

FOLDER = "xapi"
# A writer of the same bytes that is refused may take them back between writing and looking.
TRIES = 5
# No file takes so long to write.
UNFINISHED_KEPT = timedelta(hours=1)

Part = tuple[dict[str, str], Iterable[bytes]]


def file_name(tenant: Fieldlab | None, sha2: str) -> str:
    return f"{FOLDER}/{tenant.pk if tenant else 'site'}/{sha2[:2]}/{sha2}"


def keep_file(file: ReceivedFile, tenant: Fieldlab | None) -> str:
    """Write the bytes to the storage unless all of them are there; returns the file's name.

    Raises OSError where they can't be written.
    """
    name = file_name(tenant, file.sha2)
    # Both of our storages have it (lms/core/storage.py and bucket.py): whole or not at all, over what is there.
    storage: Any = default_storage
    for _ in range(TRIES):
        if _is_whole(name, file):
            return name
        file.file.seek(0)
        storage.put(name, File(file.file))
    if not _is_whole(name, file):
        raise OSError(f"{name} was not written whole")
    return name


def _is_whole(name: str, file: ReceivedFile) -> bool:
    try:
        return default_storage.exists(name) and default_storage.size(name) == file.size
    except FileNotFoundError:
        return False


@contextmanager
def kept_files(files: Sequence[ReceivedFile], tenant: Fieldlab | None) -> Iterator[None]:
    """Write files before the transaction that notes them, for that is slow; take them back where it fails."""
    try:
        for file in files:
            keep_file(file, tenant)
        yield
    except BaseException:
        # Also where the database is away: then they lie there, and no statement speaks of them.
        with suppress(DatabaseError, OSError):
            remove_unused(file_name(tenant, file.sha2) for file in files)
        raise


def parts_with(text: str, attachments: Iterable[StatementAttachment]) -> Iterator[Part]:
    """Return the parts of an answer: JSON, then each attachment's bytes once (xAPI 1.0.3, part 3, 1.5.2).

    Bytes that were erased since are left out; the statement still has their SHA-2. The first are read before any
    part is given out, so that a storage that is away (OSError) can still be said.
    """
    files = _parts_of(attachments)
    first = list(islice(files, 1))
    return chain([({"Content-Type": "application/json"}, [text.encode()])], first, files)


def _parts_of(attachments: Iterable[StatementAttachment]) -> Iterator[Part]:
    sent = set()
    for attachment in attachments:
        if attachment.sha2 in sent:
            continue
        sent.add(attachment.sha2)
        try:
            file = default_storage.open(attachment.file)
        except FileNotFoundError:
            continue
        headers = {
            "Content-Type": attachment.content_type,
            "Content-Transfer-Encoding": "binary",
            "X-Experience-API-Hash": attachment.sha2,
        }
        with file:
            chunks = file.chunks()
            # A bucket is asked for the bytes only now.
            yield headers, chain(list(islice(chunks, 1)), chunks)


def lock_files(names: Iterable[str]) -> None:
    """Keep others from removing or writing these until the end of the transaction.

    Nothing to do on SQLite, which has one writer at a time.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name in sorted(names):
            digest = blake2b(name.encode(), digest_size=8).digest()
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest, "big", signed=True)])


def forget_unfinished() -> int:
    """Remove what whoever was killed while writing left behind; returns how many files. A bucket has none."""
    if not isinstance(default_storage, MediaStorage):
        return 0
    return default_storage.remove_unfinished(FOLDER, older_than=UNFINISHED_KEPT)


def remove_unused(names: Iterable[str]) -> None:
    """Remove those files that no statement has any more. Call it once the rows' removal is committed."""
    for name in sorted(set(names)):
        with transaction.atomic():
            lock_files([name])
            if not StatementAttachment.objects.filter(file=name).exists():
                default_storage.delete(name)
