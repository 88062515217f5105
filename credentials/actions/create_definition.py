from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import ModuleVersion
from credentials.definitions.drafts import draft_from_module, draft_of_programme
from credentials.models import Definition, DefinitionRevision, RenewalRule
from credentials.models.content import AFTER_MONTHS, Content
from credentials.permissions import require_definition_writer
from lms.accounts.models import User
from lms.organisations.models import Fieldlab


def create_definition(
    *, by: User, fieldlab: Fieldlab, module_keys: Sequence[UUID], language: str = "nl", step: UUID | None = None
) -> Definition:
    """Begin a definition of a fieldlab's own: of one module, or of several, filled in from what they say.

    A module that has one gets no second: that one is returned. `step` is the form's own id: the same one again
    returns the first result. Raises PermissionDenied (trainers and managers of
    the fieldlab only) and ValidationError for modules that the fieldlab does not offer.
    """
    require_definition_writer(by, fieldlab)
    offered = ModuleVersion.objects.newest().filter(fieldlab=fieldlab, module_key__in=module_keys)
    found = {version.module_key: version for version in offered.prefetch_related("texts")}
    if not module_keys or set(found) != set(module_keys):
        raise ValidationError(_("Choose published modules of this fieldlab."))
    with transaction.atomic():
        Fieldlab.objects.select_for_update(no_key=True).get(pk=fieldlab.pk)
        if step is not None and (first := Definition.objects.filter(uuid=step, fieldlab=fieldlab).first()):
            return first
        if len(found) == 1:
            (version,) = found.values()
            existing = Definition.objects.filter(module_key=version.module_key).first()
            if existing is not None:
                return existing
            content = _with_refresher(draft_from_module(version), version)
        else:
            version = None
            content = draft_of_programme({key: found[key] for key in module_keys}, fieldlab, language)
        definition = Definition.objects.create(
            uuid=step or uuid4(), fieldlab=fieldlab, module_key=version.module_key if version else None
        )
        DefinitionRevision.objects.create(definition=definition, content=content.to_json(), saved_by=by)
        log(definition, "credentials.define", user=by, title=content.name or str(definition.uuid))
    return definition


def _with_refresher(content: Content, version: ModuleVersion) -> Content:
    """The module's own rule for renewing goes along, so that what is awarded next is renewed the same way."""
    rule = RenewalRule.objects.filter(authored=None, module_key=version.module_key).order_by("pk").first()
    if rule is None or content.expiry.kind != AFTER_MONTHS:
        return content
    expiry = replace(content.expiry, refresher=str(rule.refresher_key), window_days=rule.window_days)
    return replace(content, expiry=expiry)
