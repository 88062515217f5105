from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.formats.endorsement import EndorserProfile, build_endorsement
from credentials.formats.errors import FormatError
from credentials.identifiers import achievement_url, endorsement_url, endorser_did, revocation_list_url
from credentials.identifiers import endorser_key_url as key_url
from credentials.keys.signing import new_key, sign_as_endorser
from credentials.models import Achievement, Endorsement, Endorser, EndorserKey, SigningKey
from lms.accounts.models import User

State = SigningKey.State


def endorse(*, by: User, endorser: Endorser, achievement: Achievement, comment: str) -> Endorsement:
    """Say in public, and signed, what an employer or sector body thinks of an achievement.

    One per endorser and achievement: a second call returns the first, until that was withdrawn. Raises
    PermissionDenied (who may speak for the endorser only) and ValidationError: no comment, one that can't be
    signed, or another one than that which stands.
    """
    if not Endorser.objects.visible_to(by).filter(pk=endorser.pk).exists():
        raise PermissionDenied
    comment = comment.strip()
    if not comment:
        raise ValidationError(_("Say what it is worth to you: others read it."))
    with transaction.atomic():
        # Two at once wait for each other here.
        endorser = Endorser.objects.select_for_update(no_key=True).get(pk=endorser.pk)
        earlier = Endorsement.objects.standing().filter(endorser=endorser, achievement=achievement).first()
        if earlier is not None:
            if earlier.comment != comment:
                message = _("%(endorser)s endorses this already, in other words. Withdraw that endorsement first.")
                raise ValidationError(message % {"endorser": endorser.name})
            return earlier
        key = active_key(endorser)
        uuid, now = uuid4(), timezone.now().replace(microsecond=0)
        try:
            document = _document(uuid, endorser, achievement, comment, now)
            signed = sign_as_endorser(key, document, verification_method=key_url(key), created=now)
        except FormatError as error:
            message = _("There are characters in the text that can't be signed. Type the text again.")
            raise ValidationError(message) from error
        endorsement = Endorsement.objects.create(
            uuid=uuid,
            endorser=endorser,
            achievement=achievement,
            comment=comment,
            document=signed,
            key=key,
            made_at=now,
            made_by=by,
        )
        log(endorsement, "credentials.endorse", user=by, data={"achievement": str(achievement.uuid)})
    return endorsement


def _document(
    uuid: UUID, endorser: Endorser, achievement: Achievement, comment: str, now: datetime
) -> dict[str, Any]:
    return build_endorsement(
        id=endorsement_url(uuid),
        endorser=EndorserProfile(
            did=endorser_did(endorser.uuid),
            name=endorser.name,
            url=endorser.website,
            kvk_number=endorser.kvk_number,
        ),
        achievement=achievement_url(achievement.uuid),
        name=achievement.name,
        comment=comment,
        valid_from=now,
        revocation_list=revocation_list_url(endorser.uuid),
    )


def active_key(endorser: Endorser, step: UUID | None = None) -> EndorserKey:
    """The key with which an endorser signs; made at its first signature, in the caller's transaction.

    A new one is numbered `step`, where a form asked for it.
    """
    existing = endorser.keys.filter(state=State.ACTIVE).first()
    if existing is not None:
        return existing
    uuid = step or uuid4()
    new = new_key(uuid)
    key = EndorserKey.objects.create(
        uuid=uuid,
        endorser=endorser,
        public_key_multibase=new.public_key_multibase,
        wrapped_private_key=new.wrapped_private_key,
        wrapped_data_key=new.wrapped_data_key,
        wrapped_by=new.wrapped_by,
    )
    log(key, "credentials.make_endorser_key", data={"endorser": str(endorser.uuid)})
    return key
