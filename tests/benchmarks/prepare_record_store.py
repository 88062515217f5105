"""Runs inside the benchmarked site: `key` prints a fieldlab's key as JSON, `fill N` fills to N statements.

The rows are what the record store would have written, made by the database itself: millions in minutes.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
django.setup()

from django.db import connection  # noqa: E402

from lms.lrs.content.relations import Role, activity_key, agent_key, verb_key  # noqa: E402
from lms.lrs.models import RecordStoreKey  # noqa: E402
from lms.lrs.storing.sources import Source  # noqa: E402
from tests.benchmarks import samples  # noqa: E402
from tests.factories.lrs import SECRET, RecordStoreKeyFactory  # noqa: E402

CHUNK = 250_000


def make_key() -> RecordStoreKey:
    return RecordStoreKey.objects.filter(key="bench").first() or RecordStoreKeyFactory(
        key="bench", label="Benchmark"
    )


def show(key: RecordStoreKey) -> None:
    print(
        json.dumps(
            {
                "key": key.key,
                "secret": SECRET,
                "key_id": key.pk,
                "tenant": key.fieldlab_id,
                "authority": Source.of_key(key, "1.0.3").authority,
                "database": str(connection.settings_dict["NAME"]),
                "sqlite": connection.vendor == "sqlite",
            }
        )
    )


def fill(key: RecordStoreKey, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE pool (kind text, number integer, key bytea, PRIMARY KEY (kind, number))"
        )
        cursor.executemany("INSERT INTO pool VALUES (%s, %s, %s)", list(pool_of(key)))
        cursor.execute("SELECT coalesce(max(seq), 0) FROM lrs_statement")
        filled = cursor.fetchone()[0]
        if filled >= count:
            return
        with indexes_made_afterwards(cursor):
            for start in range(filled + 1, count + 1, CHUNK):
                insert(cursor, key, start, min(start + CHUNK - 1, count))
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('lrs_statement', 'seq'), %s)", [count])
            cursor.execute("VACUUM ANALYZE lrs_statement")
            cursor.execute("VACUUM ANALYZE lrs_relation")
        else:
            cursor.execute("ANALYZE")


@contextmanager
def indexes_made_afterwards(cursor: object) -> Iterator[None]:
    """On PostgreSQL, fill tables without indexes and keys, and make the same ones at the end: quicker."""
    if connection.vendor != "postgresql":
        yield
        return
    execute = cursor.execute  # type: ignore[attr-defined]
    execute("SET synchronous_commit = off")
    execute("SET maintenance_work_mem = '1GB'")
    execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid::regclass::text IN ('lrs_statement', 'lrs_relation') AND contype IN ('p', 'u')"
    )
    constraints = cursor.fetchall()  # type: ignore[attr-defined]
    execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE confrelid = 'lrs_statement'::regclass"
    )
    references = cursor.fetchall()  # type: ignore[attr-defined]
    for table, name, _ in [*references, *constraints]:
        execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('lrs_statement', 'lrs_relation')")
    indexes = cursor.fetchall()  # type: ignore[attr-defined]
    for name, _ in indexes:
        execute(f'DROP INDEX "{name}"')
    yield
    for table, name, definition in [*constraints, *references]:
        execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for _, definition in indexes:
        execute(definition)


def pool_of(key: RecordStoreKey) -> list[tuple[str, int, bytes]]:
    def named(kind: str, keys: list[bytes | None]) -> list[tuple[str, int, bytes]]:
        return [(kind, number, found) for number, found in enumerate(keys) if found is not None]

    return [
        *named("actor", [agent_key(samples.actor(number)) for number in range(samples.ACTORS)]),
        *named(
            "activity", [activity_key(samples.ACTIVITY.format(number)) for number in range(samples.ACTIVITIES)]
        ),
        *named("verb", [verb_key(samples.VERB.format(number)) for number in range(samples.VERBS)]),
        *named("lesson", [activity_key(f"{samples.HOME}/lessons/{number}") for number in range(7)]),
        *named("module", [activity_key(f"{samples.HOME}/modules/1")]),
        *named("fieldlab", [activity_key(f"{samples.HOME}/fieldlabs/1")]),
        *named("authority", [agent_key(Source.of_key(key, "1.0.3").authority)]),
    ]


def insert(cursor: object, key: RecordStoreKey, first: int, last: int) -> None:
    """Insert statements with these numbers; the text leaves out the id, which the record store adds on reading."""
    template = json.dumps({name: value for name, value in json.loads(samples.TEMPLATE).items() if name != "id"})
    is_postgresql = connection.vendor == "postgresql"
    text = template.replace("%(", "{").replace(")s", "}")
    pieces = {
        "{actor}": f"(n * 7919 % {samples.ACTORS})",
        "{verb}": f"(n * 31 % {samples.VERBS})",
        "{activity}": f"(n * 104729 % {samples.ACTIVITIES})",
        "{parent}": "(n % 7)",
        "{registration}": f"'00000000-0000-4000-8000-' || {padded(f'n / {samples.STATEMENTS_PER_REGISTRATION}')}",
    }
    raw = "'" + text.replace("'", "''") + "'"
    for name, expression in pieces.items():
        raw = raw.replace(name, f"' || {expression} || '")
    uuid = "md5('statement ' || n)::uuid" if is_postgresql else "lower(hex(randomblob(16)))"
    registration = pieces["{registration}"]
    registration = f"({registration})::uuid" if is_postgresql else f"replace({registration}, '-', '')"
    moment = (
        "timestamp with time zone '2026-01-01 00:00:00+00' + n * interval '1 second'"
        if is_postgresql
        else "strftime('%Y-%m-%d %H:%M:%f000', 1767225600 + n, 'unixepoch')"
    )
    numbers = (
        f"SELECT n::bigint FROM generate_series({first}, {last}) n"
        if is_postgresql
        else f"WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last})"
        " SELECT n FROM s"
    )

    def pool(kind: str, number: str) -> str:
        return f"(SELECT key FROM pool WHERE kind = '{kind}' AND number = {number})"

    transaction = "1" if is_postgresql else "0"
    sql = (
        f'INSERT INTO lrs_statement (seq, id, "transaction", stored, timestamp, version, verb_key, registration,'
        f" tenant_id, record_store_key_id, authority, raw) SELECT n, {uuid}, {transaction}, {moment}, {moment},"
        f" '1.0.0', {pool('verb', pieces['{verb}'])}, {registration}, ?, ?, ?, {raw} FROM ({numbers}) AS numbers"
    )
    cursor.execute(  # type: ignore[attr-defined]
        sql.replace("%", "%%").replace("?,", "%s,"),
        [key.fieldlab_id, key.pk, json.dumps(Source.of_key(key, "1.0.3").authority)],
    )
    for kind, number, role in (
        ("actor", pieces["{actor}"], Role.ACTOR),
        ("activity", pieces["{activity}"], Role.OBJECT),
        ("lesson", pieces["{parent}"], Role.PARENT),
        ("module", "0", Role.GROUPING),
        ("fieldlab", "0", Role.GROUPING),
        ("authority", "0", Role.AUTHORITY),
    ):
        cursor.execute(  # type: ignore[attr-defined]
            f"INSERT INTO lrs_relation (key, role, seq) SELECT pool.key, {int(role)}, n"
            f" FROM ({numbers}) AS numbers JOIN pool ON pool.kind = '{kind}' AND pool.number = {number}"
            " ORDER BY 1, 3"
        )


def padded(expression: str) -> str:
    if connection.vendor == "postgresql":
        return f"lpad(to_hex({expression}), 12, '0')"
    return f"lower(printf('%012x', {expression}))"


if sys.argv[1] == "key":
    show(make_key())
else:
    fill(make_key(), int(sys.argv[2]))
