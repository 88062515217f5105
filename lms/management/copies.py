"""Whole copies of the database, consistent while the site runs: SQLite's online backup, PostgreSQL's pg_dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.db import connection, transaction

FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
Execute = Callable[[str], Any]


def copy_database(folder: Path) -> dict[str, int]:
    """Write a copy into `folder`; return the number of rows of each table in that very copy.

    Raises CommandError where pg_dump is missing or fails.
    """
    target = folder / FILES[connection.vendor]
    return _copy_postgresql(target) if connection.vendor == "postgresql" else _copy_sqlite(target)


def put_back_database(folder: Path) -> dict[str, int]:
    """Fill the empty database with the copy in `folder`; return the number of rows of each table there now.

    All or nothing. Raises CommandError where pg_restore is missing or fails.
    """
    source = folder / FILES[connection.vendor]
    if connection.vendor == "postgresql":
        _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(source))
    else:
        connection.ensure_connection()
        copy = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
        try:
            copy.backup(connection.connection)
        finally:
            copy.close()
        # Other settings of the file than the copy's are set as it is opened.
        connection.close()
    with connection.cursor() as cursor:
        return _counts(lambda sql: cursor.execute(sql) or cursor)


def is_empty() -> bool:
    return not connection.introspection.table_names()


def _copy_postgresql(target: Path) -> dict[str, int]:
    """Let pg_dump see the same moment as the counting does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={target}",
        )
        return _counts(lambda sql: cursor.execute(sql) or cursor)


def _copy_sqlite(target: Path) -> dict[str, int]:
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
        # One file that says nothing of others beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        found = copy.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise CommandError(f"The copy of the database is damaged: {found}")
        return _counts(copy.execute)
    finally:
        copy.close()


def _counts(execute: Execute) -> dict[str, int]:
    if connection.vendor == "postgresql":
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
    else:
        # Without the tables that a search index is made of.
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"
    names = [name for (name,) in execute(tables).fetchall()]
    return {name: execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database; no password on the command line."""
    if shutil.which(program) is None:
        raise CommandError(
            f"{program} was not found. Install PostgreSQL's client programs, not older than the server"
            " (Debian: postgresql-client), and let PATH name their folder."
        )
    database = connection.settings_dict
    _, environment = type(connection.client).settings_to_cmd_args_env(database, [])
    given = {
        "PGDATABASE": database["NAME"],
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"] or ""),
        "PGUSER": database["USER"],
        **(environment or {}),
    }
    into = ["--dbname", str(database["NAME"])] if program == "pg_restore" else []
    done = subprocess.run(  # noqa: S603 (our own arguments)
        [program, *into, *arguments],
        env={**os.environ, **{name: value for name, value in given.items() if value}},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"{program} failed:\n{done.stderr.strip()}")
