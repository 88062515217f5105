"""Activities and people that tests of the resources speak of, and rows that go in between."""

from django.db import connection

WHOLE_ROWS = 'SELECT "lrs_statement"."seq", '


def activity(name):
    return {"objectType": "Activity", "id": f"https://example.org/activities/{name}"}


def person(name):
    return {"objectType": "Agent", "mbox": f"mailto:{name}@voorbeeld.nl"}


def deleting_before(beginning, statements):
    """Delete `statements` right before the first query that begins so, as another process may."""
    pending = [statements]

    def wrapper(execute, sql, parameters, many, context):
        if pending and sql.startswith(beginning):
            pending.pop().delete()
        return execute(sql, parameters, many, context)

    return connection.execute_wrapper(wrapper)
