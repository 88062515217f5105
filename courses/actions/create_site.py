"""Make the pages that every network starts with."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Locale, Page, Site

from courses.models import CataloguePage, HomePage
from lms.accounts.models import User

PageType = TypeVar("PageType", bound=Page)
# Addresses and titles of pages, so not subject to the reader's language.
CATALOGUE = {"nl": ("Catalogus", "catalogus"), "en": ("Catalogue", "catalogue"), "de": ("Katalog", "katalog")}


def create_site(*, by: User | None = None) -> Site:
    """Make a home page and a catalogue in every language, and the site that shows them; again changes nothing.

    `by` is none at the very first start, before there are people.
    """
    with transaction.atomic():
        root = Page.get_first_root_node()
        home = catalogue = None
        for language, _name in settings.LANGUAGES:
            locale = Locale.objects.get_or_create(language_code=language)[0]
            home = _translation(
                HomePage(title=settings.WAGTAIL_SITE_NAME, slug=f"home-{language}"), root, locale, home, by
            )
            title, slug = CATALOGUE[language]
            catalogue = _translation(CataloguePage(title=title, slug=slug), home, locale, catalogue, by)
        first = HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
        site, _is_new = Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": "localhost", "root_page": first, "site_name": settings.WAGTAIL_SITE_NAME},
        )
        for welcome in Page.objects.child_of(root).exact_type(Page):
            welcome.delete()
    return site


def _translation(
    page: PageType, parent: Page, locale: Locale, original: PageType | None, by: User | None
) -> PageType:
    """Return the page of this type in `locale`, added under `parent` as a translation of `original` if new."""
    model = type(page)
    existing: PageType | None = model.objects.filter(locale=locale).first()
    if existing:
        return existing
    page.locale = locale
    if original:
        page.translation_key = original.translation_key
    parent.add_child(instance=page)
    page.save_revision(user=by, changed=False)
    log(page, "wagtail.create", user=by)
    return page
