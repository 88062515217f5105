"""Forms for pictures and documents: what readers or reviewers see keeps its file, and drawings only draw."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from courses.authoring.svg import SvgRefused, check_svg


def refuse_replacing(form: Any) -> None:
    """Raise ValidationError where another file is given for one that readers or reviewers have before them."""
    if not form.instance.pk or "file" not in form.changed_data:
        return
    if form.instance.submissions.exists():
        raise ValidationError(
            _("A module that was handed in uses this file, so it can't be replaced. Add the new file beside it.")
        )
    if form.instance.versions.exists():
        raise ValidationError(
            _("A published module uses this file, so it can't be replaced. Add the new file beside it.")
        )


class KeptImageForm(BaseImageForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        refuse_replacing(self)
        if "file" in self.changed_data and PurePath(file.name).suffix.lower() == ".svg":
            try:
                check_svg(file.read())
            except SvgRefused as refused:
                raise ValidationError(
                    _("This drawing can't be used: it holds more than a drawing (%(what)s).")
                    % {"what": refused.what}
                ) from refused
            finally:
                file.seek(0)
        return file


class KeptDocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        refuse_replacing(self)
        return self.cleaned_data["file"]
