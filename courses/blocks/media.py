"""Blocks with a file."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.blocks.captions import parse, transcript
from courses.blocks.loading import FileChooserBlock, PictureChooserBlock

VIDEO_TYPES = (".mp4", ".webm")
CAPTION_TYPES = (".vtt",)
# Their real templates need a file; the example shows what the block is for.
EXAMPLE = "courses/authoring/media_block_preview.html"


def refuse_other_types(field: str, document: Any, types: tuple[str, ...]) -> None:
    """Raise a validation error on `field` where the document's name does not end in one of `types`."""
    if document and PurePath(document.filename).suffix.lower() not in types:
        message = _("Choose a file of this kind: %(types)s.") % {"types": ", ".join(types)}
        raise StructBlockValidationError(block_errors={field: ValidationError(message)})


class PictureBlock(blocks.StructBlock):
    image = PictureChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What is on it?"),
        max_length=400,
        help_text=_("Read aloud to who cannot see the picture. Say what matters in it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Picture")
        group = _("Read and watch")
        description = _("A photo or drawing, with a text for people who can't see it.")
        template = "courses/blocks/picture.html"
        preview_template = EXAMPLE


class CaptionsBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(label=_("Language"), choices=settings.LANGUAGES, default="nl")
    file = FileChooserBlock(label=_("Captions (WebVTT, .vtt)"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        refuse_other_types("file", cleaned["file"], CAPTION_TYPES)
        return cleaned


class VideoValue(blocks.StructValue):
    @property
    def transcript(self) -> str:
        """What is said, from the captions in the reader's language or else the first; empty without captions."""
        captions = {item["language"]: item["file"] for item in self["captions"]}
        file = captions.get(get_language() or "") or next(iter(captions.values()), None)
        if file is None:
            return ""
        try:
            with file.open_file() as content:
                return transcript(parse(content.read().decode("utf-8-sig")))
        except (OSError, ValueError):
            return ""


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    video = FileChooserBlock(label=_("Video (.mp4 or .webm)"))
    captions = blocks.ListBlock(
        CaptionsBlock(),
        label=_("Captions"),
        min_num=0,
        default=[],
        help_text=_("Needed before the module can be published. The transcript is made from them."),
    )
    poster = PictureChooserBlock(label=_("First picture"), required=False)
    must_watch = blocks.BooleanBlock(
        label=_("The video has to be watched"),
        required=False,
        default=False,
        help_text=_("Then the module is not complete before the learner has played it."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        refuse_other_types("video", cleaned["video"], VIDEO_TYPES)
        languages = [captions["language"] for captions in cleaned["captions"]]
        if len(languages) != len(set(languages)):
            message = _("Each language can have one file with captions.")
            raise StructBlockValidationError(block_errors={"captions": ValidationError(message)})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Video")
        group = _("Read and watch")
        description = _("A video file with captions; the transcript stands below it.")
        template = "courses/blocks/video.html"
        value_class = VideoValue
        preview_template = EXAMPLE


class DownloadBlock(blocks.StructBlock):
    document = FileChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    description = blocks.CharBlock(label=_("What is it for?"), required=False, max_length=250)

    class Meta:
        icon = "download"
        label = _("Download")
        group = _("Read and watch")
        description = _("A file to keep, such as a checklist or a drawing.")
        template = "courses/blocks/download.html"
        preview_template = EXAMPLE
