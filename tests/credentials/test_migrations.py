from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from credentials.models import Credential, Share

BEFORE = [("credentials", "0003_badges")]
AFTER = [("credentials", "0005_share_without_credential")]


def migrated(to: list[tuple[str, str]]):
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_links_that_were_made_before_sets_keep_working(credential: Credential) -> None:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("credentials")
    apps = migrated(BEFORE)
    try:
        apps.get_model("credentials", "Share").objects.create(
            credential_id=credential.pk, label="Van Dam", token_digest="d" * 64, expires_at=timezone.now()
        )
    finally:
        migrated(AFTER)
        migrated(newest)
    share = Share.objects.get()
    assert (share.user, share.label) == (credential.user, "Van Dam")
    assert [item.credential for item in share.items.all()] == [credential]
    try:
        before = migrated(BEFORE).get_model("credentials", "Share")
        assert before.objects.get().credential_id == credential.pk
    finally:
        migrated(newest)
    assert [item.credential for item in Share.objects.get().items.all()] == [credential]
