"""Files in a bucket (S3), whose failures are what a full disk is elsewhere: OSError."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3File, S3Storage

# Somebody waits for an answer: botocore's own tries for minutes.
PATIENCE = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 2})


class BucketUnavailable(OSError):
    """The bucket does not answer, or does not let us in."""


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error, RetriesExceededError) as error:
        raise BucketUnavailable(f"{type(error).__name__}: {error}") from error


class BucketFile(S3File):  # type: ignore[misc]
    """An object whose bytes come at the first read."""

    def _get_file(self) -> Any:
        with _asking():
            return super()._get_file()

    file = property(_get_file, S3File._set_file)


class BucketStorage(S3Storage):  # type: ignore[misc]
    """A bucket. OSError says that it can't be asked, FileNotFoundError that there is no such file."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        given: Config = self.client_config  # type: ignore[has-type]
        self.client_config = given.merge(PATIENCE)

    def put(self, name: str, content: File[bytes]) -> None:
        """Write an object in place of the one that has its name: a bucket takes it whole or not at all."""
        self._save(name, content)

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _asking():
            try:
                return BucketFile(self._normalize_name(name), mode, self)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    raise FileNotFoundError(name) from error
                raise

    def _save(self, name: str, content: Any) -> str:
        with _asking():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _asking():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _asking():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _asking():
            return int(super().size(name))

    def listdir(self, name: str) -> Any:
        with _asking():
            return super().listdir(name)
