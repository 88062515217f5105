"""My learning: what one follows, what waits, what is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.models import Enrolment, ModuleText, ModuleVersion
from courses.models.versions import text_in
from courses.player.http import LearnerRequest, signed_in_page
from courses.queries import enrolments_to_repeat, newer_versions, own_enrolments, texts_and_offers
from courses.session_queries import own_registrations
from lms.core.registry import credential_addresses, credential_refusals


@dataclass(frozen=True)
class FollowedModule:
    """An enrolment as a card; `newer` is a next major version that one may start, `step` the next step's id."""

    enrolment: Enrolment
    text: ModuleText
    step: UUID
    newer: ModuleVersion | None
    credential_address: str
    # Why it earned no credential.
    refusal: str
    # Its credential, or one that it renews, ends: it may be taken again.
    again: bool


@require_safe
@signed_in_page
def my_learning(request: LearnerRequest) -> HttpResponse:
    enrolments = list(own_enrolments(request.user))
    cards = followed_modules(enrolments)
    going = sorted(
        (card for card in cards if card.enrolment.is_open),
        key=lambda card: card.enrolment.progress.last_step_at or card.enrolment.enrolled_at,
        reverse=True,
    )
    titles = {card.enrolment.pk: card.text for card in cards}
    context = {
        "places": [(place, titles[place.enrolment_id]) for place in own_registrations(request.user)],
        "current": next((card for card in going if not card.enrolment.progress.awaits_practical), None),
        "going": [card for card in going if not card.enrolment.progress.awaits_practical][1:],
        "waiting": [card for card in going if card.enrolment.progress.awaits_practical],
        "completed": [card for card in cards if card.enrolment.is_completed],
        "withdrawn": [card for card in cards if card.enrolment.withdrawn_at],
    }
    return render(request, "courses/player/my_learning.html", context)


def followed_modules(enrolments: list[Enrolment]) -> list[FollowedModule]:
    texts: dict[int, list[ModuleText]] = {}
    for text in texts_and_offers(enrolments):
        texts.setdefault(text.version_id, []).append(text)
    versions = [found[0].version for found in texts.values()]
    newer = newer_offers(enrolments, [version for version in versions if version.is_offered])
    addresses = credentials_of(enrolments)
    refusals = refusals_of([item for item in enrolments if item.pk not in addresses])
    judged = [item for item in enrolments if item.pk in addresses or item.pk in refusals]
    again = enrolments_to_repeat(item.pk for item in judged if item.taken_again_at is None)
    cards = []
    for enrolment in enrolments:
        cards.append(
            FollowedModule(
                enrolment=enrolment,
                text=text_in(texts[enrolment.version_id], enrolment.language, enrolment.version.source_language),
                step=uuid4(),
                newer=newer.get(enrolment.pk),
                credential_address=addresses.get(enrolment.pk, ""),
                refusal=refusals.get(enrolment.pk, ""),
                again=enrolment.pk in again and enrolment.pk not in newer,
            )
        )
    return cards


def credentials_of(enrolments: list[Enrolment]) -> dict[UUID, str]:
    """By enrolment the address of the credential that it earned; none where that has not been made yet."""
    addresses: dict[UUID, str] = {}
    for found in credential_addresses.run([item.pk for item in enrolments if item.is_completed]).values():
        addresses |= found
    return addresses


def refusals_of(enrolments: list[Enrolment]) -> dict[UUID, str]:
    """By enrolment why it earned no credential; none where it did, or that has not been judged yet."""
    refusals: dict[UUID, str] = {}
    completed = [item.pk for item in enrolments if item.is_completed]
    for found in credential_refusals.run(completed).values() if completed else ():
        refusals |= found
    return refusals


def newer_offers(
    enrolments: list[Enrolment], offered: Iterable[ModuleVersion] | None = None
) -> dict[UUID, ModuleVersion]:
    """By enrolment the next major version that one may start; `enrolments` are all own ones in these modules.

    `offered` are the versions that are offered now of these modules; asked for where left out.
    """
    versions = newer_versions(enrolments) if offered is None else offered
    newest = {version.module_key: version for version in versions}
    followed = {(item.module_key, item.major) for item in enrolments if not item.withdrawn_at}
    offers = {}
    for enrolment in enrolments:
        version = newest.get(enrolment.module_key)
        if version and version.major > enrolment.major and (version.module_key, version.major) not in followed:
            offers[enrolment.pk] = version
    return offers
