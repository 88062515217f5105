"""Files of statements, and processes that are killed while they move them."""

import gzip
import json
from io import StringIO

from django.core.management import call_command

from lms.lrs.actions.settle_transactions import settle_transactions
from tests.factories.lrs import store as store_rows


def store(*data, **options):
    """Store as of a transaction that has ended: the test's own is open, and of such ones nothing is exported."""
    found = store_rows(*data, **options)
    settle_transactions()
    return found


class Killed(Exception):
    pass


def killed_after(pieces):
    """A progress that ends the process's work after so many pieces."""
    seen = []

    def progress(position):
        seen.append(position)
        if len(seen) == pieces:
            raise Killed

    return progress


def silent(position):
    pass


def lines_of(path):
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in text.splitlines()]


def written(path, statements):
    text = "".join(f"{json.dumps(statement)}\n" for statement in statements).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def run(*arguments, **options):
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err, **options)
    return out.getvalue()


def lines_of_raw(path):
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return text.decode().rstrip("\n").split("\n")
