"""Migrate once for all test databases: each is a copy of one, which is made anew when a migration changes."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(tempfile.gettempdir()) / f"skillslab-prepared-{os.getuid()}"
PREFIX = "skillslab_prepared_"
OWN_IMPORT = re.compile(r"^(?:from|import) ((?:lms|courses|credentials)\.[.\w]+)", re.MULTILINE)
# A site keeps its own SITE_URL when its copy is migrated, as it does with an empty database.
FORGET_SITE = "DELETE FROM core_siteidentity"


def fingerprint() -> str:
    """What tables and first rows are made by: migrations, what these import of ours, settings, libraries."""
    apps = ("lms", "courses", "credentials")
    migrations = sorted(path for app in apps for path in (ROOT / app).glob("**/migrations/*.py"))
    names = {name for path in migrations for name in OWN_IMPORT.findall(path.read_text())}
    imported = [Path(spec.origin) for name in sorted(names) if (spec := find_spec(name)) and spec.origin]
    others = [ROOT / "lms/settings/base.py", ROOT / "requirements/base.txt"]
    digest = sha256()
    for path in (*migrations, *imported, *others):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def one_at_a_time(source: str) -> Iterator[None]:
    """Let the first process make `source`, and the others wait for it."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    with (FOLDER / f"{source}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(url: str, folder: str) -> None:
    """Migrate the empty database at `url`; what else the site writes goes to `folder`."""
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.base", "DATABASE_URL": url, "VAR_DIR": folder}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--run-syncdb", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, **settings},
        check=True,
    )


def copy_to_file(target: Path) -> None:
    """Replace the SQLite database at `target` by a migrated one."""
    source = FOLDER / f"{fingerprint()}.sqlite3"
    with one_at_a_time(source.name):
        if not source.exists():
            make_file(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(source, target)


def make_file(source: Path) -> None:
    for path in FOLDER.glob("*.*"):
        if path.stat().st_mtime < a_day_ago():
            path.unlink()
    with tempfile.TemporaryDirectory() as folder:
        made, whole = Path(folder) / "made.sqlite3", Path(folder) / "whole.sqlite3"
        migrate(f"sqlite:///{made}", folder)
        with closing(sqlite3.connect(made, isolation_level=None)) as connection:
            connection.execute(FORGET_SITE)
            connection.execute("VACUUM INTO ?", [str(whole)])
        whole.rename(source)


def copy_to_postgresql(server: str, name: str) -> None:
    """Replace the database `name` by a migrated one; `server` is the URL of a database beside it."""
    import psycopg

    source = PREFIX + fingerprint()
    with one_at_a_time(source), psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [source]).fetchone():
            make_database(connection, server, source)
        run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        run(connection, "CREATE DATABASE {} TEMPLATE {}", name, source)


def make_database(connection: Any, server: str, source: str) -> None:
    import psycopg

    for database, made in connection.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE %s",
        [f"{PREFIX}%"],
    ).fetchall():
        if made and float(made) < a_day_ago():
            run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
    unfinished = f"{source}_unfinished"
    run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
    run(connection, "CREATE DATABASE {}", unfinished)
    run(connection, f"COMMENT ON DATABASE {{}} IS '{time.time():.0f}'", unfinished)
    url = urlunsplit(urlsplit(server)._replace(path=f"/{unfinished}"))
    with tempfile.TemporaryDirectory() as folder:
        migrate(url, folder)
    with psycopg.connect(url) as made_database:
        made_database.execute(FORGET_SITE)
    run(connection, "ALTER DATABASE {} RENAME TO {}", unfinished, source)


def run(connection: Any, statement: str, *names: str) -> None:
    from psycopg.sql import SQL, Identifier

    connection.execute(SQL(statement).format(*map(Identifier, names)))


def a_day_ago() -> float:
    return time.time() - 24 * 60 * 60
