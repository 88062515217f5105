"""Where on this site more stands about a credential: `{% load credential_links %}`."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.translation import get_language

from courses.models import FieldlabPage
from credentials.endorsements.shown import ShownEndorsement, shown_endorsements
from credentials.models import Achievement, Credential

register = template.Library()


@dataclass(frozen=True)
class Links:
    """The fieldlab's own page in the reader's language (empty where there is none), and what was awarded."""

    fieldlab: str
    achievement: str


@register.simple_tag
def who_endorses(achievement: Achievement) -> list[ShownEndorsement]:
    """What endorsers say of an achievement, each with its own check."""
    return shown_endorsements(achievement)


@register.simple_tag(takes_context=True)
def links_of(context: RequestContext, credential: Credential) -> Links:
    pages = FieldlabPage.objects.live().filter(
        fieldlab=credential.fieldlab_id, locale__language_code=(get_language() or "")[:2]
    )
    page = pages.first()
    return Links(
        fieldlab=page.get_url(context.get("request")) or "" if page else "",
        achievement=reverse("achievement", args=[credential.achievement.uuid]),
    )
