"""Turns one URL into a file storage."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def storage_from_url(url: str) -> dict[str, Any]:
    """Return Django's STORAGES entry for `s3://KEY:SECRET@BUCKET/PREFIX?endpoint_url=…&region_name=…`.

    Key and secret may be left out where the machine's own role grants access. Raises ValueError for
    another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme != "s3":
        raise ValueError(f"STORAGE_URL: only s3:// is known, not {parts.scheme!r}.")
    options: dict[str, Any] = {
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        "default_acl": "private",
        "file_overwrite": False,
        **dict(parse_qsl(parts.query)),
    }
    if parts.username:
        options |= {"access_key": unquote(parts.username), "secret_key": unquote(parts.password or "")}
    return {"BACKEND": "lms.core.bucket.BucketStorage", "OPTIONS": options}
