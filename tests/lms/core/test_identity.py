"""SITE_URL forms every identifier: it is kept at first start, and another one is refused."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from lms.core.identity import keep_site_url, refuse_other_site_url
from lms.core.models import SiteIdentity

pytestmark = pytest.mark.django_db


def test_migrating_keeps_the_site_url(settings: Any) -> None:
    assert SiteIdentity.objects.get().site_url == settings.SITE_URL


def test_keeping_the_same_site_url_again_changes_nothing() -> None:
    before = SiteIdentity.objects.values().get()
    keep_site_url()
    assert SiteIdentity.objects.values().get() == before


@pytest.mark.parametrize("refuse", [keep_site_url, refuse_other_site_url])
def test_another_site_url_is_refused_and_both_are_named(settings: Any, refuse: Any) -> None:
    kept = settings.SITE_URL
    settings.SITE_URL = "https://other.example"
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse()
    assert "https://other.example" in str(refused.value)
    assert kept in str(refused.value)
    assert SiteIdentity.objects.get().site_url == kept


def test_migrating_with_another_site_url_is_refused(settings: Any) -> None:
    settings.SITE_URL = "https://other.example"
    with pytest.raises(ImproperlyConfigured):
        call_command("migrate", verbosity=0)


def test_a_process_with_the_same_site_url_or_a_new_database_starts(settings: Any) -> None:
    refuse_other_site_url()
    SiteIdentity.objects.all().delete()
    settings.SITE_URL = "https://first.example"
    refuse_other_site_url()
    assert not SiteIdentity.objects.exists()
