from __future__ import annotations

import struct
from io import BytesIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from wagtail.log_actions import log

from courses.authoring.svg import SvgRefused, check_svg
from credentials.definitions.badges import drawn_size
from credentials.models import BadgeUpload
from credentials.permissions import require_definition_writer
from lms.accounts.models import User
from lms.organisations.models import Fieldlab

MOST_BYTES = 512 * 1024
LEAST_DOTS, MOST_DOTS = 90, 2048
# What Pillow raises for a picture that is broken, or a text in it that is too long.
READING_FAILS = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    struct.error,
    Image.DecompressionBombError,
)


def upload_badge(*, by: User, fieldlab: Fieldlab, content: bytes) -> BadgeUpload:
    """Keep a picture for a badge: a square PNG, or a square drawing (SVG) that holds nothing but a drawing.

    The same picture again is the first one. Raises PermissionDenied (trainers and managers of the fieldlab only)
    and ValidationError with what is wrong.
    """
    require_definition_writer(by, fieldlab)
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The picture is too large: at most 512 kB."))
    if content.startswith(b"\x89PNG"):
        kind, content = BadgeUpload.Kind.PNG, _checked_png(content)
    else:
        kind = BadgeUpload.Kind.SVG
        _check_drawing(content)
    with transaction.atomic():
        # Two clicks at once wait for each other here.
        Fieldlab.objects.select_for_update(no_key=True).get(pk=fieldlab.pk)
        earlier = BadgeUpload.objects.filter(fieldlab=fieldlab, kind=kind, content=content).first()
        if earlier is not None:
            return earlier
        upload = BadgeUpload.objects.create(fieldlab=fieldlab, kind=kind, content=content, uploaded_by=by)
        log(upload, "credentials.badge.upload", user=by)
    return upload


def _checked_png(content: bytes) -> bytes:
    """The dots alone, written again: no other chunks come along."""
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            width, height = picture.size
            if width != height or not LEAST_DOTS <= width <= MOST_DOTS:
                raise ValidationError(
                    _("The picture must be square, from 90 to 2048 dots; this one is %(width)d × %(height)d.")
                    % {"width": width, "height": height}
                )
            plain = BytesIO()
            picture.convert("RGBA").save(plain, "PNG", optimize=True)
    except READING_FAILS as error:
        raise ValidationError(_("We can't read this picture: use PNG or SVG.")) from error
    return plain.getvalue()


def _check_drawing(content: bytes) -> None:
    try:
        check_svg(content)
        width, height = drawn_size(content)
    except SvgRefused as refused:
        message = _("This drawing can't be used: it holds more than a drawing (%(what)s).")
        raise ValidationError(message % {"what": refused.what}) from refused
    except ValueError as error:
        raise ValidationError(_("We can't read this picture: use PNG or SVG.")) from error
    if abs(width - height) > 0.01 * max(width, height):
        message = _("The drawing must be square; this one is %(width)g × %(height)g.")
        raise ValidationError(message % {"width": width, "height": height})
