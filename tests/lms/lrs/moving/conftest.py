"""A file of statements, plain and packed."""

import pytest


@pytest.fixture(params=["statements.jsonl", "statements.jsonl.gz"])
def path(request, tmp_path):
    return tmp_path / request.param
