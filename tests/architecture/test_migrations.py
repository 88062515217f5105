"""Migrations: one line per app, in step with the models, and each of them goes back."""

from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

OWN = sorted(
    config.label
    for config in apps.get_app_configs()
    if Path(config.path).is_relative_to(settings.BASE_DIR)
    and ".venv" not in config.path
    and (Path(config.path) / "migrations").is_dir()
)


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


def test_own_apps_are_found() -> None:
    assert {"accounts", "core", "courses", "credentials", "lrs", "organisations"} <= set(OWN)


@pytest.mark.parametrize("label", OWN)
def test_migrations_of_an_app_are_one_line_without_gaps(loader: MigrationLoader, label: str) -> None:
    names = sorted(name for app, name in loader.disk_migrations if app == label)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert len(loader.graph.leaf_nodes(label)) == 1
    for earlier, later in pairwise(names):
        assert (label, earlier) in loader.disk_migrations[label, later].dependencies


@pytest.mark.parametrize("label", OWN)
def test_migrations_of_an_app_go_back(loader: MigrationLoader, label: str) -> None:
    for (app, name), migration in loader.disk_migrations.items():
        if app == label:
            for operation in migration.operations:
                assert operation.reversible, f"{app} {name}: {operation.describe()}"
                if isinstance(operation, RunPython | RunSQL):
                    assert operation.elidable or migration.__doc__, f"{app} {name} says why it changes rows"


def test_models_and_migrations_agree(db: None) -> None:
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_migrating_to_nothing_and_back_leaves_the_same_tables() -> None:
    tables = set(connection.introspection.table_names())
    try:
        for label in ("credentials", "courses", "lrs"):
            call_command("migrate", label, "zero", verbosity=0)
        assert not {name for name in connection.introspection.table_names() if name.startswith("credentials_")}
    finally:
        call_command("migrate", verbosity=0)
    assert set(connection.introspection.table_names()) == tables
