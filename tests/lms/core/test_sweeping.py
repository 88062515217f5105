import logging

import pytest

from lms.accounts.models import User
from lms.core import sweeping
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_sweep_goes_on_after_a_row_that_fails_and_says_which(caplog: pytest.LogCaptureFixture) -> None:
    bad, *good = [UserFactory() for _number in range(4)]
    done = []

    def step(pk: int) -> None:
        if pk == bad.pk:
            raise ValueError("poison")
        done.append(pk)

    with caplog.at_level(logging.ERROR):
        assert sweeping.sweep_rows(User.objects.filter(pk__in=[user.pk for user in [bad, *good]]), step) == 3
    assert sorted(done) == [user.pk for user in good]
    assert f"User {bad.pk}" in caplog.text
    assert "poison" in caplog.text


def test_sweep_does_a_limited_number_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    people = [UserFactory().pk for _number in range(3)]
    assert sweeping.sweep_rows(User.objects.filter(pk__in=people), lambda pk: None) == 2
